/** Runs a command of `local/` as a real process, in a folder of its own and with nothing of this environment. */

import { spawn } from 'node:child_process';
import { EventEmitter, once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';

const RUN = fileURLToPath(new URL('../../local/run.js', import.meta.url));

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
  running(): boolean;
  readonly ended: Promise<Ended>;
}

export function freshFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'huadan-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

export interface RunOptions {
  readonly args?: readonly string[];
  readonly cwd: string;
  readonly env?: Readonly<Record<string, string>>;
}

/** @param command its name on the command line */
export function startCommand(command: string, { args = [], cwd, env = {} }: RunOptions): Running {
  const inherited = { PATH: process.env['PATH'], HOME: process.env['HOME'], TMPDIR: process.env['TMPDIR'] };
  const child = spawn(process.execPath, [RUN, command, ...args], {
    cwd,
    env: { ...inherited, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let [stdout, stderr, all] = ['', '', ''];
  const heard = new EventEmitter().setMaxListeners(0);
  const listen = (stream: Readable, keep: (text: string) => void): void => {
    stream.setEncoding('utf8').on('data', (text: string) => {
      keep(text);
      all += text;
      heard.emit('more');
    });
  };
  listen(child.stdout, (text) => (stdout += text));
  listen(child.stderr, (text) => (stderr += text));
  let closed = false;
  const ended = once(child, 'close').then(([code, signal]): Ended => {
    closed = true;
    return { code: code as number | null, signal: signal as NodeJS.Signals | null, stdout, stderr };
  });
  onTestFinished(async () => {
    child.kill('SIGKILL');
    await ended;
  });
  return {
    async until(pattern) {
      for (;;) {
        // Whole lines only: the rest of the last one may still be on its way.
        const found = pattern.exec(all.slice(0, all.lastIndexOf('\n') + 1));
        if (found !== null) return found;
        if (closed) throw new Error(`${command} ended without ${String(pattern)}:\n${all}`);
        await Promise.race([once(heard, 'more'), ended]);
      }
    },
    signal: (name) => void child.kill(name),
    running: () => child.exitCode === null && child.signalCode === null,
    ended,
  };
}

export async function runCommand(command: string, options: RunOptions): Promise<Ended> {
  return startCommand(command, options).ended;
}
