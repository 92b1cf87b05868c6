/**
 * The hot path of decoding: a row as the vendor prints nearly all of them, a flat object of plain ASCII strings under
 * known keys, read straight from its bytes into decoded fields. Anything else is left to `decodeFields`; a property
 * test proves the two equal. It exists for speed alone: `npm run bench` shows by how much.
 */

import { BYTE, isSpace, sameBytes } from '../bytes.ts';
import type { EpochSeconds } from '../time.ts';
import { DEFAULT_CALL_TYPE, FIELDS, isBelieved, SEPARATOR, type Decoded } from './fields.ts';

export interface PlainRow extends Decoded {
  /** The index after the row's closing brace. */
  readonly end: number;
}

/** Rows are about 400 bytes; a longer one than this is none of the plain ones. */
export const MAX_PLAIN_BYTES = 4096;

const NEWLINE = SEPARATOR.charCodeAt(0);
const NOT_PLAIN = -1;
/** Eleven digits are seconds for sure, fifteen a safe integer; longer ones are looked at the slow way. */
const MAX_TIME_DIGITS = 11;
const MAX_INTEGER_DIGITS = 15;

const NAMES = FIELDS.map(([name]) => Buffer.from(name));
const KINDS = FIELDS.map(([, kind]) => kind);
const [CALL_ID, CALL_TYPE] = [placeOf('callId'), placeOf('callType')];
const [START, END] = [placeOf('startSrcCallTime'), placeOf('endCallTime')];
const NULL = Buffer.from('null');

// Of the row under way. Constants of the module, for V8 knows these while it compiles and a closure's variables not.
const from = new Int32Array(FIELDS.length);
const to = new Int32Array(FIELDS.length);
/** Which field stood at which place in the row before: the next row has them in the same order. */
const order = FIELDS.map((_, i) => i);
const decoded = {
  bytes: Buffer.allocUnsafeSlow(MAX_PLAIN_BYTES + 256),
  length: 0,
  filedAt: 0,
  replaced: false,
  end: 0,
};

function placeOf(wanted: (typeof FIELDS)[number][0]): number {
  return FIELDS.findIndex(([name]) => name === wanted);
}

function isNameAt(bytes: Buffer, at: number, name: Buffer): boolean {
  return sameBytes(bytes, at, name, 0, name.length) && bytes[at + name.length] === BYTE.quote;
}

function fieldAt(bytes: Buffer, at: number, place: number): number {
  const usual = order[place]!;
  if (isNameAt(bytes, at, NAMES[usual]!)) return usual;
  const field = NAMES.findIndex((name) => isNameAt(bytes, at, name));
  if (field >= 0) order[place] = field;
  return field;
}

/** Finds where each value stands. Returns where the row ends; -1 at the first thing that is not plain. */
function locate(bytes: Buffer, rowStart: number, limit: number): number {
  from.fill(0);
  to.fill(0);
  let i = rowStart + 1;
  for (let place = 0; ; place++) {
    while (isSpace(bytes[i])) i++;
    if (bytes[i] !== BYTE.quote || place === FIELDS.length) return NOT_PLAIN;
    const field = fieldAt(bytes, i + 1, place);
    if (field < 0 || from[field] !== 0) return NOT_PLAIN;
    i += NAMES[field]!.length + 2;
    while (isSpace(bytes[i])) i++;
    if (bytes[i++] !== BYTE.colon) return NOT_PLAIN;
    while (isSpace(bytes[i])) i++;
    if (bytes[i++] !== BYTE.quote) return NOT_PLAIN;
    from[field] = i;
    for (let byte = bytes[i]!; byte !== BYTE.quote; byte = bytes[++i]!) {
      if (byte < 0x20 || byte === BYTE.backslash || byte > 0x7e || i >= limit) return NOT_PLAIN;
    }
    to[field] = i++;
    while (isSpace(bytes[i])) i++;
    if (bytes[i] === BYTE.closeBrace) return i < limit ? i + 1 : NOT_PLAIN;
    if (bytes[i++] !== BYTE.comma) return NOT_PLAIN;
  }
}

/** The digits `bytes[a, b)` as a number, or -1 when they are not the plain form of one. */
function digits(bytes: Buffer, a: number, b: number, most: number): number {
  if (b - a > most || (bytes[a] === BYTE.zero && b - a > 1)) return NOT_PLAIN;
  let value = 0;
  for (let i = a; i < b; i++) {
    const byte = bytes[i]!;
    if (byte < BYTE.zero || byte > BYTE.nine) return NOT_PLAIN;
    value = value * 10 + byte - BYTE.zero;
  }
  return value;
}

function copy(bytes: Buffer, a: number, b: number, out: Buffer, at: number): number {
  for (let i = a; i < b; i++) out[at + i - a] = bytes[i]!;
  return at + b - a;
}

/**
 * Decodes the row that starts at `bytes[rowStart]`.
 * @param now what the clock says, as for `decodeFields`
 * @returns good until the next call; undefined when the row is not one of the plain ones or does not end before `limit`
 */
export function decodePlain(bytes: Buffer, rowStart: number, limit: number, now: EpochSeconds): PlainRow | undefined {
  if (bytes[rowStart] !== BYTE.openBrace) return undefined;
  const end = locate(bytes, rowStart, Math.min(limit, rowStart + MAX_PLAIN_BYTES));
  if (end < 0 || from[CALL_ID] === to[CALL_ID]) return undefined;
  const out = decoded.bytes;
  let written = 0;
  let start = 0;
  let ended = 0;
  for (let field = 0; field < FIELDS.length; field++) {
    const [a, b] = [from[field]!, to[field]!];
    const kind = KINDS[field];
    if (kind === 'text') {
      written = a === b ? copy(NULL, 0, NULL.length, out, written) : copy(bytes, a - 1, b + 1, out, written);
    } else {
      const value = digits(bytes, a, b, kind === 'time' ? MAX_TIME_DIGITS : MAX_INTEGER_DIGITS);
      if (value < 0) return undefined;
      if (field === START) start = value;
      else if (field === END) ended = value;
      if (a < b) written = copy(bytes, a, b, out, written);
      else if (kind === 'time') out[written++] = BYTE.zero;
      else if (field === CALL_TYPE) out[written++] = BYTE.zero + DEFAULT_CALL_TYPE;
      else written = copy(NULL, 0, NULL.length, out, written);
    }
    out[written++] = NEWLINE;
  }
  const filedAt = start === 0 ? ended : start;
  if (!isBelieved(filedAt, now)) return undefined;
  decoded.length = written;
  decoded.filedAt = filedAt;
  decoded.end = end;
  return decoded;
}
