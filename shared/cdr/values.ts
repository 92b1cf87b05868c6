/** How one field of a vendor row is read. Every function returns undefined for a value of the wrong kind. */

import { LAST_SECOND, parseUtcOffset, parseWallClock, type EpochSeconds } from '../time.ts';

/** The vendor's page says `yyyy-MM-dd HH:mm:ss` without a zone; it is a Beijing clock. */
const BEIJING_OFFSET_SECONDS = 8 * 3600;
/** In the zone farthest ahead, `+14:59`, what is later than this is in the year 10000. */
const LAST_TIME: EpochSeconds = LAST_SECOND - 15 * 3600;
const FORMATTED = /^(\d{4}-\d\d-\d\d)[ T](\d\d:\d\d:\d\d)(?:\.\d{1,9})?(Z|[+-]\d\d:\d\d)?$/;
/** "Never" of MySQL, of Go and .NET, and of whatever counts from 1970, in UTC or on a Beijing clock. */
const ZERO_DATES: ReadonlySet<string> = new Set(['0000-00-00', '0001-01-01', '1970-01-01']);
/** Thirteen digits: no seconds that anybody means, but milliseconds of the years 2001 to 2286. */
const [FIRST_MS, LAST_MS] = [1e12, 1e13 - 1];

/** Text, or null for "" and what is absent. The vendor documents strings only; numbers are taken by their digits. */
export function readText(value: unknown): string | null | undefined {
  if (typeof value === 'string') return value === '' ? null : value;
  if (value === undefined || value === null) return null;
  return typeof value === 'number' && Number.isSafeInteger(value) ? String(value) : undefined;
}

/** A whole number, or null for "" and what is absent. */
export function readInteger(value: unknown): number | null | undefined {
  if (typeof value === 'string') {
    if (value === '') return null;
    return /^-?\d{1,15}$/.test(value) ? Number(value) + 0 : undefined;
  }
  if (value === undefined || value === null) return null;
  return typeof value === 'number' && Number.isSafeInteger(value) ? value + 0 : undefined;
}

function readFormatted(text: string): EpochSeconds | null | undefined {
  const match = FORMATTED.exec(text);
  if (!match) return undefined;
  const [, date = '', time = '', zone] = match;
  if (ZERO_DATES.has(date)) return null;
  const offset = zone === undefined ? BEIJING_OFFSET_SECONDS : zone === 'Z' ? 0 : parseUtcOffset(zone);
  const seconds = offset === undefined ? undefined : parseWallClock(date, time, offset);
  return seconds === undefined ? undefined : readNumber(seconds);
}

function readNumber(value: number): EpochSeconds | null | undefined {
  if (value === 0 || value === -1) return null;
  if (!Number.isInteger(value)) return undefined;
  const seconds = value >= FIRST_MS && value <= LAST_MS ? Math.floor(value / 1000) : value;
  return seconds > 0 && seconds <= LAST_TIME ? seconds : undefined;
}

/**
 * An instant, or null for "never": `"0"`, `"-1"`, `""`, null, absent, or a zero time. Epoch seconds (samples),
 * milliseconds, or a formatted time (the vendor's note).
 */
export function readTime(value: unknown): EpochSeconds | null | undefined {
  if (value === '0' || value === '' || value === undefined || value === null) return null;
  if (typeof value === 'string') return /^-?\d{1,13}$/.test(value) ? readNumber(Number(value)) : readFormatted(value);
  return typeof value === 'number' ? readNumber(value) : undefined;
}
