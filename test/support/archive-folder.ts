/** Archives laid out in a folder, for tests of the commands that look at them. */

import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { onTestFinished } from 'vitest';
import { at, CREDENTIALS } from './pulling.ts';
import { runHere, type RanHere } from './run-here.ts';

export interface ArchiveFolder {
  readonly folder: string;
  readonly env: Readonly<Record<string, string>>;
  put: (name: string, body: string | Buffer) => void;
  read: (name: string) => string;
  /** Runs a command on it, as if the clock said `now`. */
  run: (name: string, args: readonly string[], options?: { stdin?: string; terminal?: boolean }) => Promise<RanHere>;
}

/** @param now Beijing time */
export function archiveFolder(now: string, env: Readonly<Record<string, string>> = {}): ArchiveFolder {
  const folder = mkdtempSync(join(tmpdir(), 'huadan-archive-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const whole = {
    CDR_ENDPOINT: 'http://127.0.0.1:9',
    ...CREDENTIALS,
    ARCHIVE_URL: `file:${folder}`,
    ...env,
  };
  return {
    folder,
    env: whole,
    put(name, body) {
      const path = join(folder, name);
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, body);
    },
    read: (name) => readFileSync(join(folder, name), 'utf8'),
    run: async (name, args, options = {}) =>
      runHere(name, { args, env: whole, folder, clock: () => at(now) * 1000, ...options }),
  };
}
