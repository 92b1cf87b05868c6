/** Runs programs in processes of their own and says what their ticks cost and how large they grew. */

import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import type { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

/** What a piece of work took. */
export interface Spent {
  readonly ms: number;
  /** User and system time of all threads. */
  readonly cpuMs: number;
}

export interface Tick extends Spent {
  /** What the program's `tick` returned. */
  readonly result?: unknown;
}

export interface Measured {
  /** Start of the process, load and first tick. */
  readonly cold: Spent;
  readonly ticks: readonly Tick[];
  /** Resident memory at its largest; of a pipeline, that of its largest process. */
  readonly peakBytes: number;
}

export interface Work {
  /** What each tick is handed. */
  readonly jobs: readonly object[];
  /** No tick begins later than this. @default all jobs are done */
  readonly seconds?: number;
  readonly env?: Readonly<Record<string, string>>;
  /** On the first core alone. */
  readonly pinned?: boolean;
}

/** What a program tells on file descriptor 3: see programs/ticks.cjs and programs/ticks.py. */
interface Told {
  readonly startedAt?: number;
  readonly ticks: readonly (Tick & { readonly endedAt: number; readonly processCpuMs: number })[];
  readonly peakBytes: number;
}

function programFile(name: string): string {
  return fileURLToPath(new URL(`programs/${name}`, import.meta.url));
}

const run = promisify(execFile);

export async function isInstalled(program: string): Promise<boolean> {
  return run(program, ['--version']).then(
    () => true,
    () => false,
  );
}

/** Python itself: `python3` may be a script that looks for it. Undefined where there is none. */
export const PYTHON = await run('python3', ['-c', 'import sys; print(sys.executable)']).then(
  ({ stdout }) => stdout.trim(),
  () => undefined,
);

/** A program of `programs/` and what runs it: those in JavaScript export a `tick`, those in Python call it themselves. */
function commandOf(program: string, work: object): string[] {
  if (program.endsWith('.py')) return [PYTHON ?? 'python3', programFile(program), JSON.stringify(work)];
  return [process.execPath, programFile('ticks.cjs'), JSON.stringify({ ...work, program: programFile(program) })];
}

/** What the programs may know of this environment: a setting of the user's must not change what is measured. */
function surroundings(): Record<string, string | undefined> {
  const { PATH, HOME, TMPDIR } = process.env;
  return { PATH, HOME, TMPDIR, PYTHONDONTWRITEBYTECODE: '1' };
}

/** Runs a program of `programs/` once. */
export async function runProgram(
  program: string,
  { jobs, seconds = 1e6, env = {}, pinned = false }: Work,
): Promise<Measured> {
  const [command = '', ...args] = [...(pinned ? ['taskset', '-c', '0'] : []), ...commandOf(program, { jobs, seconds })];
  const spawnedAt = performance.timeOrigin + performance.now();
  const child = spawn(command, args, {
    env: { ...surroundings(), ...env },
    stdio: ['ignore', 'ignore', 'inherit', 'pipe'],
  });
  const [told] = await Promise.all([text(child.stdio[3] as Readable), once(child, 'exit')]);
  if (told === '') throw new Error(`${program} ended without its figures.`);
  const { startedAt = spawnedAt, ticks, peakBytes } = JSON.parse(told) as Told;
  const [first] = ticks;
  if (first === undefined) throw new Error(`${program} had no time for a tick.`);
  return { cold: { ms: first.endedAt - startedAt, cpuMs: first.processCpuMs }, ticks, peakBytes };
}

export function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}

/** The medians of wall and of CPU time, each by itself. */
export function medianSpent(all: readonly Spent[]): Spent {
  return { ms: median(all.map(({ ms }) => ms)), cpuMs: median(all.map(({ cpuMs }) => cpuMs)) };
}
