/**
 * A packaged function in a process of its own, with an environment of its own. The process is kept for the next test,
 * which has its function loaded into it anew: a start of Node costs more than most tests.
 */

import { fork } from 'node:child_process';
import { once } from 'node:events';
import { dirname, join } from 'node:path';
import type { Readable } from 'node:stream';
import { onTestFinished } from 'vitest';
import { builtFunction } from './built.ts';
import type { FunctionName } from './bundle.ts';

export interface Outcome {
  /** What the handler returned, or the message of what it threw. */
  readonly returned?: unknown;
  readonly threw?: string;
  /** As the function left it. */
  readonly context: { readonly callbackWaitsForEmptyEventLoop?: boolean };
}

export interface FunctionProcess {
  invoke(event: unknown, context: object): Promise<Outcome>;
  /** Resolves when nothing that the function opened would keep its process alive. */
  settled(): Promise<void>;
  /** What it printed since this was last asked for, to stdout and then to stderr. */
  printed(): Promise<string>;
  /** Lets go of the process, and resolves when it has ended by itself. */
  end(): Promise<void>;
  /** Done with it. @default at the end of the test */
  giveBack(): void;
}

const RUNNER = join(import.meta.dirname, 'function-runner.cjs');
const MARK = '\0';

/** @returns reads what came since it was last called, up to the runner's mark */
function readToMark(stream: Readable): () => Promise<string> {
  let text = '';
  stream.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
  return async () => {
    while (!text.endsWith(MARK)) await once(stream, 'data');
    const all = text.slice(0, -MARK.length);
    text = '';
    return all;
  };
}

type Runner = ReturnType<typeof startRunner>;

function startRunner() {
  const child = fork(RUNNER, { env: {}, execArgv: [], silent: true, serialization: 'advanced' });
  const exited = once(child, 'exit');
  const ended = exited.then(([code, signal]): never => {
    throw new Error(`the process of the function ended: ${String(code ?? signal)}`);
  });
  const readers = [readToMark(child.stdout!), readToMark(child.stderr!)];
  const waiting = new Map<number, (result: unknown) => void>();
  child.on('message', ({ id, result }: { id: number; result: unknown }) => {
    waiting.get(id)?.(result);
    waiting.delete(id);
  });
  let count = 0;
  const run = async (task: 'load' | 'invoke' | 'settle' | 'mark', given: object = {}): Promise<unknown> => {
    const id = count++;
    const answered = new Promise((resolve) => waiting.set(id, resolve));
    child.send({ id, task, ...given });
    return Promise.race([answered, ended]);
  };
  return {
    run,
    async printed(): Promise<string> {
      await run('mark');
      const texts = Promise.all(readers.map(async (read) => read()));
      return (await Promise.race([texts, ended])).join('');
    },
    async end(): Promise<void> {
      child.disconnect();
      await exited;
    },
    kill: () => void child.kill('SIGKILL'),
    /** It can be asked for something, and nothing it was asked for is under way. */
    isIdle: () => child.connected && waiting.size === 0,
  };
}

const idle: Runner[] = [];

/** @param env the whole environment */
export async function startFunction(
  name: FunctionName,
  env: Readonly<Record<string, string | undefined>>,
): Promise<FunctionProcess> {
  const runner = idle.pop() ?? startRunner();
  let mine = true;
  const giveBack = (): void => {
    if (mine && runner.isIdle()) idle.push(runner);
    else if (mine) runner.kill();
    mine = false;
  };
  onTestFinished(giveBack);
  await runner.printed();
  await runner.run('load', { folder: dirname(await builtFunction(name)), env });
  return {
    invoke: async (event, context) => (await runner.run('invoke', { event, context })) as Outcome,
    settled: async () => void (await runner.run('settle')),
    printed: async () => runner.printed(),
    end: async () => runner.end(),
    giveBack,
  };
}
