/** Decodes row after row without making objects of them: the fast way where it can, the plain way where it must. */

import type { EpochSeconds } from '../time.ts';
import { createFastFields } from './decode-fast.ts';
import { decodeFields, type Unreadable } from './fields.ts';

/** A larger record is not one: it is set aside by its head. */
export const MAX_RECORD_BYTES = 64 * 1024;

/** What one row came to. Reused: good until the next row. */
export interface Decoded {
  /** `bytes[0, length)` are the decoded fields. */
  bytes: Buffer;
  length: number;
  /** `startSrcCallTime`, or null when the vendor gives none. */
  start: EpochSeconds | null;
  filedAt: EpochSeconds;
  /** See `Fields`. */
  replaced: boolean;
}

export interface FieldsDecoder {
  /** Decodes the row `bytes[start, end)`. */
  row: (bytes: Buffer, start: number, end: number) => Decoded | Unreadable;
  /**
   * Decodes the row that starts at `bytes[start]`, if it is one of the plain ones: that saves looking for its end.
   * `end()` tells where that was.
   */
  plainRow: (bytes: Buffer, start: number) => Decoded | undefined;
  /** The index after the last byte of the plain row decoded last. */
  end: () => number;
}

/** Rows are about 400 bytes; a longer one than this is none of the plain ones. */
const FAST_ROW_BYTES = 4096;

/** @param now what the clock says: calls that begin much later are not believed */
export function createFieldsDecoder(now: EpochSeconds): FieldsDecoder {
  const fast = createFastFields(FAST_ROW_BYTES, now);
  const decoded: Decoded = { bytes: fast.out, length: 0, start: null, filedAt: 0, replaced: false };

  function plainRow(bytes: Buffer, start: number, limit: number): Decoded | undefined {
    const length = fast.read(bytes, start, limit);
    if (length < 0) return undefined;
    decoded.bytes = fast.out;
    decoded.length = length;
    decoded.start = fast.start() === 0 ? null : fast.start();
    decoded.filedAt = decoded.start ?? fast.ended();
    decoded.replaced = false;
    return decoded;
  }

  return {
    row(bytes, start, end) {
      if (plainRow(bytes, start, end) !== undefined && fast.end() === end) return decoded;
      const plain = decodeFields(bytes, start, end, now);
      if ('reason' in plain) return plain;
      decoded.bytes = Buffer.from(plain.text);
      decoded.length = decoded.bytes.length;
      decoded.start = plain.start;
      decoded.filedAt = plain.filedAt;
      decoded.replaced = plain.replaced;
      return decoded;
    },
    // So near the end of the bytes the row may be cut off, and reading past them is slow.
    plainRow: (bytes, start) =>
      bytes.length - start < FAST_ROW_BYTES ? undefined : plainRow(bytes, start, bytes.length),
    end: fast.end,
  };
}
