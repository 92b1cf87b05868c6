/** Rows as the archive writes them, for tests. */

import { decodeRow } from '../../shared/cdr/decode.ts';
import { createLineWriter, lineText } from '../../shared/cdr/line.ts';

/** The line of these decoded fields, up to and without its version. */
export function lineOf(fields: Buffer, start: number, end: number, utcOffsetSeconds = 8 * 3600): string {
  return lineText(createLineWriter(utcOffsetSeconds), fields, start, end);
}

/** The line of this vendor row, up to and without its version. */
export function lineOfRow(row: object, utcOffsetSeconds?: number): string {
  const bytes = Buffer.from(JSON.stringify(row));
  const decoded = decodeRow(bytes, 0, bytes.length, Date.now() / 1000);
  if ('reason' in decoded) throw new Error(decoded.reason);
  return lineOf(decoded.bytes, 0, decoded.length, utcOffsetSeconds);
}
