/** A part as bytes: gzipped JSON Lines. The same records make the same bytes, so a repeated write can be recognised. */

import { promisify } from 'node:util';
import { createGzip, gunzip as gunzipCallback } from 'node:zlib';
import { errorCode, HuadanError } from '../errors.ts';
import type { Entry } from './batch.ts';

const gunzip = promisify(gunzipCallback);

/** A record that is new to the archive, with the version it gets there. */
export interface Fresh {
  readonly entry: Entry;
  readonly rev: number;
}

const CHUNK_BYTES = 256 * 1024;
const REV = Buffer.from(',"rev":');
const LINE_START = Buffer.from('{"callId":"');
const NEWLINE = 0x0a;

/** The lines of `records` as a few large chunks. */
function* lines(records: readonly Fresh[]): Generator<Buffer> {
  let chunk = Buffer.allocUnsafe(CHUNK_BYTES);
  let used = 0;
  for (const { entry, rev } of records) {
    const length = entry.end - entry.start;
    const tail = `,"rev":${rev}}\n`;
    if (used + length + tail.length > chunk.length) {
      yield chunk.subarray(0, used);
      chunk = Buffer.allocUnsafe(Math.max(CHUNK_BYTES, length + tail.length));
      used = 0;
    }
    entry.slab.copy(chunk, used, entry.start, entry.end);
    used += length;
    used += chunk.write(tail, used, 'latin1');
  }
  if (used > 0) yield chunk.subarray(0, used);
}

export async function encodePart(records: readonly Fresh[]): Promise<Buffer> {
  const gzip = createGzip({ chunkSize: CHUNK_BYTES });
  const packed: Buffer[] = [];
  const done = new Promise<void>((resolve, reject) => {
    gzip.on('data', (chunk: Buffer) => packed.push(chunk));
    gzip.on('end', resolve);
    gzip.on('error', reject);
  });
  for (const chunk of lines(records)) {
    if (!gzip.write(chunk)) await new Promise<void>((resolve) => void gzip.once('drain', resolve));
  }
  gzip.end();
  await done;
  return Buffer.concat(packed);
}

function unreadable(name: string, why: string, code?: string): HuadanError {
  return new HuadanError(
    'archive',
    `Reading the archive's part ${name}: ${why}. Nothing was written beside it. Restore the object from a copy, or move it away so that its slot is pulled again.`,
    { facts: { name, ...(code === undefined ? {} : { code }) } },
  );
}

/** Called for each record of a part: its callId as JSON text, its line up to `,"rev":`, and its version. */
export type OnRecord = (key: string, bytes: Buffer, start: number, end: number, rev: number) => void;

/**
 * Reads a part record by record.
 * @throws HuadanError `archive` when it is not what this archive writes: taken for missing, its calls would be filed twice
 */
export async function readPart(name: string, packed: Buffer, onRecord: OnRecord): Promise<void> {
  let bytes: Buffer;
  try {
    bytes = await gunzip(packed, { chunkSize: CHUNK_BYTES });
  } catch (error) {
    throw unreadable(name, 'it is not whole gzip', errorCode(error));
  }
  for (let start = 0; start < bytes.length;) {
    const newline = bytes.indexOf(NEWLINE, start);
    const end = bytes.lastIndexOf(REV, newline);
    const rev = Number(bytes.toString('latin1', end + REV.length, newline - 1));
    const keyEnd = bytes.indexOf('","src":', start);
    const isLine = newline > 0 && end > start && keyEnd > 0 && keyEnd < end;
    if (
      !isLine ||
      !Number.isSafeInteger(rev) ||
      bytes.compare(LINE_START, 0, LINE_START.length, start, start + LINE_START.length) !== 0
    ) {
      throw unreadable(name, 'a line in it is not a call record');
    }
    onRecord(bytes.toString('utf8', start + LINE_START.length - 1, keyEnd + 1), bytes, start, end, rev);
    start = newline + 1;
  }
}
