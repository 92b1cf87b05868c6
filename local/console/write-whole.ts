/**
 * A file that a command was told to write. It is there whole or not at all: it is written under another name and renamed
 * at the end. A link stays a link, and what is no file, such as a pipe, is written to directly.
 */

import { once } from 'node:events';
import { createWriteStream, realpathSync, statSync, type Stats } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { resolve } from 'node:path';
import { finished } from 'node:stream/promises';
import { errorCode, HuadanError } from '../../shared/errors.ts';
import type { Words } from '../words/index.ts';
import { argumentFault } from './read-all.ts';

const PIECE_CHARS = 64 * 1024;

/** Undefined where it cannot be looked at: why is told when it is written. */
function look(path: string): Stats | undefined {
  try {
    return statSync(path);
  } catch {
    return undefined;
  }
}

/** The whole path of `file`. @throws HuadanError `config` where it is a folder */
export function readFilePath(folder: string, file: string, { faults }: Words): string {
  const path = resolve(folder, file);
  if (look(path)?.isDirectory() === true) throw argumentFault(faults.isAFolder(file));
  return path;
}

/**
 * @throws what `texts` throws; HuadanError `config` where the file cannot be written. Then there is no new file, and one
 * that was there is as it was
 */
export async function writeWhole(
  path: string,
  texts: AsyncIterable<string> | Iterable<string>,
  { faults }: Words,
): Promise<void> {
  const there = look(path);
  const isPlain = there?.isFile() ?? true;
  const target = there?.isFile() === true ? realpathSync(path) : path;
  const growing = isPlain ? `${target}.${process.pid}.part` : target;
  const file = createWriteStream(growing);
  const ended = finished(file);
  // Awaited below; until then a failure is no unhandled rejection.
  ended.catch(() => undefined);
  try {
    let piece = '';
    for await (const text of texts) {
      piece += text;
      if (piece.length < PIECE_CHARS) continue;
      if (!file.write(piece)) await Promise.race([once(file, 'drain'), ended]);
      piece = '';
    }
    file.end(piece);
    await ended;
    if (isPlain) await rename(growing, target);
  } catch (error) {
    file.destroy();
    if (isPlain) await rm(growing, { force: true });
    const code = errorCode(error);
    if (code === undefined || error instanceof HuadanError) throw error;
    throw new HuadanError('config', faults.cannotWrite(path, code), { facts: { code }, cause: error });
  }
}
