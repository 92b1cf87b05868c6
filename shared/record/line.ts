/** Decoded fields (see `fields.ts`) -> the line of the archive, in bytes. Every record written or compared passes here. */

import { formatUtcOffset, type EpochSeconds } from '../time.ts';
import { FIELDS } from './fields.ts';

/** How much longer a line is than its fields, at the most: the names, and seven times as ISO 8601. */
export const LINE_OVERHEAD_BYTES = 640;

/** Writes the line of `fields[from, to)`, up to and without `,"rev":…}`, to `out` at `at`. Returns where it ends. */
export type LineWriter = (fields: Buffer, from: number, to: number, out: Buffer, at: number) => number;

const NEWLINE = 0x0a;
const ZERO = 0x30;
const DAY_SECONDS = 86_400;
const NULL = Buffer.from('null');

const PREFIXES = FIELDS.map(([name], i) => Buffer.from(`${i === 0 ? '{' : ','}"${name}":`));
const IS_TIME = FIELDS.map(([, kind]) => kind === 'time');

/** A loop, for a native copy costs more than the few bytes it would move. */
function put(bytes: Buffer, out: Buffer, at: number): number {
  for (let i = 0; i < bytes.length; i++) out[at + i] = bytes[i]!;
  return at + bytes.length;
}

function putTwoDigits(value: number, out: Buffer, at: number): void {
  const tens = Math.floor(value / 10);
  out[at] = ZERO + tens;
  out[at + 1] = ZERO + value - tens * 10;
}

export function createLineWriter(utcOffsetSeconds: number): LineWriter {
  const clock = Buffer.from(`T00:00:00${formatUtcOffset(utcOffsetSeconds)}"`);
  let day = Number.NaN;
  let date: Buffer = Buffer.alloc(0);

  function putTime(seconds: EpochSeconds, out: Buffer, at: number): number {
    if (seconds === 0) return put(NULL, out, at);
    const local = seconds + utcOffsetSeconds;
    const localDay = Math.floor(local / DAY_SECONDS);
    if (localDay !== day) {
      day = localDay;
      date = Buffer.from(`"${new Date(localDay * DAY_SECONDS * 1000).toISOString().slice(0, 10)}`);
    }
    const second = local - localDay * DAY_SECONDS;
    const hour = Math.floor(second / 3600);
    const minute = Math.floor(second / 60) - hour * 60;
    const time = put(date, out, at);
    const end = put(clock, out, time);
    putTwoDigits(hour, out, time + 1);
    putTwoDigits(minute, out, time + 4);
    putTwoDigits(second - hour * 3600 - minute * 60, out, time + 7);
    return end;
  }

  return (fields, from, to, out, at) => {
    let read = from;
    let write = at;
    for (let i = 0; i < PREFIXES.length; i++) {
      write = put(PREFIXES[i]!, out, write);
      if (IS_TIME[i] === true) {
        let seconds = 0;
        for (; fields[read] !== NEWLINE; read++) seconds = seconds * 10 + fields[read]! - ZERO;
        write = putTime(seconds, out, write);
      } else {
        for (; fields[read] !== NEWLINE; read++) out[write++] = fields[read]!;
      }
      read++;
    }
    for (; read < to; read++) out[write++] = fields[read]!;
    return write;
  };
}
