/** Decoded fields (see `fields.ts`) -> the record as JSON, for those who want a few calls and not a part of them. */

import { createLineWriter, LINE_OVERHEAD_BYTES } from './line.ts';

/** Makes the JSON of records, without `rev`, of the decoded fields `bytes[start, end)`. */
export function createRecordText(utcOffsetSeconds: number): (bytes: Buffer, start: number, end: number) => string {
  const writeLine = createLineWriter(utcOffsetSeconds);
  return (bytes, start, end) => {
    const line = Buffer.allocUnsafe(end - start + LINE_OVERHEAD_BYTES);
    return `${line.toString('utf8', 0, writeLine(bytes, start, end, line, 0))}}`;
  };
}
