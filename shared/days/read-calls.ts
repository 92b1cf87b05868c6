/** Reads a closed day whole, held to its manifest: what does not fit is never handed on. */

import { createGunzip } from 'node:zlib';
import { HuadanError } from '../errors.ts';
import { dayPrefix, type Day } from './layout.ts';
import type { Manifest } from './manifest.ts';
import type { DayObject } from './objects.ts';
import { readManifest, sha256, type Reads } from './read.ts';

export interface DayOfCalls {
  /** The manifest that the calls fit. */
  readonly manifest: Manifest;
  /** Their lines, in the order of the files. */
  readonly lines: AsyncGenerator<string, void, void>;
}

function changedError(name: string): HuadanError {
  return new HuadanError(
    'archive',
    `Reading ${name}: it is not what the manifest of its day tells of. If a close is at work, try again when it is done; if it lasts, run close with --force for the day.`,
    { facts: { name } },
  );
}

async function readObject(store: Reads, day: Day, { name, sha256: hash }: DayObject): Promise<Buffer | null> {
  const bytes = await store.get(dayPrefix(day) + name);
  return bytes !== null && sha256(bytes) === hash ? bytes : null;
}

/** Lines end with a line feed and nothing else: JSON may hold what other readers break a line at. */
async function* linesOf(files: readonly Buffer[]): AsyncGenerator<string, void, void> {
  for (const packed of files) {
    const gunzip = createGunzip();
    gunzip.end(packed);
    gunzip.setEncoding('utf8');
    let rest = '';
    for await (const text of gunzip as AsyncIterable<string>) {
      const lines = (rest + text).split('\n');
      rest = lines.pop() ?? '';
      yield* lines;
    }
  }
}

/**
 * The calls of a day, or null when it is not closed. A file that does not fit is one that a close replaced meanwhile: then
 * the manifest is read again, once. All files are read before a line is handed out, so that none is of another generation;
 * they take 50 MB of memory a million calls.
 * @throws HuadanError `archive`
 */
export async function readCalls(store: Reads, day: Day): Promise<DayOfCalls | null> {
  let changed = '';
  for (let look = 1; look <= 2; look++) {
    const manifest = (await readManifest(store, day))?.manifest;
    if (manifest === undefined) return null;
    const files: Buffer[] = [];
    for (const file of manifest.files) {
      const bytes = await readObject(store, day, file);
      if (bytes === null) {
        changed = dayPrefix(day) + file.name;
        break;
      }
      files.push(bytes);
    }
    if (files.length === manifest.files.length) return { manifest, lines: linesOf(files) };
  }
  throw changedError(changed);
}
