/** How one field of a vendor row is read. Every function returns undefined for a value of the wrong kind. */

import { LAST_SECOND, parseWallClock, type EpochSeconds } from '../time.ts';

/** The vendor's page says `yyyy-MM-dd HH:mm:ss` without a zone; it is a Beijing clock. */
const BEIJING_OFFSET_SECONDS = 8 * 3600;
/** In the zone farthest ahead, `+14:59`, what is later than this is in the year 10000. */
const LAST_TIME: EpochSeconds = LAST_SECOND - 15 * 3600;
const FORMATTED = /^(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d)$/;

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
  const [, date = '', time = ''] = match;
  if (date === '0000-00-00') return null;
  const seconds = parseWallClock(date, time, BEIJING_OFFSET_SECONDS);
  return seconds === undefined ? undefined : readSeconds(seconds);
}

/** 0 is "never", also as the `1970-01-01 08:00:00` that a Beijing clock makes of it. */
function readSeconds(seconds: number): EpochSeconds | null | undefined {
  if (seconds === 0) return null;
  return Number.isInteger(seconds) && seconds > 0 && seconds <= LAST_TIME ? seconds : undefined;
}

/** An instant, or null for "never": `"0"`, `""`, null, absent. Epoch seconds (samples) or a formatted time (vendor's note). */
export function readTime(value: unknown): EpochSeconds | null | undefined {
  if (value === '0' || value === '') return null;
  if (typeof value === 'string') {
    return /^\d{1,12}$/.test(value) ? readSeconds(Number(value)) : readFormatted(value);
  }
  if (value === undefined || value === null) return null;
  return typeof value === 'number' ? readSeconds(value) : undefined;
}
