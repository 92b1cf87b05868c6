/** Decodes row after row without making objects of them: the fast way where it can, the plain way where it must. */

import type { EpochSeconds } from '../time.ts';
import { createFastFields } from './fast-fields.ts';
import { decodeFields, type Unreadable } from './fields.ts';

/** What one row came to. Reused: good until the next row. */
export interface Decoded {
  /** `bytes[0, length)` are the decoded fields. */
  bytes: Buffer;
  length: number;
  /** `startSrcCallTime`, or null when the vendor gives none. */
  start: EpochSeconds | null;
  filedAt: EpochSeconds;
}

export type FieldsDecoder = (bytes: Buffer, start: number, end: number) => Decoded | Unreadable;

/** Rows are about 400 bytes; a longer one than this is none of the plain ones. */
const FAST_ROW_BYTES = 4096;

export function createFieldsDecoder(): FieldsDecoder {
  const fast = createFastFields(FAST_ROW_BYTES);
  const decoded: Decoded = { bytes: fast.out, length: 0, start: null, filedAt: 0 };
  return (bytes, start, end) => {
    const length = fast.read(bytes, start, end);
    if (length >= 0) {
      decoded.bytes = fast.out;
      decoded.length = length;
      decoded.start = fast.start() === 0 ? null : fast.start();
      decoded.filedAt = decoded.start ?? fast.ended();
      return decoded;
    }
    const plain = decodeFields(bytes, start, end);
    if ('reason' in plain) return plain;
    decoded.bytes = Buffer.from(plain.text);
    decoded.length = decoded.bytes.length;
    decoded.start = plain.start;
    decoded.filedAt = plain.filedAt;
    return decoded;
  };
}
