/** How one field of a vendor row is read. Every function returns undefined for a value of the wrong kind. */

import { LAST_SECOND, parseWallClock, type EpochSeconds } from '../time.ts';

/** The vendor's page says `yyyy-MM-dd HH:mm:ss` without a zone; it is a Beijing clock. */
const BEIJING_OFFSET_SECONDS = 8 * 3600;
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
  return date === '0000-00-00' ? null : parseWallClock(date, time, BEIJING_OFFSET_SECONDS);
}

/** An instant, or null for "never": `"0"`, `""`, null, absent. Epoch seconds (samples) or a formatted time (vendor's note). */
export function readTime(value: unknown): EpochSeconds | null | undefined {
  if (value === '0' || value === '') return null;
  if (typeof value === 'string') {
    if (!/^\d{1,12}$/.test(value)) return readFormatted(value);
    const seconds = Number(value);
    return seconds === 0 ? null : seconds <= LAST_SECOND ? seconds : undefined;
  }
  if (value === undefined || value === null || value === 0) return null;
  return typeof value === 'number' && Number.isInteger(value) && value > 0 && value <= LAST_SECOND ? value : undefined;
}
