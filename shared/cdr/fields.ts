/**
 * One vendor row, decoded: the plain version, which every odd row takes and `decode-fast.ts` must agree with.
 *
 * A decoded row is kept as text of sixteen values in the record's order, one a line: strings as JSON, times as epoch
 * seconds (0 for never), whole numbers or null; behind them a line of the further keys (`,"key":value…`, or nothing).
 * It is a third of the record's size, holds each fact once, and equal rows are equal bytes.
 */

import { decodeText } from '../bytes.ts';
import type { EpochSeconds } from '../time.ts';
import { canonicalMembers } from './canonical.ts';
import { readInteger, readText, readTime } from './values.ts';

/** A row that could be read. */
export interface Decoded {
  /** `bytes[0, length)` are the decoded fields. */
  readonly bytes: Buffer;
  readonly length: number;
  /** The time the call is filed under: `startSrcCallTime`, or `endCallTime` when there is none. */
  readonly filedAt: EpochSeconds;
  /** The row holds text that is no text, half a surrogate pair, and U+FFFD stands in its place. */
  readonly replaced: boolean;
}

/** Why a row cannot be read, in words that hold nothing of the row. */
export interface Unreadable {
  readonly reason: string;
}

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

const KINDS = {
  text: { read: readText, words: 'text' },
  time: { read: readTime, words: 'a time' },
  integer: { read: readInteger, words: 'a whole number' },
};

/** PSTN to PSTN: what the vendor's page says an absent callType means. */
export const DEFAULT_CALL_TYPE = 3;

/** The names of the line, as SQL engines compare them. */
const OURS: ReadonlySet<string> = new Set([...NAMES, 'rev'].map((name) => name.toLowerCase()));

/** Nobody calls before 2000 in Beijing, and no clock is a day behind; such a time is a mistake, and its slot nobody's. */
const FIRST_BELIEVED: EpochSeconds = 946_656_000;
const MOST_AHEAD_SECONDS = 86_400;

/** True when a call may be filed under this time, by a clock that says `now`. */
export function isBelieved(time: EpochSeconds, now: EpochSeconds): boolean {
  return time >= FIRST_BELIEVED && time <= now + MOST_AHEAD_SECONDS;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The row and its text, or the reason why there is none. */
function parse(bytes: Buffer): { row: Record<string, unknown>; text: string } | string {
  const text = decodeText(bytes);
  if (text === undefined) return 'neither UTF-8 nor GB 18030';
  try {
    const row: unknown = JSON.parse(text);
    return isObject(row) ? { row, text } : 'not an object';
  } catch {
    return 'not JSON';
  }
}

/** A key that is ours but for case is another's, and must not stand beside ours: SQL engines fold case. */
function nameOf(key: string): string {
  return OURS.has(key.toLowerCase()) ? `vendor${key.charAt(0).toUpperCase()}${key.slice(1)}` : key;
}

/** Keys the vendor added since, sorted; or the reason why they cannot be kept. */
function furtherKeys(row: Record<string, unknown>, text: string): string | Unreadable {
  const keys = Object.keys(row).filter((key) => !KNOWN.has(key));
  if (keys.length === 0) return '';
  try {
    const members = canonicalMembers(text);
    const further = keys.map((key): [string, string] => [JSON.stringify(nameOf(key)), members.get(key) ?? 'null']);
    if (new Set(further.map(([name]) => name)).size < keys.length) return { reason: 'a key would stand there twice' };
    further.sort(([a], [b]) => (a < b ? -1 : 1));
    return further.map(([name, value]) => `,${name}:${value}`).join('');
  } catch {
    return { reason: 'a further key is nested too deeply' };
  }
}

/** JSON.stringify leaves half a surrogate pair as an escape, which many readers refuse. */
const ESCAPE = /\\(?:u[0-9a-f]{4}|.)/g;

function withoutHalfPairs(text: string): string {
  if (!text.includes('\\ud')) return text;
  return text.replaceAll(ESCAPE, (escape) => (escape.startsWith('\\ud') ? '\ufffd' : escape));
}

/**
 * Decodes the row that is `bytes[start, end)`.
 * @param now what the clock says: a call that begins much later is not believed
 */
export function decodeFields(bytes: Buffer, start: number, end: number, now: EpochSeconds): Decoded | Unreadable {
  const parsed = parse(bytes.subarray(start, end));
  if (typeof parsed === 'string') return { reason: parsed };
  const { row, text: json } = parsed;

  const values: Record<string, string | number | null> = {};
  for (const [name, kind] of FIELDS) {
    const value = KINDS[kind].read(row[name]);
    if (value === undefined) return { reason: `${name} is not ${KINDS[kind].words}` };
    values[name] = value;
  }
  const { callId, startSrcCallTime, endCallTime } = values;
  if (callId === null) return { reason: 'no callId' };
  const filedAt = startSrcCallTime ?? endCallTime;
  if (typeof filedAt !== 'number') return { reason: 'neither startSrcCallTime nor endCallTime is there' };
  if (!isBelieved(filedAt, now)) {
    const name = startSrcCallTime === null ? 'endCallTime' : 'startSrcCallTime';
    return { reason: `${name} is before 2000 or more than a day ahead` };
  }
  const further = furtherKeys(row, json);
  if (typeof further !== 'string') return further;

  values['callType'] ??= DEFAULT_CALL_TYPE;
  const texts = FIELDS.map(([name, kind]) => JSON.stringify(values[name] ?? (kind === 'time' ? 0 : null)));
  const asRead = [...texts, further].join(SEPARATOR);
  const text = withoutHalfPairs(asRead);
  const decoded = Buffer.from(text);
  return { bytes: decoded, length: decoded.length, filedAt, replaced: text !== asRead };
}
