/**
 * The hot path of decoding: a row as the vendor prints nearly all of them, a flat object of plain ASCII strings under
 * known keys, read straight from its bytes into decoded fields. Anything else is left to `decodeFields`; a property
 * test proves the two equal. It exists for speed alone: `npm run bench` shows by how much.
 */

import { BYTE, isSpace, sameBytes } from '../bytes.ts';
import type { EpochSeconds } from '../time.ts';
import { FIELDS, isBelieved, SEPARATOR } from './fields.ts';

export interface FastFields {
  /**
   * Decodes the row that starts at `bytes[start]` into `out`, from 0 on.
   * @returns the length, or -1 when the row is not one of the plain ones or does not end before `limit`
   */
  read: (bytes: Buffer, start: number, limit: number) => number;
  /** Of the row read last: the index after its closing brace. */
  end: () => number;
  /** Where `read` writes; good until the next call. */
  readonly out: Buffer;
  /** Of the row read last: `startSrcCallTime`, 0 when there is none. */
  start: () => number;
  /** Of the row read last: `endCallTime`, 0 when there is none. */
  ended: () => number;
}

const NEWLINE = SEPARATOR.charCodeAt(0);
const NOT_PLAIN = -1;
/** Eleven digits are seconds for sure, fifteen a safe integer; longer ones are looked at the slow way. */
const MAX_TIME_DIGITS = 11;
const MAX_INTEGER_DIGITS = 15;

const NAMES = FIELDS.map(([name]) => Buffer.from(name));
const KINDS = FIELDS.map(([, kind]) => kind);
const CALL_ID = FIELDS.findIndex(([name]) => name === 'callId');
const CALL_TYPE = FIELDS.findIndex(([name]) => name === 'callType');
const START = FIELDS.findIndex(([name]) => name === 'startSrcCallTime');
const END = FIELDS.findIndex(([name]) => name === 'endCallTime');
const NULL = Buffer.from('null');

function isNameAt(bytes: Buffer, at: number, name: Buffer): boolean {
  return sameBytes(bytes, at, name, 0, name.length) && bytes[at + name.length] === BYTE.quote;
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

/** @param now what the clock says, as for `decodeFields` */
export function createFastFields(maxRowBytes: number, now: EpochSeconds): FastFields {
  const from = new Int32Array(FIELDS.length);
  const to = new Int32Array(FIELDS.length);
  /** Which field stood at which place in the row before: the next row has them in the same order. */
  const order = FIELDS.map((_, i) => i);
  const out = Buffer.allocUnsafe(maxRowBytes + 256);
  let end = 0;
  let start = 0;
  let ended = 0;

  function fieldAt(bytes: Buffer, at: number, place: number): number {
    const usual = order[place]!;
    if (isNameAt(bytes, at, NAMES[usual]!)) return usual;
    const field = NAMES.findIndex((name) => isNameAt(bytes, at, name));
    if (field >= 0) order[place] = field;
    return field;
  }

  /** Finds where each value stands, and the row's end. False at the first thing that is not plain. */
  function locate(bytes: Buffer, rowStart: number, limit: number): boolean {
    from.fill(0);
    to.fill(0);
    let i = rowStart + 1;
    for (let place = 0; ; place++) {
      while (isSpace(bytes[i])) i++;
      if (bytes[i] !== BYTE.quote || place === FIELDS.length) return false;
      const field = fieldAt(bytes, i + 1, place);
      if (field < 0 || from[field] !== 0) return false;
      i += NAMES[field]!.length + 2;
      while (isSpace(bytes[i])) i++;
      if (bytes[i++] !== BYTE.colon) return false;
      while (isSpace(bytes[i])) i++;
      if (bytes[i++] !== BYTE.quote) return false;
      from[field] = i;
      for (let byte = bytes[i]!; byte !== BYTE.quote; byte = bytes[++i]!) {
        if (byte < 0x20 || byte === BYTE.backslash || byte > 0x7e || i >= limit) return false;
      }
      to[field] = i++;
      while (isSpace(bytes[i])) i++;
      if (bytes[i] === BYTE.closeBrace) {
        end = i + 1;
        return end <= limit;
      }
      if (bytes[i++] !== BYTE.comma) return false;
    }
  }

  function copy(bytes: Buffer, a: number, b: number, at: number): number {
    for (let i = a; i < b; i++) out[at + i - a] = bytes[i]!;
    return at + b - a;
  }

  return {
    out,
    end: () => end,
    start: () => start,
    ended: () => ended,
    read(bytes, rowStart, limit) {
      if (bytes[rowStart] !== BYTE.openBrace || !locate(bytes, rowStart, Math.min(limit, rowStart + maxRowBytes)))
        return NOT_PLAIN;
      if (from[CALL_ID] === to[CALL_ID]) return NOT_PLAIN;
      let written = 0;
      for (let field = 0; field < FIELDS.length; field++) {
        const [a, b] = [from[field]!, to[field]!];
        const kind = KINDS[field];
        if (kind === 'text') {
          if (a === b) written = copy(NULL, 0, NULL.length, written);
          else written = copy(bytes, a - 1, b + 1, written);
        } else {
          const value = digits(bytes, a, b, kind === 'time' ? MAX_TIME_DIGITS : MAX_INTEGER_DIGITS);
          if (value < 0) return NOT_PLAIN;
          if (field === START) start = value;
          else if (field === END) ended = value;
          if (a < b) written = copy(bytes, a, b, written);
          else if (kind === 'time') out[written++] = BYTE.zero;
          else if (field === CALL_TYPE) out[written++] = BYTE.zero + 3;
          else written = copy(NULL, 0, NULL.length, written);
        }
        out[written++] = NEWLINE;
      }
      return isBelieved(start === 0 ? ended : start, now) ? written : NOT_PLAIN;
    },
  };
}
