/** Bytes kept one piece behind the other in a few large slabs, outside the JavaScript heap. */

export interface Slabs {
  /** Keeps a copy of `bytes[start, end)` and tells its address. */
  put: (bytes: Buffer, start: number, end: number) => number;
  /** What an address is about: it stands in this slab … */
  slab: (address: number) => Buffer;
  /** … from here on. */
  start: (address: number) => number;
  /** Lets go of everything and keeps the room for more. */
  clear: () => void;
}

const OFFSET_BITS = 20;
const SLAB_BYTES = 1 << OFFSET_BITS;

export function createSlabs(): Slabs {
  const slabs: Buffer[] = [];
  let current = -1;
  let used = 0;
  return {
    put(bytes, start, end) {
      const length = end - start;
      // A piece larger than a slab has one to itself: only so many offsets fit into an address.
      if (current < 0 || (used > 0 && used + length > SLAB_BYTES)) {
        current++;
        used = 0;
      }
      if (used === 0 && length > (slabs[current]?.length ?? 0)) {
        slabs[current] = Buffer.allocUnsafeSlow(Math.max(SLAB_BYTES, length));
      }
      bytes.copy(slabs[current]!, used, start, end);
      used += length;
      return (current << OFFSET_BITS) | (used - length);
    },
    slab: (address) => slabs[address >>> OFFSET_BITS]!,
    start: (address) => address & (SLAB_BYTES - 1),
    clear() {
      current = -1;
      used = 0;
    },
  };
}
