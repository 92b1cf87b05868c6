/** Calls as numbers, from the bytes of their ids: to find them fast. What has the same number is not the same call yet. */

/** FNV-1a, 32 bits, of `bytes[start, end)`: ids are random digits already. */
export function callHash(bytes: Buffer, start: number, end: number): number {
  let hash = 0x811c9dc5;
  for (let i = start; i < end; i++) hash = Math.imul(hash ^ bytes[i]!, 0x01000193);
  return hash | 0;
}

const TAIL_BYTES = 8;
const TAIL_BITS = 20;

/** 52 bits: `hash`, which is the `callHash` of the same bytes, and the last eight of them mixed in another way. */
export function callNumber(hash: number, bytes: Buffer, start: number, end: number): number {
  let tail = 0;
  for (let i = Math.max(start, end - TAIL_BYTES); i < end; i++) tail = Math.imul(tail ^ bytes[i]!, 0x5bd1e995);
  return (hash >>> 0) * 2 ** TAIL_BITS + (tail >>> (32 - TAIL_BITS));
}
