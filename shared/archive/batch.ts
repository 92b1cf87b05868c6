/**
 * The rows of one slot from one reply, waiting to be compared with the archive.
 *
 * A busy slot holds hundreds of thousands of rows, so they are kept outside the JavaScript heap: the decoded fields as
 * bytes in slabs, the rest as columns of numbers, and a hash table over the callIds. 120 bytes of fields and 40 of
 * columns a row, where objects and strings took 800.
 */

import type { EpochSeconds } from '../time.ts';

/** The rows of one call are a chain, in the order they came; nearly always a chain of one. */
const NONE = -1;

export interface Batch {
  /** How many different rows it holds. */
  size: () => number;
  /** Takes the row whose decoded fields are `fields[start, end)`; false when the very same row is there already. */
  add: (fields: Buffer, start: number, end: number, filedAt: EpochSeconds) => boolean;
  /** Adds its rows to another batch, in the order they came. */
  copyTo: (other: Batch) => void;
  /** The first row of the call whose id is `bytes[start, end)` as JSON text, quotes and all; -1 when there is none. */
  find: (bytes: Buffer, start: number, end: number) => number;
  /** The next row of the same call, or -1. */
  nextOfCall: (row: number) => number;
  isFirstOfCall: (row: number) => boolean;
  /** The time the row is filed under. */
  filedAt: (row: number) => EpochSeconds;
  /** Calls `use` with where the row's decoded fields are. */
  fields: <T>(row: number, use: (bytes: Buffer, start: number, end: number) => T) => T;
  /** Rows in the order of a part: by the time they are filed under, then by callId, then as they came. */
  compare: (a: number, b: number) => number;
}

const SLAB_BYTES = 1 << 20;
const NEWLINE = 0x0a;
const FIRST_CAPACITY = 256;

/** FNV-1a, 32 bits: the ids are random digits already, and equal hashes are compared byte by byte. */
function hash(bytes: Buffer, start: number, end: number): number {
  let value = 0x811c9dc5;
  for (let i = start; i < end; i++) value = Math.imul(value ^ bytes[i]!, 0x01000193);
  return value >>> 0;
}

function sameBytes(a: Buffer, aStart: number, b: Buffer, bStart: number, length: number): boolean {
  for (let i = 0; i < length; i++) if (a[aStart + i] !== b[bStart + i]) return false;
  return true;
}

function grown<T extends Float64Array | Int32Array>(column: T, larger: T): T {
  larger.set(column);
  return larger;
}

export function createBatch(): Batch {
  let size = 0;
  let capacity = FIRST_CAPACITY;
  let filedAt = new Float64Array(capacity);
  let slabOf = new Int32Array(capacity);
  let startOf = new Int32Array(capacity);
  let endOf = new Int32Array(capacity);
  let keyEndOf = new Int32Array(capacity);
  let nextOf = new Int32Array(capacity);
  /** Rows that follow another row of their call. */
  const followers = new Set<number>();
  /** Open addressing: the first row of each call, or NONE. Twice the capacity, so never more than half full. */
  let table = new Int32Array(capacity * 2).fill(NONE);
  const slabs: Buffer[] = [];
  let used = SLAB_BYTES;

  function slabBytes(row: number): Buffer {
    return slabs[slabOf[row]!]!;
  }

  /** Where in the table the call is, or would be. */
  function place(bytes: Buffer, start: number, end: number): number {
    const mask = table.length - 1;
    for (let at = hash(bytes, start, end) & mask; ; at = (at + 1) & mask) {
      const row = table[at]!;
      if (row === NONE) return at;
      const length = keyEndOf[row]! - startOf[row]!;
      if (length === end - start && sameBytes(slabBytes(row), startOf[row]!, bytes, start, length)) return at;
    }
  }

  function grow(): void {
    capacity *= 2;
    filedAt = grown(filedAt, new Float64Array(capacity));
    slabOf = grown(slabOf, new Int32Array(capacity));
    startOf = grown(startOf, new Int32Array(capacity));
    endOf = grown(endOf, new Int32Array(capacity));
    keyEndOf = grown(keyEndOf, new Int32Array(capacity));
    nextOf = grown(nextOf, new Int32Array(capacity));
    table = new Int32Array(capacity * 2).fill(NONE);
    for (let row = 0; row < size; row++) {
      if (!followers.has(row)) table[place(slabBytes(row), startOf[row]!, keyEndOf[row]!)] = row;
    }
  }

  function sameFields(row: number, bytes: Buffer, start: number, end: number): boolean {
    const length = endOf[row]! - startOf[row]!;
    return length === end - start && sameBytes(slabBytes(row), startOf[row]!, bytes, start, length);
  }

  function store(bytes: Buffer, start: number, end: number): void {
    const length = end - start;
    if (used + length > (slabs.at(-1)?.length ?? 0)) {
      slabs.push(Buffer.allocUnsafeSlow(Math.max(SLAB_BYTES, length)));
      used = 0;
    }
    slabOf[size] = slabs.length - 1;
    startOf[size] = used;
    bytes.copy(slabs.at(-1)!, used, start, end);
    used += length;
    endOf[size] = used;
  }

  return {
    size: () => size,
    add(bytes, start, end, at) {
      if (size === capacity) grow();
      const keyEnd = bytes.indexOf(NEWLINE, start);
      const slot = place(bytes, start, keyEnd);
      let last = NONE;
      for (let row = table[slot]!; row !== NONE; row = nextOf[row]!) {
        if (sameFields(row, bytes, start, end)) return false;
        last = row;
      }
      store(bytes, start, end);
      filedAt[size] = at;
      keyEndOf[size] = startOf[size]! + keyEnd - start;
      nextOf[size] = NONE;
      if (last === NONE) table[slot] = size;
      else {
        nextOf[last] = size;
        followers.add(size);
      }
      size++;
      return true;
    },
    copyTo(other) {
      for (let row = 0; row < size; row++) other.add(slabBytes(row), startOf[row]!, endOf[row]!, filedAt[row]!);
    },
    find: (bytes, start, end) => table[place(bytes, start, end)]!,
    nextOfCall: (row) => nextOf[row]!,
    isFirstOfCall: (row) => !followers.has(row),
    filedAt: (row) => filedAt[row]!,
    fields: (row, use) => use(slabBytes(row), startOf[row]!, endOf[row]!),
    compare(a, b) {
      const apart = filedAt[a]! - filedAt[b]!;
      if (apart !== 0) return apart;
      const [aBytes, bBytes] = [slabBytes(a), slabBytes(b)];
      let [i, j] = [startOf[a]!, startOf[b]!];
      // The newline after the id is smaller than whatever an id holds, so a shorter id comes first.
      for (; aBytes[i] === bBytes[j]; i++, j++) if (aBytes[i] === NEWLINE) return a - b;
      return aBytes[i]! - bBytes[j]!;
    },
  };
}
