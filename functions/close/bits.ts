/** A set of row numbers, one bit each: a day of three million rows takes 375 KB. */

export interface Bits {
  add: (row: number) => void;
  has: (row: number) => boolean;
}

const FIRST_BYTES = 128 * 1024;

export function createBits(): Bits {
  let bytes = new Uint8Array(FIRST_BYTES);
  return {
    add(row) {
      const at = row >>> 3;
      if (at >= bytes.length) {
        const larger = new Uint8Array(Math.max(bytes.length * 2, at + 1));
        larger.set(bytes);
        bytes = larger;
      }
      bytes[at]! |= 1 << (row & 7);
    },
    has: (row) => ((bytes[row >>> 3] ?? 0) & (1 << (row & 7))) !== 0,
  };
}
