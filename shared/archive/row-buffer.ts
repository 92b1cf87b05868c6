/**
 * Rows of one slot, waiting to be compared with the archive.
 *
 * A busy slot holds hundreds of thousands of rows, so they are kept outside the JavaScript heap: the decoded fields as
 * bytes in slabs, the rest as columns of numbers, and a hash table over the callIds. 120 bytes of fields and 50 of
 * columns a row, where objects and strings took 800.
 */

import { sameBytes } from '../bytes.ts';
import type { EpochSeconds } from '../time.ts';
import { callHash, callNumber } from './call-hash.ts';
import { createSlabs } from './slabs.ts';

/** The rows of one call are a chain, in the order they came; nearly always a chain of one. */
const NONE = -1;

export interface Batch {
  /** How many different rows it holds. */
  size: () => number;
  /** Takes the row whose decoded fields are `fields[start, end)`; false when the very same row is there already. */
  add: (fields: Buffer, start: number, end: number, filedAt: EpochSeconds) => boolean;
  /** How many rows it has room for. */
  room: () => number;
  /** Lets go of its rows and keeps their room for others. */
  clear: () => void;
  /** Hands its rows to the `add` of another, in the order they came. */
  forEach: (add: Batch['add']) => void;
  /** The first row of the call whose id is `bytes[start, end)` as JSON text, quotes and all; -1 when there is none. */
  find: (bytes: Buffer, start: number, end: number) => number;
  /** The next row of the same call, or -1. */
  nextOfCall: (row: number) => number;
  isFirstOfCall: (row: number) => boolean;
  /** The time the row is filed under. */
  filedAt: (row: number) => EpochSeconds;
  /** Calls `use` with where the row's decoded fields are. */
  fields: <T>(row: number, use: (bytes: Buffer, start: number, end: number) => T) => T;
  /** The calls of some rows as numbers (`callNumber`), ascending. */
  callNumbers: (rows: Int32Array) => Float64Array;
  /** Rows in the order of a part: by the time they are filed under, then by callId, then as they came. */
  compare: (a: number, b: number) => number;
  /** How many bytes the ids of two rows have in common at their start, but not more than `most`. */
  idsAlike: (a: number, b: number, most: number) => number;
  /** The five bytes of a row's id from `skip` on as a number: smaller, equal or larger as these bytes are. */
  idKey: (row: number, skip: number) => number;
}

const ID_KEY_BYTES = 5;
export const ID_KEY_LIMIT = 256 ** ID_KEY_BYTES;

const NEWLINE = 0x0a;
const FIRST_CAPACITY = 256;

function grown<T extends Float64Array | Int32Array>(column: T, larger: T): T {
  larger.set(column);
  return larger;
}

export function createBatch(): Batch {
  let size = 0;
  let capacity = FIRST_CAPACITY;
  const slabs = createSlabs();
  let filedAt = new Float64Array(capacity);
  let address = new Int32Array(capacity);
  let length = new Int32Array(capacity);
  let keyLength = new Int32Array(capacity);
  let keyHash = new Int32Array(capacity);
  let nextOf = new Int32Array(capacity);
  /** Rows that follow another row of their call. */
  const followers = new Set<number>();
  /** Open addressing: the first row of each call, or NONE. Twice the capacity, so never more than half full. */
  let table = new Int32Array(capacity * 2).fill(NONE);

  const slabOf = (row: number): Buffer => slabs.slab(address[row]!);
  const startOf = (row: number): number => slabs.start(address[row]!);

  /** Where in the table the call is whose id is `bytes[start, end)`, or would be. */
  function place(bytes: Buffer, start: number, end: number, hash: number): number {
    const mask = table.length - 1;
    for (let at = hash & mask; ; at = (at + 1) & mask) {
      const row = table[at]!;
      if (row === NONE) return at;
      if (keyHash[row] !== hash || keyLength[row] !== end - start) continue;
      if (sameBytes(slabOf(row), startOf(row), bytes, start, end - start)) return at;
    }
  }

  function grow(): void {
    capacity *= 2;
    filedAt = grown(filedAt, new Float64Array(capacity));
    address = grown(address, new Int32Array(capacity));
    length = grown(length, new Int32Array(capacity));
    keyLength = grown(keyLength, new Int32Array(capacity));
    keyHash = grown(keyHash, new Int32Array(capacity));
    nextOf = grown(nextOf, new Int32Array(capacity));
    table = new Int32Array(capacity * 2).fill(NONE);
    const mask = table.length - 1;
    for (let row = 0; row < size; row++) {
      if (followers.has(row)) continue;
      let at = keyHash[row]! & mask;
      while (table[at] !== NONE) at = (at + 1) & mask;
      table[at] = row;
    }
  }

  const sameFields = (row: number, bytes: Buffer, start: number, end: number): boolean =>
    length[row] === end - start && sameBytes(slabOf(row), startOf(row), bytes, start, end - start);

  return {
    size: () => size,
    add(bytes, start, end, at) {
      if (size === capacity) grow();
      const keyEnd = bytes.indexOf(NEWLINE, start);
      const hash = callHash(bytes, start, keyEnd);
      const slot = place(bytes, start, keyEnd, hash);
      let last = NONE;
      for (let row = table[slot]!; row !== NONE; row = nextOf[row]!) {
        if (sameFields(row, bytes, start, end)) return false;
        last = row;
      }
      address[size] = slabs.put(bytes, start, end);
      length[size] = end - start;
      filedAt[size] = at;
      keyLength[size] = keyEnd - start;
      keyHash[size] = hash;
      nextOf[size] = NONE;
      if (last === NONE) table[slot] = size;
      else {
        nextOf[last] = size;
        followers.add(size);
      }
      size++;
      return true;
    },
    room: () => capacity,
    clear() {
      size = 0;
      slabs.clear();
      followers.clear();
      table.fill(NONE);
    },
    forEach(add) {
      for (let row = 0; row < size; row++) add(slabOf(row), startOf(row), startOf(row) + length[row]!, filedAt[row]!);
    },
    find: (bytes, start, end) => table[place(bytes, start, end, callHash(bytes, start, end))]!,
    nextOfCall: (row) => nextOf[row]!,
    isFirstOfCall: (row) => !followers.has(row),
    filedAt: (row) => filedAt[row]!,
    fields: (row, use) => use(slabOf(row), startOf(row), startOf(row) + length[row]!),
    callNumbers(rows) {
      const numbers = new Float64Array(rows.length);
      for (let i = 0; i < rows.length; i++) {
        const row = rows[i]!;
        numbers[i] = callNumber(keyHash[row]!, slabOf(row), startOf(row), startOf(row) + keyLength[row]!);
      }
      return numbers.sort();
    },
    idsAlike(a, b, most) {
      const [aBytes, bBytes] = [slabOf(a), slabOf(b)];
      const [aStart, bStart] = [startOf(a), startOf(b)];
      const end = Math.min(most, keyLength[a]!);
      let i = 0;
      while (i < end && aBytes[aStart + i] === bBytes[bStart + i]) i++;
      return i;
    },
    idKey(row, skip) {
      const bytes = slabOf(row);
      const start = startOf(row);
      let key = 0;
      for (let i = skip; i < skip + ID_KEY_BYTES; i++) key = key * 256 + (i < keyLength[row]! ? bytes[start + i]! : 0);
      return key;
    },
    compare(a, b) {
      const apart = filedAt[a]! - filedAt[b]!;
      if (apart !== 0) return apart;
      const [aBytes, bBytes] = [slabOf(a), slabOf(b)];
      let [i, j] = [startOf(a), startOf(b)];
      // The newline after the id is smaller than whatever an id holds, so a shorter id comes first.
      for (; aBytes[i] === bBytes[j]; i++, j++) if (aBytes[i] === NEWLINE) return a - b;
      return aBytes[i]! - bBytes[j]!;
    },
  };
}
