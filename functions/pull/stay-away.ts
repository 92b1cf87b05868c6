/** When the vendor must not be asked: after a block (-423) and after a long `Retry-After`. */

import type { PullState } from '../../shared/archive/pull-state.ts';
import { HuadanError } from '../../shared/errors.ts';
import { createIsoTime, DAY_SECONDS, type EpochSeconds } from '../../shared/time.ts';

const FIRST_BLOCK_SECONDS = 15 * 60;
const LONGEST_BLOCK_SECONDS = DAY_SECONDS;
/** For a shorter `Retry-After` the request itself waits. */
const LONG_WISH_MS = 60_000;

/** The error of a vendor that must not be asked at `now`; undefined when it may be. */
export function mustStayAway(
  { blockedUntil, notBefore }: PullState,
  now: EpochSeconds,
  utcOffsetSeconds: number,
): HuadanError | undefined {
  const iso = createIsoTime(utcOffsetSeconds);
  if (blockedUntil !== null && blockedUntil > now) {
    const until = iso(blockedUntil);
    return new HuadanError(
      'blocked',
      `Asking the vendor for call records: the vendor blocked the account (-423), so nothing is asked before ${until}. Ask the vendor to lift the block; to ask at once after that: npm run status -- --unblock.`,
      { facts: { vendorCode: '-423', blockedUntil: until } },
    );
  }
  if (notBefore === null || notBefore <= now) return undefined;
  const until = iso(notBefore);
  return new HuadanError(
    'retry',
    `Asking the vendor for call records: the vendor asked for no request before ${until} (Retry-After). Nothing needs to be done; if it lasts, ask the vendor for a higher limit.`,
    { facts: { notBefore: until } },
  );
}

/** The vendor's `Retry-After`, where it is longer than a request waits or has time to wait. */
export function longWishMs(error: HuadanError, leftMs: number): number | undefined {
  const wishMs = error.facts['retryAfterMs'];
  return typeof wishMs === 'number' && wishMs > Math.min(LONG_WISH_MS, leftMs) ? wishMs : undefined;
}

/** What the next ticks must know of an error that ended this one. */
export function afterError(state: PullState, error: HuadanError, now: EpochSeconds): PullState {
  if (error.reason === 'blocked') {
    // Longer each time: to ask during a block could make it longer.
    const wait = Math.min(FIRST_BLOCK_SECONDS * 2 ** state.blocks, LONGEST_BLOCK_SECONDS);
    return { ...state, blocks: state.blocks + 1, blockedUntil: now + wait };
  }
  const wishMs = error.facts['retryAfterMs'];
  return typeof wishMs === 'number' ? { ...state, notBefore: now + Math.ceil(wishMs / 1000) } : state;
}
