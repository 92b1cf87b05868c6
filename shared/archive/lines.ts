/** Rows of a batch as the bytes of a part. */

import { LINE_OVERHEAD_BYTES, type LineWriter } from '../cdr/line.ts';
import type { Batch } from './row-buffer.ts';

/**
 * Past this many records a part is full: what a reader can take in one go. The next one begins with the next second, so
 * that what comes in the order of time falls into the same parts whatever the order within a second.
 */
export const PART_RECORDS = 50_000;

const CHUNK_BYTES = 256 * 1024;

export interface Lines {
  /** The lines of rows in the order given, in a few large chunks; `revs` holds their versions, by row number, where not all are 0. */
  of: (rows: Int32Array, revs?: Int32Array) => Generator<Buffer>;
  /** Takes back a chunk nobody needs any more: a new one each time would be a hundred megabytes to collect. */
  recycle: (chunk: Buffer) => void;
}

export function createLines(batch: Batch, writeLine: LineWriter): Lines {
  const spare: Buffer[] = [];

  function bufferOf(most: number): Buffer {
    return most > CHUNK_BYTES ? Buffer.allocUnsafeSlow(most) : (spare.pop() ?? Buffer.allocUnsafeSlow(CHUNK_BYTES));
  }

  return {
    *of(rows, revs) {
      let chunk = bufferOf(0);
      let used = 0;
      for (const row of rows) {
        const most = batch.fields(row, (_, start, end) => end - start) + LINE_OVERHEAD_BYTES;
        if (used + most > chunk.length) {
          yield chunk.subarray(0, used);
          chunk = bufferOf(most);
          used = 0;
        }
        used = batch.fields(row, (fields, start, end) => writeLine(fields, start, end, chunk, used));
        used += chunk.write(`,"rev":${revs?.[row] ?? 0}}\n`, used, 'latin1');
      }
      if (used > 0) yield chunk.subarray(0, used);
    },
    recycle: ({ buffer }) => void spare.push(Buffer.from(buffer)),
  };
}
