/** Figures as a person reads them. */

import type { Words } from '../words/index.ts';

/** `83 s` -> `1 min 23 s`; `—` for what was not told. */
export function spanText(seconds: number | null | undefined, words: Words): string {
  if (seconds === null || seconds === undefined) return words.none;
  const whole = Math.round(seconds);
  if (whole < 60) return words.seconds(whole);
  if (whole < 3600) return words.minutesAndSeconds(Math.floor(whole / 60), whole % 60);
  if (whole < 86_400) return words.hoursAndMinutes(Math.floor(whole / 3600), Math.floor(whole / 60) % 60);
  return words.daysAndHours(Math.floor(whole / 86_400), Math.floor(whole / 3600) % 24);
}

/** Billed seconds in minutes, to a hundredth. */
export function minutesOf(seconds: number): number {
  return Math.round(seconds / 0.6) / 100;
}

export function minutesText(seconds: number, words: Words): string {
  return words.number(minutesOf(seconds));
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
