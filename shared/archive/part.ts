/** A part as bytes: gzipped JSON Lines. The same records make the same bytes, so a repeated write can be recognised. */

import { once } from 'node:events';
import { finished } from 'node:stream/promises';
import { createGunzip, createGzip, type ZlibOptions } from 'node:zlib';
import { BYTE, sameBytes } from '../bytes.ts';
import { errorCode, HuadanError, isHuadanError } from '../errors.ts';

const CHUNK_BYTES = 256 * 1024;
/** What may wait for zlib's thread, so that it need not wait for the next. */
const AHEAD_BYTES = 4 * CHUNK_BYTES;
const REV = Buffer.from(',"rev":');
const LINE_START = Buffer.from('{"callId":"');
const AFTER_CALL_ID = Buffer.from('","src":');
const NEWLINE = 0x0a;
/** Versions have at most nine digits. */
const MOST_REVS = 1e9;

/**
 * Gzips what comes, at zlib's default level, off the main thread.
 * @param done told of each chunk that is no longer needed
 */
export async function encodePart(
  chunks: Iterable<Buffer> | AsyncIterable<Buffer>,
  done: (chunk: Buffer) => void = () => undefined,
): Promise<Buffer> {
  const gzip = createGzip({ chunkSize: CHUNK_BYTES, writableHighWaterMark: AHEAD_BYTES } as ZlibOptions);
  const packed: Buffer[] = [];
  gzip.on('data', (chunk: Buffer) => packed.push(chunk));
  const ended = finished(gzip);
  // Awaited below; until then a failure is no unhandled rejection.
  ended.catch(() => undefined);
  try {
    for await (const chunk of chunks) {
      const hasRoom = gzip.write(chunk, () => done(chunk));
      if (!hasRoom) await Promise.race([once(gzip, 'drain'), ended]);
    }
    gzip.end();
    await ended;
  } finally {
    gzip.destroy();
  }
  return Buffer.concat(packed);
}

function unreadable(name: string, why: string, code?: string): HuadanError {
  return new HuadanError(
    'archive',
    `Reading the archive's part ${name}: ${why}. Nothing was written beside it. Restore the object from a copy, or move it away so that its slot is pulled again.`,
    { facts: { name, ...(code === undefined ? {} : { code }) } },
  );
}

/**
 * A record in a part: its line up to `,"rev":` is `bytes[start, end)`, its callId as JSON text `bytes[keyStart, keyEnd)`.
 * Good until the next one.
 */
export interface StoredRecord {
  readonly bytes: Buffer;
  readonly start: number;
  readonly keyStart: number;
  readonly keyEnd: number;
  readonly end: number;
  readonly rev: number;
}

function isAt(bytes: Buffer, at: number, text: Buffer): boolean {
  return sameBytes(bytes, at, text, 0, text.length);
}

/** The record in the line that ends with the newline at `newline`; undefined when there is none in it. */
function readLine(bytes: Buffer, start: number, newline: number): StoredRecord | undefined {
  let digit = newline - 1;
  if (bytes[digit--] !== BYTE.closeBrace) return undefined;
  let rev = 0;
  let place = 1;
  for (; bytes[digit]! >= BYTE.zero && bytes[digit]! <= BYTE.nine && place < MOST_REVS; digit--, place *= 10) {
    rev += (bytes[digit]! - BYTE.zero) * place;
  }
  const end = digit + 1 - REV.length;
  if (place === 1 || end < start || !isAt(bytes, end, REV) || !isAt(bytes, start, LINE_START)) return undefined;
  const keyStart = start + LINE_START.length - 1;
  let quote = keyStart + 1;
  while (quote < end && !(bytes[quote] === BYTE.quote && isAt(bytes, quote, AFTER_CALL_ID))) quote++;
  return quote < end ? { bytes, start, keyStart, keyEnd: quote + 1, end, rev } : undefined;
}

/** Reads the lines in `bytes`. Returns where the first unfinished one starts, or -1 at a line that is no record. */
function readLines(bytes: Buffer, onRecord: (record: StoredRecord) => void): number {
  let start = 0;
  for (let newline = bytes.indexOf(NEWLINE); newline >= 0; newline = bytes.indexOf(NEWLINE, start)) {
    const record = readLine(bytes, start, newline);
    if (record === undefined) return -1;
    onRecord(record);
    start = newline + 1;
  }
  return start;
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

/**
 * Reads a part record by record, as it is inflated.
 * @throws HuadanError `archive` when it is not what this archive writes: taken for missing, its calls would be filed twice
 */
export async function readPart(name: string, packed: Buffer, onRecord: (record: StoredRecord) => void): Promise<void> {
  const gunzip = createGunzip({ chunkSize: CHUNK_BYTES });
  gunzip.end(packed);
  let unfinished = 0;
  try {
    for await (const bytes of wholeLines(gunzip as AsyncIterable<Buffer>)) {
      const read = readLines(bytes, onRecord);
      if (read < 0) throw unreadable(name, 'a line in it is not a call record');
      unfinished = bytes.length - read;
    }
  } catch (error) {
    throw isHuadanError(error) ? error : unreadable(name, 'it is not whole gzip', errorCode(error));
  }
  if (unfinished > 0) throw unreadable(name, 'its last line is not finished');
}
