/**
 * Which windows are due. A call appears only after hang-up and its row may change later, so each stretch of time is
 * pulled several times as it ages. Per pass one cursor: everything before it has been pulled at that age or older.
 */

import type { Gap, Pass } from '../../shared/archive/pull-state.ts';
import type { PassConfig } from '../../shared/config/read.ts';
import { alignDown, type EpochSeconds, type Window } from '../../shared/time.ts';

/** The start of the slot that holds `at`. */
export function slotStart(at: EpochSeconds, { slotSeconds, utcOffsetSeconds }: PassConfig): EpochSeconds {
  return alignDown(at, slotSeconds, utcOffsetSeconds);
}

/** The end of what a pass of this age may pull: the last slot that is old enough. */
export function dueEnd(ageSeconds: number, now: EpochSeconds, config: PassConfig): EpochSeconds {
  return slotStart(now - ageSeconds, config);
}

function isBehind(pass: Pass, now: EpochSeconds, config: PassConfig): boolean {
  return pass.cursor < dueEnd(pass.ageSeconds, now, config);
}

/** From `from` to the end of its slot. */
export function restOfSlot(from: EpochSeconds, config: PassConfig): Window {
  return { from, to: slotStart(from, config) + config.slotSeconds };
}

/** Tried in vain: asking for it as a part of something larger would only fail again and have to be narrowed down. */
const isKnownBad = ({ tries }: Gap): boolean => tries > 0;

/** The oldest window that is due in a pass, as far as the next gap. */
export function oldestDue(
  pass: Pass | undefined,
  { gaps, now, config }: { gaps: readonly Gap[]; now: EpochSeconds; config: PassConfig },
): Window | undefined {
  if (pass === undefined || !isBehind(pass, now, config)) return undefined;
  const { from, to } = restOfSlot(pass.cursor, config);
  const gap = gaps.find((one) => isKnownBad(one) && one.window.from > from);
  return { from, to: Math.min(to, gap?.window.from ?? to) };
}

/** A pass that comes to a gap goes on behind it: gaps are asked for by themselves. */
export function passOverGaps(
  passes: readonly Pass[],
  gaps: readonly Gap[],
  now: EpochSeconds,
  config: PassConfig,
): readonly Pass[] {
  const behind = passes.map((pass) => {
    const { cursor, ageSeconds } = pass;
    const gap = gaps.find((one) => isKnownBad(one) && one.window.from <= cursor && cursor < one.window.to);
    const to = Math.min(gap?.window.to ?? cursor, dueEnd(ageSeconds, now, config));
    return to > cursor ? { ...pass, cursor: to } : pass;
  });
  return behind.some((pass, i) => pass !== passes[i]) ? behind : passes;
}

/** The newest slot that the first pass may pull, whether it was pulled already or not. */
export function newestSlot(passes: readonly Pass[], now: EpochSeconds, config: PassConfig): Window {
  const to = dueEnd(passes[0]?.ageSeconds ?? 0, now, config);
  return { from: to - config.slotSeconds, to };
}

/** How many windows are due in all, for those who watch. */
export function countDue(passes: readonly Pass[], now: EpochSeconds, config: PassConfig): number {
  const starts = passes.filter((pass) => isBehind(pass, now, config)).map((pass) => pass.cursor);
  const ends = passes.map((pass) => dueEnd(pass.ageSeconds, now, config));
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
    const served = window.to <= dueEnd(pass.ageSeconds, now, config) && pass.cursor >= window.from;
    return served ? { ...pass, cursor: Math.max(pass.cursor, window.to) } : pass;
  });
}

/** Of so many turns one begins with gaps or a later pass, so that the first pass never takes a whole tick. */
const TURNS = 4;

/**
 * The order in which the kinds of work are offered the next turn of a tick: the first pass (0), gaps (1), then the later
 * passes. A kind with nothing due is skipped.
 */
export function turnOrder(turn: number, kinds: number): number[] {
  const order = Array.from({ length: kinds }, (_, kind) => kind);
  if (turn % TURNS !== TURNS - 1 || kinds < 2) return order;
  const first = 1 + (Math.floor(turn / TURNS) % (kinds - 1));
  return [...order.slice(first), ...order.slice(0, first)];
}
