/**
 * The archive in a folder of this machine. An object appears whole or not at all, whatever the process dies of: its
 * bytes are written and flushed under a name of their own, and only then given the name readers look for.
 */

import { open, readdir, readFile, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { errorCode, HuadanError } from '../errors.ts';
import { createPublish, TEMPORARY } from './folder-publish.ts';
import { checkName } from './object-key.ts';
import type { Piece, Store } from './store.ts';

const ADVICE: Readonly<Record<string, string>> = {
  EACCES: 'Give this user the right to read and write the folder.',
  EROFS: 'The disk is mounted read-only: choose another folder.',
  ENOSPC: 'The disk is full: make room.',
  EDQUOT: 'The disk quota is used up: make room.',
  EPERM: 'The file system refuses it; it must allow hard links: choose a folder on another disk.',
  ENOTSUP: 'The file system has no hard links: choose a folder on another disk.',
  EOPNOTSUPP: 'The file system has no hard links: choose a folder on another disk.',
  EMFILE: 'Too many files are open: raise the limit.',
};

/** A system call's failure as the project's own. `doing` says what was being done, such as `Reading cdr/…`. */
export function folderError(doing: string, cause: unknown): HuadanError {
  const code = errorCode(cause) ?? 'unknown';
  const advice = ADVICE[code] ?? 'Check the disk and the folder of ARCHIVE_URL.';
  return new HuadanError('archive', `${doing}: the file system answered ${code}. ${advice}`, {
    facts: { code },
    cause,
  });
}

/** Runs `work`; null where its answer is that there is no such file. */
async function orMissing<T>(doing: string, work: () => Promise<T>): Promise<T | null> {
  try {
    return await work();
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return null;
    throw folderError(doing, error);
  }
}

/** Every file below `folder`, named relative to it; folders that `wanted` refuses are not opened. */
async function* walk(root: string, folder: string, wanted: (name: string) => boolean): AsyncGenerator<string> {
  const where = folder === '' ? 'the archive' : folder;
  const entries = await orMissing(`Listing ${where}`, async () => readdir(join(root, folder), { withFileTypes: true }));
  for (const entry of entries ?? []) {
    const name = `${folder}${entry.name}`;
    if (entry.isDirectory()) {
      if (name !== TEMPORARY && wanted(`${name}/`)) yield* walk(root, `${name}/`, wanted);
    } else if (wanted(name)) yield name;
  }
}

/** Reads a piece of one file, which goes on being the same one while its name is given to another. */
async function readPiece(path: string, start: number, end: number, ifMatch?: string): Promise<Piece | 'changed'> {
  const file = await open(path, 'r');
  try {
    const { size: length, ino, mtimeNs } = await file.stat({ bigint: true });
    const size = Number(length);
    // Every write makes a new file, so its number and time tell it from the one before.
    const etag = `${ino}-${mtimeNs}-${length}`;
    if (start >= size || (ifMatch !== undefined && ifMatch !== etag)) return 'changed';
    const bytes = Buffer.alloc(Math.min(end, size) - start);
    const { bytesRead } = await file.read(bytes, 0, bytes.length, start);
    return { bytes: bytes.subarray(0, bytesRead), etag, size };
  } finally {
    await file.close();
  }
}

/**
 * A store in `folder`, which is made at the first write. Several processes may share it. The file system must allow
 * hard links. Left-over temporary files more than a day old are removed at the first write.
 */
export function createFolderStore(folder: string): Store {
  const root = resolve(folder);
  const publish = createPublish(root);
  const path = (name: string): string => join(root, checkName(name));

  async function write(name: string, body: Buffer, mode: 'replace' | 'create'): Promise<boolean> {
    const target = path(name);
    try {
      return await publish(target, body, mode);
    } catch (error) {
      throw folderError(`Writing ${name}`, error);
    }
  }

  return {
    get: async (name) => {
      const file = path(name);
      return orMissing(`Reading ${name}`, async () => readFile(file));
    },
    getRange: async (name, start, end, ifMatch) => {
      const file = path(name);
      return orMissing(`Reading ${name}`, async () => readPiece(file, start, end, ifMatch));
    },
    head: async (name) => {
      const file = path(name);
      return orMissing(`Looking for ${name}`, async () => {
        const { size } = await stat(file);
        return { size };
      });
    },
    put: async (name, body) => {
      await write(name, body, 'replace');
    },
    putIfAbsent: async (name, body) => write(name, body, 'create'),
    list: async (prefix) => {
      const below = (name: string): boolean =>
        name.startsWith(prefix) || (name.endsWith('/') && prefix.startsWith(name));
      const names: string[] = [];
      for await (const name of walk(root, '', below)) names.push(name);
      names.sort();
      return names;
    },
  };
}
