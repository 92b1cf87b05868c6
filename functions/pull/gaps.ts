/** Stretches the vendor refused: kept, shouted about, and tried again with growing waits, while all else goes on. */

import type { EpochSeconds, Window } from '../../shared/time.ts';

export interface Hole {
  readonly window: Window;
  /** Refused this often. */
  readonly tries: number;
  readonly nextTry: EpochSeconds;
  /** The vendor's code, or what else was wrong; never its text. */
  readonly why: string;
}

const FIRST_WAIT_SECONDS = 300;
const LONGEST_WAIT_SECONDS = 6 * 3600;

/** Doubling from five minutes to six hours: the vendor may keep records for about a day only. */
export function waitSeconds(tries: number): number {
  return Math.min(FIRST_WAIT_SECONDS * 2 ** (tries - 1), LONGEST_WAIT_SECONDS);
}

function within(inner: Window, outer: Window): boolean {
  return inner.from >= outer.from && inner.to <= outer.to;
}

/**
 * The holes after `pulled` was asked for: those inside it are closed, except where it was refused (again).
 * @param refused the pieces of `pulled` that were refused, each with the reason in a word
 */
export function updateHoles(
  holes: readonly Hole[],
  pulled: Window,
  refused: readonly { window: Window; why: string }[],
  now: EpochSeconds,
): Hole[] {
  const stay = holes.filter((hole) => !within(hole.window, pulled));
  const open = refused.map(({ window, why }) => {
    const before = holes.find((hole) => within(window, hole.window) || within(hole.window, window));
    const tries = (before?.tries ?? 0) + 1;
    return { window, tries, nextTry: now + waitSeconds(tries), why };
  });
  return [...stay, ...open].sort((a, b) => a.window.from - b.window.from);
}

/** The oldest hole whose wait is over. */
export function nextHole(holes: readonly Hole[], now: EpochSeconds): Hole | undefined {
  return holes.find((hole) => hole.nextTry <= now);
}
