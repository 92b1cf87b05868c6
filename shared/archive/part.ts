/** A part as bytes: gzipped JSON Lines. The same records make the same bytes, so a repeated write can be recognised. */

import { promisify } from 'node:util';
import { createGzip, gunzip as gunzipCallback } from 'node:zlib';
import { errorCode, HuadanError } from '../errors.ts';

const gunzip = promisify(gunzipCallback);

const CHUNK_BYTES = 256 * 1024;
const REV = Buffer.from(',"rev":');
const LINE_START = Buffer.from('{"callId":"');
const AFTER_CALL_ID = Buffer.from('","src":');
const NEWLINE = 0x0a;

/** Gzips what comes, at zlib's default level, off the main thread. */
export async function encodePart(chunks: Iterable<Buffer>): Promise<Buffer> {
  const gzip = createGzip({ chunkSize: CHUNK_BYTES });
  const packed: Buffer[] = [];
  const done = new Promise<void>((resolve, reject) => {
    gzip.on('data', (chunk: Buffer) => packed.push(chunk));
    gzip.on('end', resolve);
    gzip.on('error', reject);
  });
  for (const chunk of chunks) {
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

/** A record in a part: its callId as JSON text is `bytes[start + 10, keyEnd)`, its line up to `,"rev":` is `bytes[start, end)`. */
export interface StoredRecord {
  readonly bytes: Buffer;
  readonly start: number;
  readonly keyStart: number;
  readonly keyEnd: number;
  readonly end: number;
  readonly rev: number;
}

/**
 * Reads a part record by record.
 * @throws HuadanError `archive` when it is not what this archive writes: taken for missing, its calls would be filed twice
 */
export async function readPart(name: string, packed: Buffer, onRecord: (record: StoredRecord) => void): Promise<void> {
  let bytes: Buffer;
  try {
    bytes = await gunzip(packed, { chunkSize: CHUNK_BYTES });
  } catch (error) {
    throw unreadable(name, 'it is not whole gzip', errorCode(error));
  }
  for (let start = 0; start < bytes.length;) {
    const newline = bytes.indexOf(NEWLINE, start);
    const end = newline < 0 ? -1 : bytes.lastIndexOf(REV, newline);
    const begins = bytes.indexOf(LINE_START, start) === start;
    const callIdEnd = bytes.indexOf(AFTER_CALL_ID, start);
    const rev = bytes.toString('latin1', end + REV.length, newline);
    if (!begins || end < start || callIdEnd < start || callIdEnd > end || !/^\d{1,9}\}$/.test(rev)) {
      throw unreadable(name, 'a line in it is not a call record');
    }
    onRecord({
      bytes,
      start,
      keyStart: start + LINE_START.length - 1,
      keyEnd: callIdEnd + 1,
      end,
      rev: Number(rev.slice(0, -1)),
    });
    start = newline + 1;
  }
}
