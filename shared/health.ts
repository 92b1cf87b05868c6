/** What of an archive's status needs a person: for `npm run status`, and for whoever tells people. */

import type { Status } from './status.ts';
import { DAY_SECONDS, parseInstant } from './time.ts';

/**
 * - `faults`: the state's file was edited or damaged
 * - `clock`: the last tick is said to have been in the future
 * - `silent`: no tick has kept its state for too long
 * - `lag`: ticks come, but the first pass is far behind
 * - `blocked`: the vendor blocked the account
 * - `gaps`, `lost`: calls could not be pulled, or may be missing for good
 * - `close`: a day should have been closed long ago
 */
export const PROBLEMS = ['faults', 'clock', 'silent', 'lag', 'blocked', 'gaps', 'lost', 'close'] as const;
export type Problem = (typeof PROBLEMS)[number];

export interface Limits {
  /** The most the first pass may be behind, and the longest time without a tick, in seconds. */
  readonly lagSeconds: number;
  /** After every pass should have gone over a day it must be closed within so many seconds. */
  readonly closeSeconds: number;
}

/** A younger gap often closes by itself. */
const OLD_GAP_SECONDS = 3600;
const CLOCK_TOLERANCE_SECONDS = 60;

const seconds = (iso: string): number => parseInstant(iso, 0) ?? 0;

/** In the order of `PROBLEMS`; none of an archive that nothing was ever pulled into, for then nothing is known. */
export function problemsOf(status: Status, { lagSeconds, closeSeconds }: Limits): Problem[] {
  const now = seconds(status.now);
  const sinceTick = status.asOf === null ? 0 : now - seconds(status.asOf);
  const isBlocked = status.blockedUntil !== null;
  const oldestPass = Math.max(0, ...status.passes.map(({ ageSeconds }) => ageSeconds));
  // A day begins at midnight of the archive's zone, which every time of the status is written in.
  const dayEnd = (day: string): number => seconds(`${day}T00:00:00${status.now.slice(19)}`) + DAY_SECONDS;
  const has: Readonly<Record<Problem, boolean>> = {
    faults: status.faults.length > 0,
    clock: sinceTick < -CLOCK_TOLERANCE_SECONDS,
    silent: sinceTick > lagSeconds && !isBlocked && status.notBefore === null,
    lag: (status.lagSeconds ?? 0) > lagSeconds && sinceTick <= lagSeconds,
    blocked: isBlocked,
    gaps: status.gaps.some(({ tries, to }) => tries > 0 && now - seconds(to) >= OLD_GAP_SECONDS),
    lost: status.lost.length > 0,
    close: status.openDays.some(({ day }) => dayEnd(day) + oldestPass + closeSeconds < now),
  };
  return PROBLEMS.filter((problem) => has[problem]);
}
