/** Runs something in processes of its own and says how long it took and how large it grew: the median of several runs. */

import { fork, spawn } from 'node:child_process';
import { once } from 'node:events';

export interface Measured {
  readonly ms: number;
  /** Resident memory at its largest; null where it is a pipeline of several processes. */
  readonly peakBytes: number | null;
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}

async function several<T extends Measured>(runs: number, run: () => Promise<T>): Promise<T & Measured> {
  const all: T[] = [];
  for (let i = 0; i < runs; i++) all.push(await run());
  const [first] = all;
  if (first === undefined) throw new Error('nothing was run');
  const peaks = all.flatMap(({ peakBytes }) => peakBytes ?? []);
  return { ...first, ms: median(all.map(({ ms }) => ms)), peakBytes: peaks.length === 0 ? null : Math.max(...peaks) };
}

/** A module that sends its own figures, for what starting a process costs is not what is measured. */
export async function measureModule<T extends Measured>(
  runs: number,
  path: string,
  args: readonly string[],
  env: () => Record<string, string> = () => ({}),
): Promise<T> {
  return several(runs, async () => {
    const child = fork(path, args, {
      env: { ...process.env, ...env() },
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    });
    const exited = once(child, 'exit');
    const told = await Promise.race([once(child, 'message'), exited.then(() => undefined)]);
    await exited;
    if (told === undefined) throw new Error(`${path} ended without its figures`);
    return told[0] as T;
  });
}

/** A shell pipeline, from its start to its end. Undefined when a program of it is not on this machine. */
export async function measurePipeline(runs: number, command: string, needs: string): Promise<Measured | undefined> {
  const [missing] = (await once(spawn('sh', ['-c', `command -v ${needs} >/dev/null`]), 'exit')) as [number];
  if (missing !== 0) return undefined;
  return several(runs, async () => {
    const started = performance.now();
    const [code] = (await once(spawn('sh', ['-c', command], { stdio: ['ignore', 'ignore', 'inherit'] }), 'exit')) as [
      number,
    ];
    if (code !== 0) throw new Error(`the pipeline failed: ${command}`);
    return { ms: performance.now() - started, peakBytes: null };
  });
}
