/** A part as bytes: gzipped JSON Lines. The same records make the same bytes, so a repeated write can be recognised. */

import { createGunzip, createGzip } from 'node:zlib';
import { errorCode, HuadanError, isHuadanError } from '../errors.ts';

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

/** Reads the whole lines among `bytes`. Returns where the first unfinished one starts, or -1 at a line that is no record. */
function readLines(bytes: Buffer, onRecord: (record: StoredRecord) => void): number {
  let start = 0;
  for (let newline = bytes.indexOf(NEWLINE); newline >= 0; newline = bytes.indexOf(NEWLINE, start)) {
    const end = bytes.lastIndexOf(REV, newline);
    const callIdEnd = bytes.indexOf(AFTER_CALL_ID, start);
    const rev = bytes.toString('latin1', end + REV.length, newline);
    const isRecord = bytes.indexOf(LINE_START, start) === start && callIdEnd >= start && callIdEnd < end;
    if (!isRecord || !/^\d{1,9}\}$/.test(rev)) return -1;
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
  return start;
}

/**
 * Reads a part record by record, as it is inflated.
 * @throws HuadanError `archive` when it is not what this archive writes: taken for missing, its calls would be filed twice
 */
export async function readPart(name: string, packed: Buffer, onRecord: (record: StoredRecord) => void): Promise<void> {
  const gunzip = createGunzip({ chunkSize: CHUNK_BYTES });
  gunzip.end(packed);
  let rest: Buffer = Buffer.alloc(0);
  try {
    for await (const chunk of gunzip as AsyncIterable<Buffer>) {
      const bytes = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
      const read = readLines(bytes, onRecord);
      if (read < 0) throw unreadable(name, 'a line in it is not a call record');
      rest = bytes.subarray(read);
    }
  } catch (error) {
    throw isHuadanError(error) ? error : unreadable(name, 'it is not whole gzip', errorCode(error));
  }
  if (rest.length > 0) throw unreadable(name, 'its last line is not finished');
}
