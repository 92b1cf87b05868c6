/** Between which bounds a range still gives one call: the smallest upper and the largest lower bound. */

import type { EpochSeconds } from '../../shared/time.ts';
import { failureText, type Asker } from './asker.ts';
import type { SeenCall } from './seen-call.ts';

export type Located =
  | { readonly kind: 'bounds'; readonly lower: EpochSeconds; readonly upper: EpochSeconds }
  /** Ranges around times that are far from each other give it. */
  | { readonly kind: 'touch' }
  | { readonly kind: 'unknown'; readonly why: string };

export interface LocateContext {
  readonly now: EpochSeconds;
  readonly ask: Asker;
  /** Lists have an `offset` though they are whole. */
  readonly marksMeanNothing: boolean;
}

type Holds = (startTimeStamp: EpochSeconds, endTimeStamp: EpochSeconds) => Promise<boolean>;

const FIRST_REACH_SECONDS = 8;

/** The smallest upper bound, when the call comes by none of its own times. */
async function findArrival(end: EpochSeconds, now: EpochSeconds, holds: Holds): Promise<EpochSeconds | undefined> {
  let [low, high] = [end, end + FIRST_REACH_SECONDS];
  while (!(await holds(end, high))) {
    if (high >= now) return undefined;
    [low, high] = [high, Math.min(now, end + (high - end) * 4)];
  }
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (await holds(end, middle)) high = middle;
    else low = middle;
  }
  return high;
}

/** The smallest upper bound, when the range from a second before to a second after `second` gives the call. */
async function findUpper(second: EpochSeconds, holds: Holds): Promise<EpochSeconds> {
  for (const upper of [second - 1, second]) if (await holds(second - 3, upper)) return upper;
  return second + 1;
}

/** The largest lower bound is at most two seconds below `upper`: both bounds may be exclusive. */
async function findLower(upper: EpochSeconds, holds: Holds): Promise<EpochSeconds> {
  for (const lower of [upper, upper - 1]) if (await holds(lower, upper + 2)) return lower;
  return upper - 2;
}

/** At most 11 questions when the call comes by a time of its own; else some more, the later it is. */
export async function locate(call: SeenCall, { now, ask, marksMeanNothing }: LocateContext): Promise<Located> {
  let trouble: string | undefined;
  const holds: Holds = async (startTimeStamp, endTimeStamp) => {
    const { calls, cutShort, failure } = await ask.range(startTimeStamp, endTimeStamp);
    if (calls.some(({ callId }) => callId === call.callId)) return true;
    if (failure !== undefined) trouble ??= failureText(failure);
    else if (cutShort && !marksMeanNothing) trouble ??= 'the list of a few seconds is cut short';
    return false;
  };
  const seconds = [...new Set(call.times.map(([, time]) => time))].sort((a, b) => a - b);
  const given: EpochSeconds[] = [];
  for (const second of seconds) if (await holds(second - 1, second + 1)) given.push(second);
  const [first, last = 0] = [given[0], given.at(-1)];
  if (first !== undefined && last - first > 2) return { kind: 'touch' };

  const upper = first === undefined ? await findArrival(call.end, now, holds) : await findUpper(first, holds);
  if (upper === undefined) return { kind: 'unknown', why: trouble ?? 'no range after hang-up gave the call' };
  const lower = await findLower(upper, holds);
  return trouble === undefined ? { kind: 'bounds', lower, upper } : { kind: 'unknown', why: trouble };
}
