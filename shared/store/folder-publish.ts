/** How a file gets its bytes and its name in a folder: flushed first, named second, the folder flushed last. */

import { link, mkdir, open, readdir, rename, stat, unlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { errorCode } from '../errors.ts';

/** Where files grow before they are named; lists leave it out, and so do readers that skip names with `_`. */
export const TEMPORARY = '_tmp';

const DAY_MS = 86_400_000;

/** Makes a folder's own entries last through a power cut. Windows cannot open folders and does without. */
async function flushFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Makes the folder and those above it, and flushes every folder that got a new entry. */
async function makeFolder(folder: string): Promise<void> {
  const first = await mkdir(folder, { recursive: true });
  if (first === undefined) return;
  for (let made = folder; made.length >= first.length; made = dirname(made)) await flushFolder(dirname(made));
}

async function writeFlushed(path: string, body: Buffer): Promise<void> {
  const handle = await open(path, 'wx');
  try {
    await handle.writeFile(body);
    await handle.sync();
  } finally {
    await handle.close();
  }
}

async function unlinkQuietly(path: string): Promise<void> {
  try {
    await unlink(path);
  } catch {
    // A temporary file that stays behind harms nobody; the next process removes it after a day.
  }
}

/** Removes what processes that died left behind. A day is far longer than any write takes. */
async function sweep(temporary: string): Promise<void> {
  for (const leftOver of await readdir(temporary)) {
    const path = join(temporary, leftOver);
    const age = await stat(path).then(
      ({ mtimeMs }) => Date.now() - mtimeMs,
      () => 0,
    );
    if (age > DAY_MS) await unlinkQuietly(path);
  }
}

/** Gives `temporary` its name. False when `create` found the name taken. `link` refuses a taken name atomically. */
async function giveName(temporary: string, target: string, mode: 'replace' | 'create'): Promise<boolean> {
  if (mode === 'replace') {
    await rename(temporary, target);
    return true;
  }
  try {
    await link(temporary, target);
    return true;
  } catch (error) {
    if (errorCode(error) === 'EEXIST') return false;
    throw error;
  } finally {
    await unlinkQuietly(temporary);
  }
}

/** Returns a function that writes `body` at `target`; it answers false when `create` found something there. */
export function createPublish(
  root: string,
): (target: string, body: Buffer, mode: 'replace' | 'create') => Promise<boolean> {
  const folder = join(root, TEMPORARY);
  let swept: Promise<void> | undefined;
  const prepare = async (): Promise<void> => {
    await makeFolder(folder);
    await sweep(folder);
  };
  return async (target, body, mode) => {
    swept ??= prepare();
    try {
      await swept;
    } catch (error) {
      swept = undefined;
      throw error;
    }
    await makeFolder(dirname(target));
    const temporary = join(folder, `${process.pid}-${Math.random().toString(36).slice(2)}`);
    try {
      await writeFlushed(temporary, body);
      const written = await giveName(temporary, target, mode);
      await flushFolder(dirname(target));
      return written;
    } catch (error) {
      await unlinkQuietly(temporary);
      throw error;
    }
  };
}
