/** Decodes row after row: the fast way where it can, the plain way where it must. */

import type { EpochSeconds } from '../time.ts';
import { decodePlain, MAX_PLAIN_BYTES, type PlainRow } from './decode-fast.ts';
import { decodeFields, type Decoded, type Unreadable } from './fields.ts';

/** A larger record is not one: it is set aside by its head. */
export const MAX_RECORD_BYTES = 64 * 1024;

/**
 * Decodes the row `bytes[start, end)`. What is returned is good until the next row.
 * @param now what the clock says: calls that begin much later are not believed
 */
export function decodeRow(bytes: Buffer, start: number, end: number, now: EpochSeconds): Decoded | Unreadable {
  const plain = decodePlain(bytes, start, end, now);
  return plain?.end === end ? plain : decodeFields(bytes, start, end, now);
}

/** Decodes the row that starts at `bytes[start]`, if it is one of the plain ones: that saves looking for its end. */
export function decodeRowAt(bytes: Buffer, start: number, now: EpochSeconds): PlainRow | undefined {
  // So near the end of the bytes the row may be cut off, and reading past them is slow.
  return bytes.length - start < MAX_PLAIN_BYTES ? undefined : decodePlain(bytes, start, bytes.length, now);
}
