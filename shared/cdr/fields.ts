/**
 * One vendor row, decoded: the plain version, which every odd row takes and `fast-fields.ts` must agree with.
 *
 * A decoded row is kept as text of sixteen values in the record's order, one a line: strings as JSON, times as epoch
 * seconds (0 for never), whole numbers or null; behind them a line of the further keys (`,"key":value…`, or nothing).
 * It is a third of the record's size, holds each fact once, and equal rows are equal bytes.
 */

import { isUtf8 } from 'node:buffer';
import type { EpochSeconds } from '../time.ts';
import { readInteger, readText, readTime } from './values.ts';

export interface Fields {
  /** `startSrcCallTime`, or null when the vendor gives none. */
  readonly start: EpochSeconds | null;
  /** The time the call is filed under: `start`, or `endCallTime` when there is none. */
  readonly filedAt: EpochSeconds;
  readonly text: string;
}

/** Why a row cannot be read, in words that hold nothing of the row. */
export interface Unreadable {
  readonly reason: string;
}

type VendorRow = Record<string, unknown>;

/** The record's fields in their order, and how each is read. */
export const FIELDS = [
  ['callId', 'text'],
  ['src', 'text'],
  ['dst', 'text'],
  ['startSrcCallTime', 'time'],
  ['startSrcRingTime', 'time'],
  ['srcAcceptTime', 'time'],
  ['startDstCallTime', 'time'],
  ['startDstRingTime', 'time'],
  ['dstAcceptTime', 'time'],
  ['endCallTime', 'time'],
  ['callEndStatus', 'integer'],
  ['duration', 'integer'],
  ['recordUrl', 'text'],
  ['callType', 'integer'],
  ['bizId', 'text'],
  ['orderId', 'text'],
] as const;

export const SEPARATOR = '\n';

const NAMES: readonly string[] = FIELDS.map(([name]) => name);
const KNOWN: ReadonlySet<string> = new Set(NAMES);
const START = NAMES.indexOf('startSrcCallTime');
const END = NAMES.indexOf('endCallTime');

const KIND_IN_WORDS = { text: 'text', time: 'a time', integer: 'a whole number' };

/** PSTN to PSTN: what the vendor's page says an absent callType means. */
export const DEFAULT_CALL_TYPE = 3;

/** Ours: a vendor's own key of that name must not stand twice in one line. */
const OUR_KEY = 'rev';
const THEIRS = 'vendorRev';

function isObject(value: unknown): value is VendorRow {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The row's members, or the reason why there are none. */
function parse(bytes: Buffer, start: number, end: number): VendorRow | string {
  if (!isUtf8(bytes.subarray(start, end))) return 'not UTF-8';
  try {
    const value: unknown = JSON.parse(bytes.toString('utf8', start, end));
    return isObject(value) ? value : 'not an object';
  } catch {
    return 'not JSON';
  }
}

/** Cloud API 3.0 gives the same fields in PascalCase. */
function withVendorNames(row: VendorRow): VendorRow {
  if (!('CallId' in row) || 'callId' in row) return row;
  const entries = Object.entries(row).map(([key, value]) => {
    const name = key.charAt(0).toLowerCase() + key.slice(1);
    return [KNOWN.has(name) ? name : key, value] as const;
  });
  return Object.fromEntries(entries);
}

/** True when JSON can carry the value on unchanged: a number beyond 2^53 would come out as another one. */
function survives(value: unknown): boolean {
  if (typeof value === 'number') return Number.isFinite(value) && Math.abs(value) <= Number.MAX_SAFE_INTEGER;
  return typeof value !== 'object' || value === null || Object.values(value).every(survives);
}

/** Keys the vendor added since, sorted; undefined when one of them would not survive. */
function furtherKeys(row: VendorRow): string | undefined {
  const names = Object.keys(row).filter((name) => !KNOWN.has(name));
  try {
    if (OUR_KEY in row && THEIRS in row) return undefined;
    if (!names.every((name) => survives(row[name]))) return undefined;
    return names
      .sort()
      .map((name) => `,${JSON.stringify(name === OUR_KEY ? THEIRS : name)}:${JSON.stringify(row[name])}`)
      .join('');
  } catch {
    // Nested deeper than the stack: nothing a call record holds.
    return undefined;
  }
}

function readField(kind: (typeof FIELDS)[number][1], value: unknown): string | number | null | undefined {
  if (kind === 'time') return readTime(value);
  return kind === 'text' ? readText(value) : readInteger(value);
}

function asText(kind: (typeof FIELDS)[number][1], value: string | number | null): string {
  if (value === null) return kind === 'time' ? '0' : 'null';
  return typeof value === 'string' ? JSON.stringify(value) : String(value);
}

/** Decodes the row that is `bytes[start, end)`. */
export function decodeFields(bytes: Buffer, start: number, end: number): Fields | Unreadable {
  const parsed = parse(bytes, start, end);
  if (typeof parsed === 'string') return { reason: parsed };
  const row = withVendorNames(parsed);

  const values: (string | number | null)[] = [];
  for (const [name, kind] of FIELDS) {
    const value = readField(kind, row[name]);
    if (value === undefined) return { reason: `${name} is not ${KIND_IN_WORDS[kind]}` };
    values.push(name === 'callType' ? (value ?? DEFAULT_CALL_TYPE) : value);
  }
  if (values[0] === null) return { reason: 'no callId' };
  const [began, ended] = [values[START], values[END]];
  const filedAt = began ?? ended;
  if (typeof filedAt !== 'number') return { reason: 'neither startSrcCallTime nor endCallTime is there' };
  const further = furtherKeys(row);
  if (further === undefined) return { reason: 'a further key holds a value that cannot be kept as it is' };

  const texts = FIELDS.map(([, kind], i) => asText(kind, values[i] ?? null));
  return { start: typeof began === 'number' ? began : null, filedAt, text: [...texts, further].join(SEPARATOR) };
}
