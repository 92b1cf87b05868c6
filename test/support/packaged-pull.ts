/** The packaged pull function, invoked as the platform does: each time in an instance that has just begun. */

import { startFunction, type Outcome } from './function-process.ts';
import { CREDENTIALS } from './pulling.ts';
import { heard } from './output.ts';

export interface Ended extends Outcome {
  readonly returned?: Readonly<Record<string, unknown>>;
  /** Everything the process printed, errors and stacks included. */
  readonly output: string;
}

/** Invokes it once; it must leave nothing open. */
export async function invokePull(event: unknown, context: object, env: Record<string, string>): Promise<Ended> {
  const pull = await startFunction('pull', { ...CREDENTIALS, ...env });
  const outcome = (await pull.invoke(event, context)) as Omit<Ended, 'output'>;
  heard('result', JSON.stringify(outcome));
  await pull.settled();
  const output = await pull.printed();
  pull.giveBack();
  return { ...outcome, output };
}
