/** Figures as a person reads them. */

import type { Words } from '../words/index.ts';

const UNITS = ['d', 'h', 'min', 's'] as const;

/** 83 -> `1 min 23 s`, 3600 -> `1 h`: the two largest units, without those that are 0; `—` for what was not told. */
export function spanText(seconds: number | null | undefined, words: Pick<Words, 'span' | 'none'>): string {
  if (seconds === null || seconds === undefined) return words.none;
  const whole = Math.round(seconds);
  const counts = [Math.floor(whole / 86_400), Math.floor(whole / 3600) % 24, Math.floor(whole / 60) % 60, whole % 60];
  const first = counts.findIndex((count) => count > 0);
  if (first < 0) return words.span(0, 's');
  const units = counts.map((count, i) => (count === 0 ? '' : words.span(count, UNITS[i] ?? 's')));
  return units
    .slice(first, first + 2)
    .filter((unit) => unit !== '')
    .join(' ');
}

/** Billed seconds in minutes, to a tenth. */
export function minutesOf(seconds: number): number {
  return Math.round(seconds / 6) / 10;
}

export function minutesText(seconds: number, words: Words): string {
  return words.minutes(minutesOf(seconds));
}

/** `—` where nothing was tried. */
export function shareText(part: number, whole: number, words: Words): string {
  return whole === 0 ? words.none : words.percent(part / whole);
}

/** `+1,234` or `−5`, with a real minus sign. */
export function signedText(value: number, words: Words): string {
  const size = words.number(Math.abs(value));
  if (value === 0) return size;
  return `${value < 0 ? '−' : '+'}${size}`;
}

/** `17:17:39` of a record's time. */
export function clockText(time: string | null | undefined, words: Words): string {
  return time?.slice(11, 19) ?? words.none;
}

/** `2026-03-05 17:17` of an ISO time. */
export function dateAndClock(time: string | null | undefined, words: Words): string {
  return time === null || time === undefined ? words.none : `${time.slice(0, 10)} ${time.slice(11, 16)}`;
}

/** `2026-03-05 10:00 – 11:20`: the second day is told where it is another. */
export function stretchText(from: string, to: string, words: Words): string {
  const sameDay = from.slice(0, 10) === to.slice(0, 10);
  return `${dateAndClock(from, words)} – ${sameDay ? to.slice(11, 16) : dateAndClock(to, words)}`;
}
