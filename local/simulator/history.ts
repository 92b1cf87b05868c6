/**
 * All calls of all time, by their start. Nothing is stored: a stretch of time is made from the seed when somebody asks
 * for it, always the same, and kept for as long as the vendor would return it.
 */

import { dayInCallId, windowOf } from '../../shared/days/calendar.ts';
import type { EpochSeconds } from '../../shared/time.ts';
import { makeCall, type Call } from './call.ts';
import { createPhoneBook } from './phone-book.ts';
import { createRandom } from './random.ts';
import { BEIJING_OFFSET_SECONDS, startTimes, STRETCH_SECONDS } from './start-times.ts';

export interface History {
  /** Calls that can be seen at `now` and start within `from` and `to`, both included, in the order they started. */
  readonly between: (from: EpochSeconds, to: EpochSeconds, now: EpochSeconds) => Call[];
  /** Undefined when there is no such call, or it cannot be seen yet or any more. */
  readonly byCallId: (callId: string, now: EpochSeconds) => Call | undefined;
}

export interface HistoryOptions {
  readonly seed: string | number;
  readonly callsPerDay: number;
  readonly retentionSeconds: number;
}

export function createHistory({ seed, callsPerDay, retentionSeconds }: HistoryOptions): History {
  const phoneBook = createPhoneBook(seed);
  const stretches = new Map<number, readonly Call[]>();
  const byId = new Map<string, Call>();

  function callsOf(stretch: number): readonly Call[] {
    const known = stretches.get(stretch);
    if (known !== undefined) return known;
    const random = createRandom(seed, callsPerDay, stretch);
    const starts = startTimes(random, stretch * STRETCH_SECONDS, callsPerDay);
    const calls = starts.map((start) => makeCall(random, start, phoneBook));
    stretches.set(stretch, calls);
    for (const call of calls) byId.set(call.callId, call);
    return calls;
  }

  function forgetBefore(time: EpochSeconds): void {
    for (const [stretch, calls] of stretches) {
      if ((stretch + 1) * STRETCH_SECONDS > time) continue;
      stretches.delete(stretch);
      for (const call of calls) byId.delete(call.callId);
    }
  }

  /** The stretches that hold `from` to `to`, made and indexed where they were not yet. */
  function stretchesOf(from: EpochSeconds, to: EpochSeconds): Array<readonly Call[]> {
    const first = Math.floor(from / STRETCH_SECONDS);
    const count = Math.max(0, Math.floor(to / STRETCH_SECONDS) - first + 1);
    return Array.from({ length: count }, (_, index) => callsOf(first + index));
  }

  return {
    between: (from, to, now) => {
      const oldest = now - retentionSeconds;
      forgetBefore(oldest);
      const [first, last] = [Math.max(from, oldest), Math.min(to, now)];
      return stretchesOf(first, last)
        .flat()
        .filter((call) => call.start >= first && call.start <= last && call.publishedAt <= now);
    },
    byCallId: (callId, now) => {
      const oldest = now - retentionSeconds;
      forgetBefore(oldest);
      const day = dayInCallId(callId);
      if (day === undefined) return undefined;
      const { from, to } = windowOf(day, BEIJING_OFFSET_SECONDS);
      if (!byId.has(callId)) stretchesOf(Math.max(from, oldest), Math.min(to - 1, now));
      const call = byId.get(callId);
      return call !== undefined && call.start >= oldest && call.publishedAt <= now ? call : undefined;
    },
  };
}
