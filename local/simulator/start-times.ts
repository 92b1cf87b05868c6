/** When calls start: the working day of a call centre in China. */

import { alignDown, DAY_SECONDS, type EpochSeconds } from '../../shared/time.ts';
import type { Random } from './random.ts';

export const BEIJING_OFFSET_SECONDS = 8 * 3600;

/** Calls per hour of the Beijing day, relative to each other: quiet nights, two peaks, a dip at lunch. */
const HOURS = [6, 5, 4, 4, 4, 5, 9, 18, 48, 88, 112, 96, 48, 62, 90, 110, 98, 72, 46, 38, 32, 22, 13, 8];
const WHOLE_DAY = HOURS.reduce((sum, weight) => sum + weight, 0);

/** Start times are drawn for one stretch of this length at a time. */
export const STRETCH_SECONDS = 600;

/** The start times of one stretch, ascending. `random` must belong to this stretch alone. */
export function startTimes(random: Random, stretchStart: EpochSeconds, callsPerDay: number): EpochSeconds[] {
  const midnight = alignDown(stretchStart, DAY_SECONDS, BEIJING_OFFSET_SECONDS);
  const weight = HOURS[Math.floor((stretchStart - midnight) / 3600)] ?? 0;
  const expected = ((callsPerDay * weight) / WHOLE_DAY) * (STRETCH_SECONDS / 3600);
  // As uneven as independent callers are: their count varies by the square root of what is expected.
  const count = Math.floor(expected + Math.sqrt(expected) * random.normal() + random.fraction());
  const times = Array.from({ length: Math.max(0, count) }, () => stretchStart + random.between(0, STRETCH_SECONDS - 1));
  times.sort((a, b) => a - b);
  return times;
}
