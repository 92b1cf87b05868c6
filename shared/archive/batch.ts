/**
 * The rows of one slot from one reply, waiting to be compared with the archive. Lines are kept as bytes outside the
 * JavaScript heap: 200 000 of them weigh 100 MB, and as strings they would also be the collector's to move about.
 */

import type { Row } from '../record/row.ts';
import type { EpochSeconds } from '../time.ts';

const SLAB_BYTES = 1024 * 1024;
/** The most bytes a UTF-16 code unit takes in UTF-8. */
const MAX_BYTES_A_CHARACTER = 3;

/** One row: where its line is, and what the archive holds of its call. */
export interface Entry {
  readonly key: string;
  readonly filedAt: EpochSeconds;
  readonly slab: Buffer;
  readonly start: number;
  readonly end: number;
  /** The highest version in the archive with exactly this content, or -1. */
  seenAs: number;
}

/** All rows of one call: nearly always one. */
export interface Call {
  readonly entries: Entry[];
  /** The latest version in the archive, or -1. */
  latest: number;
}

export interface Batch {
  /** Takes a row; false when the reply held the very same one before. */
  add: (row: Row) => boolean;
  readonly calls: ReadonlyMap<string, Call>;
}

export function sameBytes(entry: Entry, bytes: Buffer, start: number, end: number): boolean {
  return entry.end - entry.start === end - start && entry.slab.compare(bytes, start, end, entry.start, entry.end) === 0;
}

export function createBatch(): Batch {
  const calls = new Map<string, Call>();
  let slab = Buffer.alloc(0);
  let used = 0;

  function store(row: Row): Entry {
    const most = row.content.length * MAX_BYTES_A_CHARACTER;
    if (slab.length - used < most) {
      slab = Buffer.allocUnsafeSlow(Math.max(SLAB_BYTES, most));
      used = 0;
    }
    const start = used;
    used += slab.write(row.content, start);
    return { key: row.key, filedAt: row.filedAt, slab, start, end: used, seenAs: -1 };
  }

  return {
    calls,
    add(row) {
      const entry = store(row);
      const call = calls.get(row.key);
      if (call === undefined) calls.set(row.key, { entries: [entry], latest: -1 });
      else if (call.entries.some((other) => sameBytes(other, entry.slab, entry.start, entry.end))) {
        used = entry.start;
        return false;
      } else call.entries.push(entry);
      return true;
    },
  };
}
