/**
 * Which windows are due. A call appears only after hang-up and its row may change later, so each stretch of time is
 * pulled several times as it ages. Per pass one cursor: everything before it has been pulled at that age or older.
 */

import type { PassConfig } from '../../shared/config/read.ts';
import { alignDown, type EpochSeconds, type Window } from '../../shared/time.ts';

export interface Pass {
  readonly ageSeconds: number;
  readonly cursor: EpochSeconds;
}

/** The end of what this pass may pull: the last slot that is old enough. */
function dueEnd(pass: Pass, now: EpochSeconds, config: PassConfig): EpochSeconds {
  return alignDown(now - pass.ageSeconds, config.slotSeconds, config.utcOffsetSeconds);
}

/** The passes of the configuration, each at its kept cursor or, when it is new, at `now - LOOKBACK`. */
export function openPasses(kept: readonly Pass[], now: EpochSeconds, config: PassConfig): Pass[] {
  const start = alignDown(now - config.lookbackSeconds, config.slotSeconds, config.utcOffsetSeconds);
  return config.passAgesSeconds.map((ageSeconds) => {
    const cursor = kept.find((pass) => pass.ageSeconds === ageSeconds)?.cursor ?? start;
    return { ageSeconds, cursor };
  });
}

/**
 * The passes as they may stand at `now`, when they were left by a clock that ran ahead or by a rehearsal of tomorrow:
 * what they claim to have pulled had not come yet, and left alone the claim would be a gap.
 */
export function takeBack(passes: readonly Pass[], now: EpochSeconds, config: PassConfig): Pass[] {
  return passes.map((pass) => ({ ...pass, cursor: Math.min(pass.cursor, dueEnd(pass, now, config)) }));
}

/** The oldest window that some pass is due to pull, one slot long. */
export function nextWindow(passes: readonly Pass[], now: EpochSeconds, config: PassConfig): Window | undefined {
  const behind = passes.filter((pass) => pass.cursor < dueEnd(pass, now, config));
  if (behind.length === 0) return undefined;
  const from = Math.min(...behind.map((pass) => pass.cursor));
  return { from, to: alignDown(from, config.slotSeconds, config.utcOffsetSeconds) + config.slotSeconds };
}

/** How many windows are due in all, for those who watch. */
export function countDue(passes: readonly Pass[], now: EpochSeconds, config: PassConfig): number {
  const starts = passes.filter((pass) => pass.cursor < dueEnd(pass, now, config)).map((pass) => pass.cursor);
  const ends = passes.map((pass) => dueEnd(pass, now, config));
  if (starts.length === 0) return 0;
  let count = 0;
  for (let at = Math.min(...starts); at < Math.max(...ends); at += config.slotSeconds) {
    if (passes.some((pass, i) => pass.cursor <= at && at < (ends[i] ?? 0))) count++;
  }
  return count;
}

/** After `window` was dealt with: every pass it was old enough for moves on, so one pull of an old window serves all. */
export function advance(passes: readonly Pass[], window: Window, now: EpochSeconds, config: PassConfig): Pass[] {
  return passes.map((pass) => {
    const served = window.to <= dueEnd(pass, now, config) && pass.cursor >= window.from;
    return served ? { ...pass, cursor: Math.max(pass.cursor, window.to) } : pass;
  });
}
