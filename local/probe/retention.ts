/** How far back the vendor gives calls. */

import type { EpochSeconds } from '../../shared/time.ts';
import type { Asker } from './asker.ts';
import type { SeenCall } from './seen-call.ts';

export interface Retention {
  /** A call of this age came; 0 when none came at all. */
  readonly atLeastSeconds: number;
  /** None of this age or older came; undefined when the oldest range still brought some. */
  readonly atMostSeconds: number | undefined;
  /** Old ranges are refused rather than answered with an empty list. */
  readonly refused: string | undefined;
}

const HOUR = 3600;
const DAY = 86_400;
const AGES_SECONDS = [HOUR, DAY, 2 * DAY, 7 * DAY, 31 * DAY] as const;
const WIDTH_SECONDS = DAY;
const MOST_STEPS = 9;

/** The usual time from one call to the next; Infinity when there are too few to tell. */
function usualGap(times: readonly EpochSeconds[]): number {
  const different = [...new Set(times)].sort((a, b) => a - b);
  const [first = 0, last = 0] = [different[0], different.at(-1)];
  return different.length < 2 ? Number.POSITIVE_INFINITY : (last - first) / (different.length - 1);
}

/**
 * @param timeOf the time that the range goes by
 * @param known calls that came already
 */
export async function findRetention(
  now: EpochSeconds,
  ask: Asker,
  { known, timeOf }: { known: readonly SeenCall[]; timeOf: (call: SeenCall) => EpochSeconds },
): Promise<Retention> {
  let refused: string | undefined;
  const oldest = (calls: readonly SeenCall[]): number =>
    calls.reduce((age, call) => Math.max(age, now - timeOf(call)), 0);
  let low = oldest(known);
  /** The age of the oldest call that is at least `age` old; undefined when none comes. */
  const olderThan = async (age: number): Promise<number | undefined> => {
    const { calls, failure } = await ask.range(now - age - WIDTH_SECONDS, now - age);
    refused ??= failure;
    return calls.length === 0 ? undefined : oldest(calls);
  };

  const empty: number[] = [];
  for (const age of AGES_SECONDS) {
    const found = await olderThan(age);
    if (found === undefined) empty.push(age);
    else low = Math.max(low, found);
  }
  if (low === 0) return { atLeastSeconds: 0, atMostSeconds: undefined, refused };
  let high = empty.find((age) => age > low);
  // Between two calls nothing can be told apart; else ten minutes, or a fiftieth of it, are near enough.
  const gap = usualGap(known.map(timeOf));
  const isNear = (from: number, to: number): boolean => to - from <= Math.max(2 * gap, 600, to / 50);
  // A range of a day that ends at an age below `low` says nothing: quiet hours are older than `low` too.
  for (let step = 0; high !== undefined && step < MOST_STEPS && !isNear(low, high); step++) {
    const middle = Math.floor((low + high) / 2);
    const found = await olderThan(middle);
    if (found === undefined) high = middle;
    else low = Math.max(low, found);
  }
  return { atLeastSeconds: low, atMostSeconds: high, refused };
}
