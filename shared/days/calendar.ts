/** Days and months as text, `2026-03-05` and `2026-03`, on the archive's clock. */

import type { ArchiveLayout } from '../archive/pull-state.ts';
import { DAY_SECONDS, parseWallClock, type EpochSeconds, type Window } from '../time.ts';
import type { Day } from './layout.ts';

/** True for `2026-03-05`, a date of the calendar. */
export function isDay(text: string): boolean {
  return /^\d{4}-\d\d-\d\d$/.test(text) && parseWallClock(text, '00:00:00', 0) !== undefined;
}

export function dayOf(at: EpochSeconds, utcOffsetSeconds: number): Day {
  return new Date((at + utcOffsetSeconds) * 1000).toISOString().slice(0, 10);
}

/** From its midnight to the next one. */
export function windowOf(day: Day, utcOffsetSeconds: number): Window {
  const from = Date.parse(day) / 1000 - utcOffsetSeconds;
  return { from, to: from + DAY_SECONDS };
}

/** When each slot of the day begins. */
export function slotsOf(day: Day, { slotSeconds, utcOffsetSeconds }: ArchiveLayout): EpochSeconds[] {
  const { from } = windowOf(day, utcOffsetSeconds);
  return Array.from({ length: DAY_SECONDS / slotSeconds }, (_, i) => from + i * slotSeconds);
}

/** The day so many days later, or earlier. */
export function dayAfter(day: Day, days = 1): Day {
  return dayOf(Date.parse(day) / 1000 + days * DAY_SECONDS, 0);
}

/** From the first to the last, both included. */
export function daysBetween(first: Day, last: Day): Day[] {
  const days: Day[] = [];
  for (let day = first; day <= last; day = dayAfter(day)) days.push(day);
  return days;
}

/** 0 is Sunday. */
export function weekday(day: Day): number {
  return new Date(day).getUTCDay();
}

export function monthAfter(month: string, by = 1): string {
  const [year = 0, number = 1] = month.split('-').map(Number);
  return new Date(Date.UTC(year, number - 1 + by, 1)).toISOString().slice(0, 7);
}

export function daysOf(month: string): Day[] {
  return daysBetween(`${month}-01`, dayAfter(`${monthAfter(month)}-01`, -1));
}

/** `2019-01-23` of `12-190123-…`: ids look like that, and nobody promises it. Undefined for any other id. */
export function dayInCallId(callId: string): Day | undefined {
  const [, year, month, date] = /^\d{1,4}-(\d\d)(\d\d)(\d\d)-/.exec(callId) ?? [];
  const day = `20${year}-${month}-${date}`;
  return isDay(day) ? day : undefined;
}
