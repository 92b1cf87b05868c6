/** Days and months as text, `2026-03-05` and `2026-03`, in the zone of the archive. */

const DAY_MS = 86_400_000;

/** `by` days later, or earlier. */
export function dayAfter(day: string, by = 1): string {
  return new Date(Date.parse(day) + by * DAY_MS).toISOString().slice(0, 10);
}

export function daysBetween(from: string, to: string): number {
  return Math.round((Date.parse(to) - Date.parse(from)) / DAY_MS);
}

/** 0 is Sunday. */
export function weekday(day: string): number {
  return new Date(day).getUTCDay();
}

export function monthAfter(month: string, by = 1): string {
  const [year = 0, number = 1] = month.split('-').map(Number);
  return new Date(Date.UTC(year, number - 1 + by, 1)).toISOString().slice(0, 7);
}

export function daysOf(month: string): string[] {
  const count = daysBetween(`${month}-01`, `${monthAfter(month)}-01`);
  return Array.from({ length: count }, (_, i) => dayAfter(`${month}-01`, i));
}

/** The day it is at `ms` where clocks show `offset`, such as `+08:00`. */
export function dayAt(ms: number, offset: string): string {
  const [hours = 8, minutes = 0] = offset.slice(1).split(':').map(Number);
  const shift = (hours * 60 + minutes) * 60_000 * (offset.startsWith('-') ? -1 : 1);
  return new Date(ms + shift).toISOString().slice(0, 10);
}
