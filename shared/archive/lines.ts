/** Rows of a batch as the bytes of a part. */

import { LINE_OVERHEAD_BYTES, type LineWriter } from '../record/line.ts';
import type { Batch } from './batch.ts';
import { encodePart } from './part.ts';

/**
 * Past this many records a part is full: what a reader can take in one go. The next one begins with the next second, so
 * that what comes in the order of time falls into the same parts whatever the order within a second.
 */
export const PART_RECORDS = 50_000;

const CHUNK_BYTES = 256 * 1024;

/** The lines of some rows as a few large chunks. */
function* lines(rows: Int32Array, revs: Int32Array, batch: Batch, writeLine: LineWriter): Generator<Buffer> {
  let chunk = Buffer.allocUnsafe(CHUNK_BYTES);
  let used = 0;
  for (const row of rows) {
    const most = batch.fields(row, (_, start, end) => end - start) + LINE_OVERHEAD_BYTES;
    if (used + most > chunk.length) {
      yield chunk.subarray(0, used);
      chunk = Buffer.allocUnsafe(Math.max(CHUNK_BYTES, most));
      used = 0;
    }
    used = batch.fields(row, (fields, start, end) => writeLine(fields, start, end, chunk, used));
    used += chunk.write(`,"rev":${revs[row]}}\n`, used, 'latin1');
  }
  if (used > 0) yield chunk.subarray(0, used);
}

/**
 * @param revs the version of each row, by row number
 * @param isWanted asked now and then: once it says no, what comes out is of no use
 */
export async function encodeRows(
  rows: Int32Array,
  revs: Int32Array,
  batch: Batch,
  writeLine: LineWriter,
  isWanted: () => boolean = () => true,
): Promise<Buffer> {
  function* wanted(): Generator<Buffer> {
    for (const chunk of lines(rows, revs, batch, writeLine)) {
      if (!isWanted()) return;
      yield chunk;
    }
  }
  return encodePart(wanted());
}
