/** One vendor row -> the record as JSON, for those who want one call and not a batch of them. */

import type { EpochSeconds } from '../time.ts';
import { decodeFields, type Unreadable } from './fields.ts';
import { createLineWriter, LINE_OVERHEAD_BYTES } from './line.ts';

export interface Row {
  /** `startSrcCallTime`, or null when the vendor gives none. */
  readonly start: EpochSeconds | null;
  /** The record's line up to and without `,"rev":…}`: with a closing brace it is the record without its version. */
  readonly content: string;
}

export type RowDecoder = (bytes: Buffer, start: number, end: number) => Row | Unreadable;

/** A decoder that writes times with the given offset from UTC. */
export function createRowDecoder(utcOffsetSeconds: number): RowDecoder {
  const writeLine = createLineWriter(utcOffsetSeconds);
  return (bytes, start, end) => {
    const decoded = decodeFields(bytes, start, end, Date.now() / 1000);
    if ('reason' in decoded) return decoded;
    const fields = Buffer.from(decoded.text);
    const line = Buffer.allocUnsafe(fields.length + LINE_OVERHEAD_BYTES);
    return { start: decoded.start, content: line.toString('utf8', 0, writeLine(fields, 0, fields.length, line, 0)) };
  };
}
