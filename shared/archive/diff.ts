/** What of the rows of one slot is new to the archive. */

import { LINE_OVERHEAD_BYTES, type LineWriter } from '../cdr/line.ts';
import type { RowBuffer } from '../cdr/row-buffer.ts';
import type { StoredRecord } from '../cdr/stored-line.ts';

/** Rows to be written, in the order of a part, each with the version it gets. */
export interface Fresh {
  readonly rows: Int32Array;
  /** By row number. */
  readonly revs: Int32Array;
}

export interface Diff {
  /** Takes notice of a record the archive holds. */
  see: (record: StoredRecord) => void;
  /** What is new, once every part was seen. */
  fresh: () => Fresh;
}

const NEVER = -1;
const NONE = -1;

const MOST_COPIES = 255;

/** Notes one more record of version `rev`: which version is the highest, and how many there are of it. */
function note(rev: number, at: number, highest: Int32Array, times: Uint8Array): void {
  if (rev < highest[at]!) return;
  times[at] = rev > highest[at]! ? 1 : Math.min(times[at]! + 1, MOST_COPIES);
  highest[at] = rev;
}

/** @param rows the rows of the slot, in the order of a part */
export function createDiff(buffer: RowBuffer, rows: Int32Array, writeLine: LineWriter): Diff {
  const size = buffer.size;
  const inSlot = new Uint8Array(size);
  for (const row of rows) inSlot[row] = 1;
  /** By first row of a call in this slot: its latest version in the archive. */
  const latest = new Int32Array(size).fill(NEVER);
  /** By row: the latest version with exactly its content. */
  const seenAs = new Int32Array(size).fill(NEVER);
  /** By first row of a call: how often its latest version stands there. */
  const copies = new Uint8Array(size);
  /** By row: how many of those under `seenAs` have exactly its content. */
  const alike = new Uint8Array(size);
  let line = Buffer.allocUnsafe(4096);

  /** The first of these rows of the call that is of this slot: a call's rows may have different starts. */
  function inThisSlot(row: number): number {
    let here = row;
    while (here !== NONE && inSlot[here] === 0) here = buffer.nextOfCall(here);
    return here;
  }
  const nextInSlot = (row: number): number => inThisSlot(buffer.nextOfCall(row));

  function equals(row: number, { bytes, start, end }: StoredRecord): boolean {
    return buffer.fields(row, (fields, from, to) => {
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
    const several = nextInSlot(first) !== NONE;
    return !several && (seenAs[row]! < latest[first]! || alike[row]! < copies[first]!);
  }

  return {
    see(record) {
      const first = inThisSlot(buffer.find(record.bytes, record.keyStart, record.keyEnd));
      if (first === NONE) return;
      // Only a race in the bucket, or a copy that went wrong, can put two records there under one version; when they
      // differ neither is the latest.
      note(record.rev, first, latest, copies);
      for (let row = first; row !== NONE; row = nextInSlot(row)) {
        if (equals(row, record)) note(record.rev, row, seenAs, alike);
      }
    },
    fresh() {
      const revs = new Int32Array(size).fill(NEVER);
      const done = new Uint8Array(size);
      // In the order they came, the first row that is met of a call is the first of its rows in this slot.
      for (const first of rows.slice().sort()) {
        let rev = latest[first]!;
        if (done[first] === 1) continue;
        for (let row = first; row !== NONE; row = nextInSlot(row)) {
          done[row] = 1;
          if (isNew(row, first)) revs[row] = ++rev;
        }
      }
      return { rows: rows.filter((row) => revs[row] !== NEVER), revs };
    },
  };
}
