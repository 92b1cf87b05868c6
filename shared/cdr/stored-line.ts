/** The lines of a part, read back: as much of each as comparing and sorting takes, straight from the bytes. */

import { BYTE, sameBytes } from '../bytes.ts';

const REV = Buffer.from(',"rev":');
const LINE_START = Buffer.from('{"callId":"');
const AFTER_CALL_ID = Buffer.from('","src":');
const START_TIME = Buffer.from(',"startSrcCallTime":');
const END_TIME = Buffer.from(',"endCallTime":');
const NEWLINE = 0x0a;
/** Versions have at most nine digits. */
const MOST_REVS = 1e9;
/** `2019-01-23T17:17:39+08:00`; times of one archive compare as texts, for all have one offset. */
export const TIME_CHARS = 25;

/**
 * A record in a part: its line up to `,"rev":` is `bytes[start, end)`, its callId as JSON text `bytes[keyStart, keyEnd)`,
 * the time it is filed under (ISO 8601, TIME_CHARS long) stands at `bytes[time]`. Good until the next one.
 */
export interface StoredRecord {
  readonly bytes: Buffer;
  readonly start: number;
  readonly keyStart: number;
  readonly keyEnd: number;
  readonly time: number;
  readonly end: number;
  /** The end of the line, without its line break. */
  readonly lineEnd: number;
  readonly rev: number;
}

function isAt(bytes: Buffer, at: number, text: Buffer): boolean {
  return sameBytes(bytes, at, text, 0, text.length);
}

/** Where the time under `name` begins; -1 when it is null. Within a JSON string no quote stands unescaped, so the name is found as such. */
function timeAfter(bytes: Buffer, from: number, end: number, name: Buffer): number {
  for (let i = from; i < end; i++) {
    if (bytes[i] !== BYTE.comma || bytes[i + 1] !== BYTE.quote || !isAt(bytes, i, name)) continue;
    const at = i + name.length;
    return bytes[at] === BYTE.quote && bytes[at + TIME_CHARS + 1] === BYTE.quote ? at + 1 : -1;
  }
  return -1;
}

/** The record in the line that ends with the newline at `newline`; undefined when there is none in it. */
function readLine(bytes: Buffer, start: number, newline: number): StoredRecord | undefined {
  let digit = newline - 1;
  if (bytes[digit--] !== BYTE.closeBrace) return undefined;
  let rev = 0;
  let place = 1;
  for (; bytes[digit]! >= BYTE.zero && bytes[digit]! <= BYTE.nine && place < MOST_REVS; digit--, place *= 10) {
    rev += (bytes[digit]! - BYTE.zero) * place;
  }
  const end = digit + 1 - REV.length;
  if (place === 1 || end < start || !isAt(bytes, end, REV) || !isAt(bytes, start, LINE_START)) return undefined;
  const keyStart = start + LINE_START.length - 1;
  let quote = keyStart + 1;
  while (quote < end && !(bytes[quote] === BYTE.quote && isAt(bytes, quote, AFTER_CALL_ID))) quote++;
  if (quote >= end) return undefined;
  const began = timeAfter(bytes, quote, end, START_TIME);
  const time = began >= 0 ? began : timeAfter(bytes, quote, end, END_TIME);
  return time < 0 ? undefined : { bytes, start, keyStart, keyEnd: quote + 1, time, end, lineEnd: newline, rev };
}

/** Reads the lines in `bytes`. Returns where the first unfinished one starts, or -1 at a line that is no record. */
export function readLines(bytes: Buffer, onRecord: (record: StoredRecord) => void): number {
  let start = 0;
  for (let newline = bytes.indexOf(NEWLINE); newline >= 0; newline = bytes.indexOf(NEWLINE, start)) {
    const record = readLine(bytes, start, newline);
    if (record === undefined) return -1;
    onRecord(record);
    start = newline + 1;
  }
  return start;
}
