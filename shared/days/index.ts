/**
 * The index of a day file: which of its gzip members hold a call or a number.
 *
 * Entries of 8 bytes, sorted: `u32 hash, u32 offset of the member`, big-endian; one entry a (key, member). Hashes are the
 * first four bytes of SHA-256 and so spread evenly: the entries of a hash stand near `hash / 2^32 * entries`, and the
 * manifest tells how far from there at the most (`slack`). So one ranged read surely holds all of them.
 */

import { createHash } from 'node:crypto';

export const ENTRY_BYTES = 8;

/** What stands in front of a key before it is hashed, so that a call and a number never share an entry by their text. */
export type KeyKind = 'call' | 'number';
const KIND_BYTE: Readonly<Record<KeyKind, string>> = { call: 'c', number: 'n' };

const HASHES = 2 ** 32;

/** @param key a callId as it is, or a number as `canonicalNumber` writes it */
export function hashKey(kind: KeyKind, key: string): number {
  return createHash('sha256')
    .update(KIND_BYTE[kind] + key)
    .digest()
    .readUInt32BE();
}

/** What the manifest tells of an index, and a reader needs. */
export interface IndexShape {
  readonly entries: number;
  /** The largest distance of an entry from where its hash alone puts it. */
  readonly slack: number;
}

function expectedPlace(hash: number, entries: number): number {
  return Math.floor((hash / HASHES) * entries);
}

/**
 * Bytes `[start, end)` of the index hold every entry of a hash, and one before and one behind them where there are any:
 * so it shows that they are all.
 */
export function indexRange(hash: number, { entries, slack }: IndexShape): { start: number; end: number } {
  const expected = expectedPlace(hash, entries);
  const first = Math.max(0, expected - slack - 1);
  const end = Math.min(entries, expected + slack + 2);
  return { start: first * ENTRY_BYTES, end: Math.max(first, end) * ENTRY_BYTES };
}

/** The offsets of the members that may hold the key, ascending, from the bytes of `indexRange`. */
export function findMembers(bytes: Buffer, hash: number): number[] {
  const offsets: number[] = [];
  for (let at = 0; at + ENTRY_BYTES <= bytes.length; at += ENTRY_BYTES) {
    if (bytes.readUInt32BE(at) === hash) offsets.push(bytes.readUInt32BE(at + 4));
  }
  return offsets;
}

export interface IndexBuilder {
  /** Notes that a member, counted from 0, holds a key. A key that comes again in a member is one entry. */
  add: (hash: number, member: number) => void;
  /**
   * To be called once, at the end.
   * @param offsets where each member begins in the file
   * @param lend gives memory of so many bytes, in which the index is made
   */
  build: (
    offsets: readonly number[],
    lend: (bytes: number) => ArrayBufferLike,
  ) => IndexShape & { readonly bytes: Buffer };
  /** Begins another index in the same memory. */
  clear: () => void;
}

/** Hash and member are sorted as one number: 53 bits hold both. */
const MEMBERS = 2 ** 21;

/**
 * @param room for so many entries at first. Memory that is never touched costs nothing, while the process would keep
 * arrays that were replaced by larger ones.
 */
export function createIndexBuilder(room: number): IndexBuilder {
  let hashes = new Uint32Array(Buffer.allocUnsafeSlow(room * Uint32Array.BYTES_PER_ELEMENT).buffer);
  let size = 0;
  /** Of each member, how many entries those before it have. */
  let starts: number[] = [];
  const inMember = new Set<number>();

  return {
    add(hash, member) {
      if (member >= starts.length) inMember.clear();
      while (member >= starts.length) starts.push(size);
      if (inMember.has(hash)) return;
      inMember.add(hash);
      if (size === hashes.length) {
        const larger = new Uint32Array(hashes.length * 2);
        larger.set(hashes);
        hashes = larger;
      }
      hashes[size++] = hash;
    },
    build(offsets, lend) {
      const memory = lend(size * ENTRY_BYTES);
      const sorted = new Float64Array(memory, 0, size);
      for (const [member, start] of starts.entries()) {
        const end = starts[member + 1] ?? size;
        for (let i = start; i < end; i++) sorted[i] = hashes[i]! * MEMBERS + member;
      }
      sorted.sort();
      // Each entry takes the place of its number: a copy would be tens of megabytes.
      const bytes = Buffer.from(memory, 0, size * ENTRY_BYTES);
      let slack = 0;
      for (let i = 0; i < size; i++) {
        const key = sorted[i]!;
        const hash = Math.floor(key / MEMBERS);
        bytes.writeUInt32BE(hash, i * ENTRY_BYTES);
        bytes.writeUInt32BE(offsets[key % MEMBERS]!, i * ENTRY_BYTES + 4);
        slack = Math.max(slack, Math.abs(i - expectedPlace(hash, size)));
      }
      return { bytes, entries: size, slack };
    },
    clear() {
      size = 0;
      starts = [];
    },
  };
}
