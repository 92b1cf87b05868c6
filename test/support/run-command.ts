/** Runs a command of `local/` as a real process, in a folder of its own and with nothing of this environment. */

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { afterEach } from 'vitest';

const LOADER = pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href;

export interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Running {
  /** Resolves when stdout and stderr together hold `pattern`; rejects when the process ends without it. */
  until(pattern: RegExp): Promise<RegExpExecArray>;
  signal(name: NodeJS.Signals): void;
  readonly ended: Promise<Ended>;
}

const atEnd: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const clean of atEnd.splice(0).reverse()) await clean();
});

export function freshFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'huadan-'));
  atEnd.push(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

export interface RunOptions {
  readonly args?: readonly string[];
  readonly cwd: string;
  readonly env?: Readonly<Record<string, string>>;
}

/** @param command the file's name in `local/`, without its ending */
export function startCommand(command: string, { args = [], cwd, env = {} }: RunOptions): Running {
  const file = fileURLToPath(new URL(`../../local/${command}.ts`, import.meta.url));
  const inherited = { PATH: process.env['PATH'], HOME: process.env['HOME'], TMPDIR: process.env['TMPDIR'] };
  const child = spawn(process.execPath, ['--import', LOADER, file, ...args], {
    cwd,
    env: { ...inherited, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let [stdout, stderr, all] = ['', '', ''];
  child.stdout.setEncoding('utf8').on('data', (text: string) => ((stdout += text), (all += text)));
  child.stderr.setEncoding('utf8').on('data', (text: string) => ((stderr += text), (all += text)));
  const ended = once(child, 'close').then(([code, signal]): Ended => ({
    code: code as number | null,
    signal: signal as NodeJS.Signals | null,
    stdout,
    stderr,
  }));
  atEnd.push(async () => {
    child.kill('SIGKILL');
    await ended;
  });
  return {
    async until(pattern) {
      for (;;) {
        const found = pattern.exec(all);
        if (found !== null) return found;
        if (child.exitCode !== null) throw new Error(`${command} ended without ${String(pattern)}:\n${all}`);
        await Promise.race([once(child.stdout, 'data'), once(child.stderr, 'data'), ended]);
      }
    },
    signal: (name) => void child.kill(name),
    ended,
  };
}

export async function runCommand(command: string, options: RunOptions): Promise<Ended> {
  return startCommand(command, options).ended;
}
