/** Decoded fields (see `fields.ts`) -> the line of the archive, in bytes. Every record written or compared passes here. */

import { BYTE } from '../bytes.ts';
import { formatUtcOffset, type EpochSeconds } from '../time.ts';
import { FIELDS } from './fields.ts';

/** How much longer a line is than its fields, at the most: the names, and seven times as ISO 8601. */
export const LINE_OVERHEAD_BYTES = 640;

/** Writes the line of `fields[from, to)`, up to and without `,"rev":…}`, to `out` at `at`. Returns where it ends. */
export type LineWriter = (fields: Buffer, from: number, to: number, out: Buffer, at: number) => number;

const NEWLINE = 0x0a;
const DAY_SECONDS = 86_400;

/**
 * Text that is written again and again, as doubles with the same bytes: eight bytes a store, where byte after byte takes
 * three times as long. What stands after its end is overwritten by what follows. No ASCII text is a NaN, whose bytes
 * would not be safe.
 */
interface Stamp {
  readonly words: Float64Array;
  readonly length: number;
}

const WORD_BYTES = 8;

function stamp(text: string): Stamp {
  const bytes = new Uint8Array(Math.ceil(text.length / WORD_BYTES) * WORD_BYTES);
  bytes.set(Buffer.from(text, 'latin1'));
  return { words: new Float64Array(bytes.buffer), length: text.length };
}

const LITTLE_ENDIAN = new Uint8Array(new Uint16Array([1]).buffer)[0] === 1;

function put({ words, length }: Stamp, out: DataView, at: number): number {
  for (let i = 0; i < words.length; i++) out.setFloat64(at + i * WORD_BYTES, words[i]!, LITTLE_ENDIAN);
  return at + length;
}

const NULL = stamp('null');
const PREFIXES = FIELDS.map(([name], i) => stamp(`${i === 0 ? '{' : ','}"${name}":`));
const IS_TIME = FIELDS.map(([, kind]) => kind === 'time');

function putTwoDigits(value: number, out: Buffer, at: number): void {
  const tens = Math.floor(value / 10);
  out[at] = BYTE.zero + tens;
  out[at + 1] = BYTE.zero + value - tens * 10;
}

export function createLineWriter(utcOffsetSeconds: number): LineWriter {
  const clock = `T00:00:00${formatUtcOffset(utcOffsetSeconds)}"`;
  let day = Number.NaN;
  let midnight = NULL;
  let bytes: Buffer = Buffer.alloc(0);
  let view = new DataView(bytes.buffer);

  function putTime(seconds: EpochSeconds, at: number): number {
    if (seconds === 0) return put(NULL, view, at);
    const local = seconds + utcOffsetSeconds;
    const localDay = Math.floor(local / DAY_SECONDS);
    if (localDay !== day) {
      day = localDay;
      midnight = stamp(`"${new Date(localDay * DAY_SECONDS * 1000).toISOString().slice(0, 10)}${clock}`);
    }
    const second = local - localDay * DAY_SECONDS;
    const hour = Math.floor(second / 3600);
    const minute = Math.floor(second / 60) - hour * 60;
    const end = put(midnight, view, at);
    putTwoDigits(hour, bytes, at + 12);
    putTwoDigits(minute, bytes, at + 15);
    putTwoDigits(second - hour * 3600 - minute * 60, bytes, at + 18);
    return end;
  }

  return (fields, from, to, out, at) => {
    if (out !== bytes) {
      bytes = out;
      view = new DataView(out.buffer, out.byteOffset, out.length);
    }
    let read = from;
    let write = at;
    for (let i = 0; i < PREFIXES.length; i++) {
      write = put(PREFIXES[i]!, view, write);
      if (IS_TIME[i] === true) {
        let seconds = 0;
        for (; fields[read] !== NEWLINE; read++) seconds = seconds * 10 + fields[read]! - BYTE.zero;
        write = putTime(seconds, write);
      } else {
        for (; fields[read] !== NEWLINE; read++) out[write++] = fields[read]!;
      }
      read++;
    }
    for (; read < to; read++) out[write++] = fields[read]!;
    return write;
  };
}

/** The line of `fields[from, to)` as text, up to and without `,"rev":…}`. */
export function lineText(writeLine: LineWriter, fields: Buffer, from: number, to: number): string {
  const line = Buffer.allocUnsafe(to - from + LINE_OVERHEAD_BYTES);
  return line.toString('utf8', 0, writeLine(fields, from, to, line, 0));
}
