/** How far back the vendor gives calls. */

import { DAY_SECONDS, type EpochSeconds } from '../../shared/time.ts';
import type { Asker, Failure } from './asker.ts';
import type { SeenCall } from './seen-call.ts';

export interface Retention {
  /** A call of this age came; 0 when none came at all. */
  readonly atLeastSeconds: number;
  /** None of this age or older came; undefined when no range says so. */
  readonly atMostSeconds: number | undefined;
  /** Old ranges are refused rather than answered with an empty list. */
  readonly refused: Failure | undefined;
}

const HOUR = 3600;
const AGES_SECONDS = [HOUR, DAY_SECONDS, 2 * DAY_SECONDS, 7 * DAY_SECONDS, 31 * DAY_SECONDS] as const;
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
 * @param widthSeconds how much may be asked for at once
 */
export async function findRetention(
  now: EpochSeconds,
  ask: Asker,
  {
    known,
    timeOf,
    widthSeconds,
  }: { known: readonly SeenCall[]; timeOf: (call: SeenCall) => EpochSeconds; widthSeconds: number },
): Promise<Retention> {
  let refused: Failure | undefined;
  const oldest = (calls: readonly SeenCall[]): number =>
    calls.reduce((age, call) => Math.max(age, now - timeOf(call)), 0);
  let low = oldest(known);
  /** Whether a call that is at least `age` old comes; undefined when that cannot be told. */
  const givesOlder = async (age: number): Promise<boolean | undefined> => {
    const { calls, failure } = await ask.range(now - age - widthSeconds, now - age);
    if (failure?.reason === 'window') refused ??= failure;
    else if (failure !== undefined && failure.reason !== 'oversize') return undefined;
    // What is too large to be read is there.
    if (failure?.reason === 'oversize') low = Math.max(low, age);
    low = Math.max(low, oldest(calls));
    return calls.length > 0 || failure?.reason === 'oversize';
  };

  const empty: number[] = [];
  for (const age of AGES_SECONDS) if ((await givesOlder(age)) === false) empty.push(age);
  if (low === 0) return { atLeastSeconds: 0, atMostSeconds: undefined, refused };
  let high = empty.find((age) => age > low);
  // Between two calls nothing can be told apart; else ten minutes, or a fiftieth of it, are near enough.
  const gap = usualGap(known.map(timeOf));
  const isNear = (from: number, to: number): boolean => to - from <= Math.max(2 * gap, 600, to / 50);
  for (let step = 0; high !== undefined && step < MOST_STEPS && !isNear(low, high); step++) {
    const middle = Math.floor((low + high) / 2);
    const gives = await givesOlder(middle);
    if (gives === undefined) break;
    if (!gives) high = middle;
  }
  return { atLeastSeconds: low, atMostSeconds: high, refused };
}
