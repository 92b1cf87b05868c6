/** What all commands have in common: how they begin, and the exit codes they end with. */

import { parseArgs, type ParseArgsConfig } from 'node:util';
import { errorCode, HuadanError, isHuadanError } from '../../shared/errors.ts';

type Options = NonNullable<ParseArgsConfig['options']>;
type Values<T extends Options> = ReturnType<typeof parseArgs<{ options: T }>>['values'];

/** Arguments or settings that cannot be right, one sentence each, and the command that teaches. */
export function usageError(faults: readonly string[], helpCommand: string): HuadanError {
  return new HuadanError('config', [...faults, `\`${helpCommand}\` shows examples.`].join('\n'));
}

/** What `read` returns; or undefined, and one more fault, where it finds settings that cannot be right. */
export function orFault<T>(read: () => T, faults: HuadanError[]): T | undefined {
  try {
    return read();
  } catch (error) {
    if (!isHuadanError(error, 'config')) throw error;
    faults.push(error);
    return undefined;
  }
}

/** What is still open when a command has said its last word gets this long. */
const LEAVE_MS = 300;

/** The options on the command line; undefined, and one more fault, when there is something among them that is none. */
export function readOptions<const T extends Options>(
  options: T,
  args: readonly string[],
  faults: string[],
): Values<T> | undefined {
  try {
    return parseArgs({ args: [...args], options, strict: true }).values;
  } catch (error) {
    if (!(error instanceof Error && errorCode(error)?.startsWith('ERR_PARSE_ARGS') === true)) throw error;
    faults.push(`${error.message.split('. ', 1)[0]}.`);
    if (errorCode(error) === 'ERR_PARSE_ARGS_UNEXPECTED_POSITIONAL') {
      faults.push('npm hands options on only behind a -- of their own: npm run … -- --from …');
    }
    return undefined;
  }
}

/**
 * Runs a command to its end. `main` resolves to the exit code: 0 well, 1 something failed. Settings or arguments that
 * cannot be right end it with 2. People read one sentence; only a mistake in the program shows its stack.
 */
export async function runCommand(main: () => Promise<number>): Promise<void> {
  // A reader that has seen enough (`| head`) is no failure.
  process.stdout.on('error', (error) => {
    if (errorCode(error) === 'EPIPE') process.exit(0);
    throw error;
  });
  try {
    process.exitCode = await main();
  } catch (error) {
    if (!isHuadanError(error)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exitCode = isHuadanError(error, 'config') ? 2 : 1;
  }
  setTimeout(() => process.exit(), LEAVE_MS).unref();
}
