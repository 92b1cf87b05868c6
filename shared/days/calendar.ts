/** Days on the archive's clock. */

import type { EpochSeconds } from '../time.ts';
import type { Day } from './layout.ts';

const DAY_SECONDS = 86_400;

export function dayOf(at: EpochSeconds, utcOffsetSeconds: number): Day {
  return new Date((at + utcOffsetSeconds) * 1000).toISOString().slice(0, 10);
}

/** When the day begins. */
export function dayStart(day: Day, utcOffsetSeconds: number): EpochSeconds {
  return Date.parse(`${day}T00:00:00Z`) / 1000 - utcOffsetSeconds;
}

/** The day so many days later, or earlier. */
export function dayAfter(day: Day, days = 1): Day {
  return dayOf(dayStart(day, 0) + days * DAY_SECONDS, 0);
}

/** From the first to the last, both included. */
export function daysBetween(first: Day, last: Day): Day[] {
  const days: Day[] = [];
  for (let day = first; day <= last; day = dayAfter(day)) days.push(day);
  return days;
}

/** `2019-01-23` of `12-190123-…`: ids look like that, and nobody promises it. Undefined for any other id. */
export function dayInCallId(callId: string): Day | undefined {
  const [, year, month, date] = /^\d{1,4}-(\d\d)(\d\d)(\d\d)-/.exec(callId) ?? [];
  const day = `20${year}-${month}-${date}`;
  return Number.isNaN(Date.parse(day)) || !new Date(day).toISOString().startsWith(day) ? undefined : day;
}
