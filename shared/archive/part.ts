/** A part as bytes: gzipped JSON Lines. The same records make the same bytes, so a repeated write can be recognised. */

import { once } from 'node:events';
import { finished } from 'node:stream/promises';
import { createGunzip, createGzip, gunzipSync, type ZlibOptions } from 'node:zlib';
import { LINE_OVERHEAD_BYTES, type LineWriter } from '../cdr/line.ts';
import type { RowBuffer } from '../cdr/row-buffer.ts';
import { readLines, TIME_CHARS, type StoredRecord } from '../cdr/stored-line.ts';
import { errorCode, HuadanError, isHuadanError } from '../errors.ts';
import type { PartName } from './layout.ts';

const CHUNK_BYTES = 256 * 1024;
/** Inflated bytes are garbage soon, and large pieces of garbage are collected late: 256 KB would be 40 MB more memory. */
const INFLATED_BYTES = 64 * 1024;
/** Some hundred calls, as they are packed. Nothing inflates to more than a thousand times its size. */
const AT_ONCE_BYTES = 16 * 1024;
/** What may wait for zlib's thread, so that it need not wait for the next. */
const AHEAD_BYTES = 4 * CHUNK_BYTES;
const NEWLINE = 0x0a;

/** Rows as lines, in the order given, in a few large chunks; `revs` holds the versions by row number. */
function* linesOf(
  buffer: RowBuffer,
  rows: Int32Array,
  revs: Int32Array,
  writeLine: LineWriter,
): Generator<Buffer, void, void> {
  let chunk = Buffer.allocUnsafeSlow(CHUNK_BYTES);
  let used = 0;
  for (const row of rows) {
    const most = buffer.fields(row, (_, start, end) => end - start) + LINE_OVERHEAD_BYTES;
    if (used + most > chunk.length) {
      yield chunk.subarray(0, used);
      chunk = Buffer.allocUnsafeSlow(Math.max(CHUNK_BYTES, most));
      used = 0;
    }
    used = buffer.fields(row, (fields, start, end) => writeLine(fields, start, end, chunk, used));
    used += chunk.write(`,"rev":${revs[row]}}\n`, used, 'latin1');
  }
  if (used > 0) yield chunk.subarray(0, used);
}

/** Gzips rows as a part, at zlib's default level, off the main thread. */
export async function encodePart(
  buffer: RowBuffer,
  rows: Int32Array,
  revs: Int32Array,
  writeLine: LineWriter,
): Promise<Buffer> {
  const gzip = createGzip({ chunkSize: CHUNK_BYTES, writableHighWaterMark: AHEAD_BYTES } as ZlibOptions);
  const packed: Buffer[] = [];
  gzip.on('data', (chunk: Buffer) => packed.push(chunk));
  const ended = finished(gzip);
  // Awaited below; until then a failure is no unhandled rejection.
  ended.catch(() => undefined);
  try {
    for (const chunk of linesOf(buffer, rows, revs, writeLine)) {
      if (!gzip.write(chunk)) await Promise.race([once(gzip, 'drain'), ended]);
    }
    gzip.end();
    await ended;
  } finally {
    gzip.destroy();
  }
  return Buffer.concat(packed);
}

/**
 * A part that is no part: nothing can be filed in its slot until a person has looked.
 * `facts.part` is its name, `facts.slot` its slot's start.
 */
export function unreadablePart({ name, slot, following }: PartName, what: string, code?: string): HuadanError {
  return new HuadanError(
    'archive',
    `Reading the archive's part ${name}: ${what}. Nothing was written in its slot, and everything else goes on. ` +
      `Restore the object from a copy; or move it away together with every later part of its slot (${following} and so on), so that the slot is pulled again.`,
    { facts: { part: name, slot, ...(code === undefined ? {} : { code }) } },
  );
}

/** The bytes of a part. A small one at once: to hand it to zlib's thread takes four times as long. */
async function* inflated(packed: Buffer): AsyncGenerator<Buffer> {
  if (packed.length <= AT_ONCE_BYTES) yield gunzipSync(packed);
  else yield* createGunzip({ chunkSize: INFLATED_BYTES }).end(packed) as AsyncIterable<Buffer>;
}

/** Chunks cut and joined so that each one holds whole lines; only what is unfinished at the very end comes as it is. */
async function* wholeLines(chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let rest: Buffer = Buffer.alloc(0);
  for await (const chunk of chunks) {
    const first = chunk.indexOf(NEWLINE) + 1;
    const last = chunk.lastIndexOf(NEWLINE) + 1;
    if (rest.length > 0 || first === 0) rest = Buffer.concat([rest, first === 0 ? chunk : chunk.subarray(0, first)]);
    if (first === 0) continue;
    if (rest.length > 0) yield rest;
    yield chunk.subarray(rest.length > 0 ? first : 0, last);
    rest = chunk.subarray(last);
  }
  yield rest;
}

/** Compares the time of a record with another, both ISO 8601 of one offset. */
function compareTime({ bytes, time }: StoredRecord, text: Buffer): number {
  return bytes.compare(text, 0, TIME_CHARS, time, time + TIME_CHARS);
}

/**
 * Reads a part record by record, as it is inflated.
 * @throws HuadanError `archive` (see `unreadablePart`) when it is not what this archive writes: taken for missing, its
 * calls would be filed twice. That is also said of a record that does not belong to the part's slot.
 * @param settle awaited after every few hundred records, so that what `onRecord` begins does not pile up
 */
export async function readPart(
  part: PartName,
  packed: Buffer,
  onRecord: (record: StoredRecord) => void,
  settle?: () => Promise<void>,
): Promise<void> {
  const [from, to] = [Buffer.from(part.from), Buffer.from(part.to)];
  let unfinished = 0;
  let records = 0;
  let strangers = 0;
  const take = (record: StoredRecord): void => {
    records++;
    if (compareTime(record, from) < 0 || compareTime(record, to) >= 0) strangers++;
    else if (strangers === 0) onRecord(record);
  };
  try {
    for await (const bytes of wholeLines(inflated(packed))) {
      const read = readLines(bytes, take);
      if (read < 0) throw unreadablePart(part, 'a line in it is not a call record');
      if (strangers > 0) throw unreadablePart(part, 'it holds calls of another slot, so it is another object');
      unfinished = bytes.length - read;
      await settle?.();
    }
  } catch (error) {
    throw isHuadanError(error) ? error : unreadablePart(part, 'it is not whole gzip', errorCode(error));
  }
  if (unfinished > 0) throw unreadablePart(part, 'its last line is not finished');
  if (records === 0) throw unreadablePart(part, 'it holds no record at all');
}
