/** The archive's own times, read back: all have one offset, and most are of the day that is being closed. */

import type { EpochSeconds } from '../time.ts';

const ZERO = 0x30;

function twoDigits(text: string, at: number): number {
  return (text.charCodeAt(at) - ZERO) * 10 + text.charCodeAt(at + 1) - ZERO;
}

/** Reads `2019-01-23T17:17:39+08:00` as seconds after `midnight`, the start of `day`; negative before it. */
export function createDayClock(day: string, midnight: EpochSeconds): (time: string) => number {
  return (time) =>
    time.startsWith(day)
      ? twoDigits(time, 11) * 3600 + twoDigits(time, 14) * 60 + twoDigits(time, 17)
      : Date.parse(time) / 1000 - midnight;
}
