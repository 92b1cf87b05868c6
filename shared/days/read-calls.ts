/** Reads a closed day whole, held to its manifest: what does not fit is never handed on. */

import { createGunzip } from 'node:zlib';
import { HuadanError } from '../errors.ts';
import { dayPrefix } from './layout.ts';
import type { Manifest, ManifestFile } from './manifest.ts';
import { sha256, type Reads } from './read.ts';

function changedError(name: string): HuadanError {
  return new HuadanError(
    'archive',
    `Reading ${name}: it is not what the manifest of its day tells of. If a close is at work, try again when it is done; if it lasts, run close with --force for the day.`,
    { facts: { name } },
  );
}

async function readFile(store: Reads, day: string, { name, sha256: hash }: ManifestFile): Promise<Buffer> {
  const bytes = await store.get(dayPrefix(day) + name);
  if (bytes === null || sha256(bytes) !== hash) throw changedError(dayPrefix(day) + name);
  return bytes;
}

/** Lines end with a line feed and nothing else: JSON may hold what other readers break a line at. */
async function* linesOf(packed: Buffer): AsyncGenerator<string, void, void> {
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

/**
 * The lines of a day's calls, in the order of the files.
 * @throws HuadanError `archive` before a line of a file that does not fit the manifest is handed out
 */
export async function* readCalls(store: Reads, { day, files }: Manifest): AsyncGenerator<string, void, void> {
  for (const file of files) yield* linesOf(await readFile(store, day, file));
}
