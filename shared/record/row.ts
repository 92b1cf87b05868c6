/**
 * One vendor row -> one line of the archive (without its `rev`), or the reason why it cannot be read. Written by hand
 * because every row passes here; a property test proves it equal to the schema.
 */

import { isUtf8 } from 'node:buffer';
import { createIsoTime, type EpochSeconds } from '../time.ts';
import { readInteger, readText, readTime } from './values.ts';

export interface Row {
  /** The callId as JSON text, quotes and all: what lines and rows are matched by. */
  readonly key: string;
  /** `startSrcCallTime`, or null when the vendor gives none. */
  readonly start: EpochSeconds | null;
  /** The time it is filed under: `start`, or `endCallTime` when there is none. */
  readonly filedAt: EpochSeconds;
  /** The line up to and without `,"rev":…}`. */
  readonly content: string;
}

/** Why a row cannot be read, in words that hold nothing of the row. */
export interface Unreadable {
  readonly reason: string;
}

export type RowDecoder = (bytes: Buffer, start: number, end: number) => Row | Unreadable;

type VendorRow = Record<string, unknown>;

const TEXTS = ['src', 'dst', 'recordUrl', 'bizId', 'orderId'] as const;
const TIMES = [
  'startSrcCallTime',
  'startSrcRingTime',
  'srcAcceptTime',
  'startDstCallTime',
  'startDstRingTime',
  'dstAcceptTime',
  'endCallTime',
] as const;
const INTEGERS = ['callEndStatus', 'duration', 'callType'] as const;
const KNOWN: ReadonlySet<string> = new Set(['callId', ...TEXTS, ...TIMES, ...INTEGERS]);

/** PSTN to PSTN: what the vendor's page says an absent callType means. */
const DEFAULT_CALL_TYPE = 3;

/** Ours: a vendor's own key of that name must not stand twice in one line. */
const OUR_KEY = 'rev';

const NEEDS_ESCAPE = /[^\u0020-\u0021\u0023-\u005b\u005d-\u007e]/;

function quote(text: string): string {
  return NEEDS_ESCAPE.test(text) ? JSON.stringify(text) : `"${text}"`;
}

function textOrNull(text: string | null): string {
  return text === null ? 'null' : quote(text);
}

function isObject(value: unknown): value is VendorRow {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The row's fields, or the reason why there are none. */
function parse(bytes: Buffer, start: number, end: number): VendorRow | string {
  const text = bytes.toString('utf8', start, end);
  if (text.includes('\ufffd') && !isUtf8(bytes.subarray(start, end))) return 'not UTF-8';
  try {
    const value: unknown = JSON.parse(text);
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

/** True when JSON can carry the value on without changing it: a number beyond 2^53 would come out as another one. */
function survives(value: unknown): boolean {
  if (typeof value === 'number')
    return Number.isFinite(value) && (!Number.isInteger(value) || Number.isSafeInteger(value));
  if (typeof value !== 'object' || value === null) return true;
  return Object.values(value).every(survives);
}

/** Keys the vendor added since, sorted, as `,"key":value…`; undefined when one of them would not survive. */
function furtherKeys(row: VendorRow): string | undefined {
  const names = Object.keys(row).filter((name) => !KNOWN.has(name));
  if (names.length === 0) return '';
  try {
    if (!names.every((name) => survives(row[name]))) return undefined;
    return names
      .sort()
      .map((name) => `,${JSON.stringify(name === OUR_KEY ? 'vendorRev' : name)}:${JSON.stringify(row[name])}`)
      .join('');
  } catch {
    // Nested deeper than the stack: nothing a call record holds.
    return undefined;
  }
}

function wrongKind(field: string, kind: string): Unreadable {
  return { reason: `${field} is not ${kind}` };
}

/** Finds the field at fault. Only called for rows known to have one. */
function firstFault(row: VendorRow): Unreadable {
  for (const field of TEXTS) if (readText(row[field]) === undefined) return wrongKind(field, 'text');
  for (const field of TIMES) if (readTime(row[field]) === undefined) return wrongKind(field, 'a time');
  for (const field of INTEGERS) if (readInteger(row[field]) === undefined) return wrongKind(field, 'a whole number');
  return { reason: 'a further key holds a value that cannot be kept as it is' };
}

/** A decoder that writes times with the given offset from UTC. */
export function createRowDecoder(utcOffsetSeconds: number): RowDecoder {
  const isoTime = createIsoTime(utcOffsetSeconds);
  const time = (seconds: EpochSeconds | null): string => (seconds === null ? 'null' : `"${isoTime(seconds)}"`);

  return (bytes, from, to) => {
    const parsed = parse(bytes, from, to);
    if (typeof parsed === 'string') return { reason: parsed };
    const row = withVendorNames(parsed);

    const callId = readText(row['callId']);
    if (callId === undefined) return wrongKind('callId', 'text');
    if (callId === null) return { reason: 'no callId' };

    const src = readText(row['src']);
    const dst = readText(row['dst']);
    const startSrcCallTime = readTime(row['startSrcCallTime']);
    const startSrcRingTime = readTime(row['startSrcRingTime']);
    const srcAcceptTime = readTime(row['srcAcceptTime']);
    const startDstCallTime = readTime(row['startDstCallTime']);
    const startDstRingTime = readTime(row['startDstRingTime']);
    const dstAcceptTime = readTime(row['dstAcceptTime']);
    const endCallTime = readTime(row['endCallTime']);
    const callEndStatus = readInteger(row['callEndStatus']);
    const duration = readInteger(row['duration']);
    const recordUrl = readText(row['recordUrl']);
    const callType = readInteger(row['callType']);
    const bizId = readText(row['bizId']);
    const orderId = readText(row['orderId']);
    const further = furtherKeys(row);
    if (
      src === undefined ||
      dst === undefined ||
      startSrcCallTime === undefined ||
      startSrcRingTime === undefined ||
      srcAcceptTime === undefined ||
      startDstCallTime === undefined ||
      startDstRingTime === undefined ||
      dstAcceptTime === undefined ||
      endCallTime === undefined ||
      callEndStatus === undefined ||
      duration === undefined ||
      recordUrl === undefined ||
      callType === undefined ||
      bizId === undefined ||
      orderId === undefined ||
      further === undefined
    ) {
      return firstFault(row);
    }
    const filedAt = startSrcCallTime ?? endCallTime;
    if (filedAt === null) return { reason: 'neither startSrcCallTime nor endCallTime is there' };

    const key = quote(callId);
    return {
      key,
      start: startSrcCallTime,
      filedAt,
      content:
        `{"callId":${key},"src":${textOrNull(src)},"dst":${textOrNull(dst)},` +
        `"startSrcCallTime":${time(startSrcCallTime)},"startSrcRingTime":${time(startSrcRingTime)},` +
        `"srcAcceptTime":${time(srcAcceptTime)},"startDstCallTime":${time(startDstCallTime)},` +
        `"startDstRingTime":${time(startDstRingTime)},"dstAcceptTime":${time(dstAcceptTime)},` +
        `"endCallTime":${time(endCallTime)},"callEndStatus":${callEndStatus},"duration":${duration},` +
        `"recordUrl":${textOrNull(recordUrl)},"callType":${callType ?? DEFAULT_CALL_TYPE},` +
        `"bizId":${textOrNull(bizId)},"orderId":${textOrNull(orderId)}${further}`,
    };
  };
}
