/** What of a batch is new to the archive. */

import type { LineWriter } from '../cdr/line.ts';
import { LINE_OVERHEAD_BYTES } from '../cdr/line.ts';
import type { Batch } from './row-buffer.ts';
import { sortRows } from './order.ts';
import type { StoredRecord } from './part.ts';

/** Rows to be written, in the order of a part, each with the version it gets. */
export interface Fresh {
  readonly rows: Int32Array;
  /** By row number. */
  readonly revs: Int32Array;
}

export interface Comparison {
  /** Takes notice of a record the archive holds. */
  see: (record: StoredRecord) => void;
  /** What is new, once every part was seen. */
  fresh: () => Fresh;
}

const NEVER = -1;

export function compareBatch(batch: Batch, writeLine: LineWriter): Comparison {
  const size = batch.size();
  /** By first row of a call: its latest version in the archive. */
  const latest = new Int32Array(size).fill(NEVER);
  /** By row: the latest version with exactly its content. */
  const seenAs = new Int32Array(size).fill(NEVER);
  /** By first row of a call: 1 when its latest version stands there twice. */
  const tied = new Uint8Array(size);
  let line = Buffer.allocUnsafe(4096);

  function equals(row: number, { bytes, start, end }: StoredRecord): boolean {
    return batch.fields(row, (fields, from, to) => {
      if (to - from + LINE_OVERHEAD_BYTES > line.length)
        line = Buffer.allocUnsafe((to - from) * 2 + LINE_OVERHEAD_BYTES);
      const length = writeLine(fields, from, to, line, 0);
      return length === end - start && line.compare(bytes, start, end, 0, length) === 0;
    });
  }

  /**
   * One row is compared with the latest version only, so that a newer row can be put on top of an older one again.
   * Several different rows in one reply are each compared with every version: compared with the latest alone they
   * would replace each other for ever.
   */
  function isNew(row: number, first: number): boolean {
    if (seenAs[row] === NEVER) return true;
    const several = batch.nextOfCall(first) >= 0;
    return !several && (seenAs[row]! < latest[first]! || tied[first] === 1);
  }

  return {
    see(record) {
      const first = batch.find(record.bytes, record.keyStart, record.keyEnd);
      if (first < 0) return;
      // Only a race in the bucket can put two records there under one version; then neither is the latest.
      if (record.rev >= latest[first]!) tied[first] = record.rev === latest[first] ? 1 : 0;
      latest[first] = Math.max(latest[first]!, record.rev);
      for (let row = first; row >= 0; row = batch.nextOfCall(row)) {
        if (equals(row, record)) seenAs[row] = Math.max(seenAs[row]!, record.rev);
      }
    },
    fresh() {
      const rows = new Int32Array(size);
      const revs = new Int32Array(size);
      let count = 0;
      for (let first = 0; first < size; first++) {
        if (!batch.isFirstOfCall(first)) continue;
        let rev = latest[first]!;
        for (let row = first; row >= 0; row = batch.nextOfCall(row)) {
          if (!isNew(row, first)) continue;
          revs[row] = ++rev;
          rows[count++] = row;
        }
      }
      return { rows: sortRows(rows.subarray(0, count), batch), revs };
    },
  };
}
