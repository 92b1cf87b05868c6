/** Runs programs in processes of their own, in turns, and says how long they took and how large they grew. */

import { execFile, fork, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createReadStream } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { createGunzip } from 'node:zlib';

export interface Measured {
  readonly ms: number;
  /** Resident memory at its largest; null where it is a pipeline of several processes. */
  readonly peakBytes: number | null;
}

/** One run. */
export type Program<T extends Measured = Measured> = () => Promise<T>;

type Results<P> = { readonly [K in keyof P]: P[K] extends Program<infer T> ? T : Measured | undefined };

const run = promisify(execFile);

/** What the programs may know of this environment: a setting of the user's must not change what is measured. */
function surroundings(): Record<string, string | undefined> {
  return { PATH: process.env['PATH'], HOME: process.env['HOME'], TMPDIR: process.env['TMPDIR'] };
}

export function programFile(name: string): string {
  return fileURLToPath(new URL(`programs/${name}`, import.meta.url));
}

export function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}

function summary(runs: readonly Measured[]): Measured | undefined {
  const peaks = runs.flatMap(({ peakBytes }) => peakBytes ?? []);
  const ms = median(runs.map((one) => one.ms));
  // The last run stands for what else they tell; it is the same for all of them.
  return runs.length === 0
    ? undefined
    : { ...runs.at(-1), ms, peakBytes: peaks.length > 0 ? Math.max(...peaks) : null };
}

/**
 * Runs each program `runs` times, one after the other and then again, so that whatever else the machine does meets all
 * of them alike. Those that are undefined are left out.
 * @returns of each the median time and the largest memory
 */
export async function inTurns<P extends Readonly<Record<string, Program | undefined>>>(
  runs: number,
  programs: P,
  onRun: (name: string, measured: Measured) => void = () => undefined,
): Promise<Results<P>> {
  const all = Object.entries(programs).map(([name, program]) => ({ name, program, measured: [] as Measured[] }));
  for (let i = 0; i < runs; i++) {
    for (const { name, program, measured } of all) {
      if (program === undefined) continue;
      const one = await program();
      measured.push(one);
      onRun(name, one);
    }
  }
  return Object.fromEntries(all.map(({ name, measured }) => [name, summary(measured)])) as Results<P>;
}

/** A file of `programs/`, which sends its own figures: what starting a process costs is not what is measured. */
export function nodeProgram<T extends Measured>(
  name: string,
  args: readonly string[],
  env: () => Readonly<Record<string, string>> = () => ({}),
): Program<T> {
  return async () => {
    const child = fork(programFile(name), args, {
      env: { ...surroundings(), ...env() },
      // Without the loader that runs this file.
      execArgv: [],
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    });
    const exited = once(child, 'exit');
    const told = (await Promise.race([once(child, 'message'), exited.then(() => [])])) as [T?];
    await exited;
    if (told[0] === undefined) throw new Error(`${name} ended without its figures.`);
    return told[0];
  };
}

/** The same in Python, which prints its figures. */
export function pythonProgram(name: string, args: readonly string[]): Program {
  return async () => {
    const { stdout } = await run('python3', [programFile(name), ...args]);
    return JSON.parse(stdout) as Measured;
  };
}

/** A shell pipeline, from its start to its end. */
export function shellProgram(command: string): Program {
  return async () => {
    const started = performance.now();
    const shell = spawn('sh', ['-c', command], { stdio: ['ignore', 'ignore', 'inherit'] });
    const [code] = (await once(shell, 'exit')) as [number];
    if (code !== 0) throw new Error(`The pipeline failed: ${command}`);
    return { ms: performance.now() - started, peakBytes: null };
  };
}

export async function isInstalled(program: string): Promise<boolean> {
  return run(program, ['--version']).then(
    () => true,
    () => false,
  );
}

/** What a program wrote must be whole, or its time is none. */
export async function expectLines(file: string, lines: number): Promise<void> {
  let found = 0;
  for await (const chunk of createReadStream(file).pipe(createGunzip()) as AsyncIterable<Buffer>) {
    for (let at = chunk.indexOf(10); at >= 0; at = chunk.indexOf(10, at + 1)) found++;
  }
  if (found !== lines) throw new Error(`${file} holds ${found} lines instead of ${lines}.`);
}
