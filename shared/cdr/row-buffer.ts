/**
 * Decoded rows, waiting to be compared with the archive.
 *
 * A busy window holds hundreds of thousands of rows, so they are kept outside the JavaScript heap: the decoded fields as
 * bytes in slabs, the rest as columns of numbers, and a hash table over the callIds. 120 bytes of fields and 45 of
 * columns a row, where objects and strings took 800.
 */

import { sameBytes } from '../bytes.ts';
import type { EpochSeconds } from '../time.ts';

/** Of a row that is none: the end of a chain, or an id that is not there. */
const NONE = -1;
const NEWLINE = 0x0a;
const FIRST_CAPACITY = 256;
const OFFSET_BITS = 20;
const SLAB_BYTES = 1 << OFFSET_BITS;
/** Most windows have few rows; each slab is twice as large as the one before. */
const FIRST_SLAB_BYTES = SLAB_BYTES / 16;

const HASH_TABLE = Int32Array.from({ length: 256 }, () => Math.random() * 2 ** 32);

/**
 * A hash of `bytes[start, end)`, computed as a CRC is, but with a table that is random and made anew in each process:
 * who sends the ids cannot choose which of them collide.
 */
function hashOf(bytes: Buffer, start: number, end: number): number {
  let hash = 0;
  for (let i = start; i < end; i++) hash = (hash >>> 8) ^ HASH_TABLE[(hash ^ bytes[i]!) & 0xff]!;
  return hash;
}

function grown<T extends Float64Array | Int32Array>(column: T, larger: T): T {
  larger.set(column);
  return larger;
}

export class RowBuffer {
  #size = 0;
  #repeatedCalls = 0;
  #slabs: Buffer[] = [];
  #used = 0;
  #filedAt = new Float64Array(FIRST_CAPACITY);
  #address = new Int32Array(FIRST_CAPACITY);
  #length = new Int32Array(FIRST_CAPACITY);
  #keyHash = new Int32Array(FIRST_CAPACITY);
  /** The rows of one call are a chain, in the order they came; nearly always a chain of one. */
  #nextOf = new Int32Array(FIRST_CAPACITY);
  /** Open addressing: the first row of each call, or NONE. Twice the capacity, so never more than half full. */
  #table = new Int32Array(FIRST_CAPACITY * 2).fill(NONE);

  /** How many different rows it holds. */
  get size(): number {
    return this.#size;
  }

  /** How many rows have the callId of an earlier, different one. */
  get repeatedCalls(): number {
    return this.#repeatedCalls;
  }

  /** Takes the row whose decoded fields are `bytes[start, end)`; false when the very same row is there already. */
  add(bytes: Buffer, start: number, end: number, filedAt: EpochSeconds): boolean {
    if (this.#size === this.#filedAt.length) this.#grow();
    const keyEnd = bytes.indexOf(NEWLINE, start);
    const hash = hashOf(bytes, start, keyEnd);
    const place = this.#place(bytes, start, keyEnd, hash);
    let last = NONE;
    for (let row = this.#table[place]!; row !== NONE; row = this.#nextOf[row]!) {
      if (this.#hasFields(row, bytes, start, end)) return false;
      last = row;
    }
    const row = this.#size++;
    this.#address[row] = this.#keep(bytes, start, end);
    this.#length[row] = end - start;
    this.#filedAt[row] = filedAt;
    this.#keyHash[row] = hash;
    this.#nextOf[row] = NONE;
    if (last === NONE) this.#table[place] = row;
    else {
      this.#nextOf[last] = row;
      this.#repeatedCalls++;
    }
    return true;
  }

  /** Takes the rows of another, which is not to be used again. Returns who holds them all: the other, if this was empty. */
  merge(other: RowBuffer): RowBuffer {
    if (this.#size === 0) return other;
    for (let row = 0; row < other.#size; row++) {
      other.fields(row, (bytes, start, end) => this.add(bytes, start, end, other.filedAt(row)));
    }
    return this;
  }

  /** The first row of the call whose id is `bytes[start, end)` as JSON text, quotes and all; -1 when there is none. */
  find(bytes: Buffer, start: number, end: number): number {
    return this.#table[this.#place(bytes, start, end, hashOf(bytes, start, end))]!;
  }

  /** True when the row whose decoded fields are `bytes[start, end)` is there. */
  has(bytes: Buffer, start: number, end: number): boolean {
    let row = this.find(bytes, start, bytes.indexOf(NEWLINE, start));
    while (row !== NONE && !this.#hasFields(row, bytes, start, end)) row = this.#nextOf[row]!;
    return row !== NONE;
  }

  /** The next row of the same call, or -1. */
  nextOfCall(row: number): number {
    return this.#nextOf[row]!;
  }

  /** The time the row is filed under. */
  filedAt(row: number): EpochSeconds {
    return this.#filedAt[row]!;
  }

  /** Calls `use` with where the row's decoded fields (see `fields.ts`) are: `bytes[start, end)`. */
  fields<T>(row: number, use: (bytes: Buffer, start: number, end: number) => T): T {
    const start = this.#startOf(row);
    return use(this.#slabOf(row), start, start + this.#length[row]!);
  }

  /** The rows in the order of a part: by the time they are filed under, then by callId, then as they came. */
  sorted(): Int32Array {
    const rows = new Int32Array(this.#size);
    for (let row = 0; row < rows.length; row++) rows[row] = row;
    return rows.sort((a, b) => this.#compare(a, b));
  }

  #compare(a: number, b: number): number {
    const apart = this.#filedAt[a]! - this.#filedAt[b]!;
    if (apart !== 0) return apart;
    const [aBytes, bBytes] = [this.#slabOf(a), this.#slabOf(b)];
    let [i, j] = [this.#startOf(a), this.#startOf(b)];
    // The newline after the id is smaller than whatever an id holds, so a shorter id comes first.
    for (; aBytes[i] === bBytes[j]; i++, j++) if (aBytes[i] === NEWLINE) return a - b;
    return aBytes[i]! - bBytes[j]!;
  }

  /** Keeps a copy of the bytes and tells its address: the slab's number, and where it stands there. */
  #keep(bytes: Buffer, start: number, end: number): number {
    const length = end - start;
    let slab = this.#slabs.length - 1;
    // A piece larger than a slab has one to itself: only so many offsets fit into an address.
    if (this.#used + length > (this.#slabs[slab]?.length ?? -1)) {
      slab++;
      const usual = Math.min(FIRST_SLAB_BYTES * 2 ** slab, SLAB_BYTES);
      this.#slabs.push(Buffer.allocUnsafeSlow(Math.max(usual, length)));
      this.#used = 0;
    }
    bytes.copy(this.#slabs[slab]!, this.#used, start, end);
    const address = (slab << OFFSET_BITS) | this.#used;
    this.#used += length;
    return address;
  }

  #slabOf(row: number): Buffer {
    return this.#slabs[this.#address[row]! >>> OFFSET_BITS]!;
  }

  #startOf(row: number): number {
    return this.#address[row]! & (SLAB_BYTES - 1);
  }

  #startsWith(row: number, bytes: Buffer, start: number, end: number): boolean {
    return sameBytes(this.#slabOf(row), this.#startOf(row), bytes, start, end - start);
  }

  #hasFields(row: number, bytes: Buffer, start: number, end: number): boolean {
    return this.#length[row] === end - start && this.#startsWith(row, bytes, start, end);
  }

  /** Where in the table the call is whose id is `bytes[start, end)`, or would be. */
  #place(bytes: Buffer, start: number, end: number, hash: number): number {
    const mask = this.#table.length - 1;
    for (let at = hash & mask; ; at = (at + 1) & mask) {
      const row = this.#table[at]!;
      if (row === NONE) return at;
      // The quote at its end tells an id from a longer one that begins alike.
      if (this.#keyHash[row] === hash && this.#startsWith(row, bytes, start, end)) return at;
    }
  }

  #grow(): void {
    const capacity = this.#filedAt.length * 2;
    this.#filedAt = grown(this.#filedAt, new Float64Array(capacity));
    this.#address = grown(this.#address, new Int32Array(capacity));
    this.#length = grown(this.#length, new Int32Array(capacity));
    this.#keyHash = grown(this.#keyHash, new Int32Array(capacity));
    this.#nextOf = grown(this.#nextOf, new Int32Array(capacity));
    const table = new Int32Array(capacity * 2).fill(NONE);
    const mask = table.length - 1;
    for (const row of this.#table) {
      if (row === NONE) continue;
      let at = this.#keyHash[row]! & mask;
      while (table[at] !== NONE) at = (at + 1) & mask;
      table[at] = row;
    }
    this.#table = table;
  }
}
