/** One range, once: no cursor moves, and the state is read only to stay away where the vendor asked for it. */

import type { Gap } from '../../shared/archive/pull-state.ts';
import { HuadanError } from '../../shared/errors.ts';
import { createIsoTime, type EpochSeconds, type Window } from '../../shared/time.ts';
import { createBlame } from './blame.ts';
import { updateGaps } from './gaps.ts';
import { narrow } from './narrow.ts';
import { windowContext, type PullContext } from './pull.ts';
import { pullWindow } from './pull-window.ts';
import { restOfSlot } from './schedule.ts';
import { loadState } from './state.ts';
import { mustStayAway } from './stay-away.ts';

/** The slots that `range` touches, each cut to it. */
function inSlots(range: Window, config: PullContext['config']['passes']): Window[] {
  const windows: Window[] = [];
  for (let { from } = range; from < range.to;) {
    const to = Math.min(restOfSlot(from, config).to, range.to);
    windows.push({ from, to });
    from = to;
  }
  return windows;
}

/** The oldest piece that was not narrowed down yet. */
function firstNew(gaps: readonly Gap[]): Gap | undefined {
  return gaps.find(({ tries }) => tries === 0);
}

/** True when the vendor is believed to have forgotten a part of it. */
export function isForgotten(range: Window, now: EpochSeconds, { passes }: PullContext['config']): boolean {
  return range.from < now - passes.retentionSeconds;
}

/** The part of the range that can be pulled now, told where that is not all of it. */
function possible(range: Window, { now, config, log }: PullContext): Window {
  const iso = createIsoTime(config.passes.utcOffsetSeconds);
  if (range.from >= now) {
    throw new HuadanError(
      'event',
      `Pulling a range: it begins at ${iso(range.from)}, which has not come yet. Check the times.`,
    );
  }
  if (range.to > now) {
    log('warn', `The range ends at ${iso(range.to)}, which has not come yet: it is pulled until now.`);
  }
  const forgotten = now - config.passes.retentionSeconds;
  if (isForgotten(range, now, config)) {
    log(
      'warn',
      `The range begins before ${iso(forgotten)}: the vendor is believed to have forgotten what is older (RETENTION), so what it answers about earlier calls may not be all.`,
    );
  }
  return { from: range.from, to: Math.min(range.to, now) };
}

/**
 * @throws HuadanError when the vendor as a whole or the archive fails, and when a part of the range could not be pulled,
 * after all the rest was
 */
export async function pullRange(asked: Window, context: PullContext): Promise<void> {
  const { config, store, log, now, counters, clock } = context;
  const iso = createIsoTime(config.passes.utcOffsetSeconds);
  const { state } = await loadState(store, now, config.passes, () => undefined);
  const wait = mustStayAway(state, now, config.passes.utcOffsetSeconds);
  if (wait !== undefined) throw wait;
  counters.lost = state.lost.length;
  counters.lagSeconds = Math.max(0, now - (state.passes[0]?.cursor ?? now));
  const range = possible(asked, context);

  const forWindow = windowContext(context);
  const blame = createBlame(forWindow, now, config.passes);
  let gaps: Gap[] = [];
  let firstError: HuadanError | undefined;
  let answeredAny = false;
  const windows = inSlots(range, config.passes);
  const tellTimeIsOver = (from: EpochSeconds): void =>
    log('warn', `The time for this run is over: pulled until ${iso(from)}. Ask for the rest from there.`);
  for (const window of windows) {
    if (clock() >= context.deadlineMs) {
      tellTimeIsOver(Math.min(window.from, ...gaps.map((gap) => gap.window.from)));
      return;
    }
    const result = await pullWindow(window, forWindow);
    await blame(window, result, state.passes);
    answeredAny ||= result.answered;
    firstError ??= result.error;
    gaps = updateGaps(gaps, window, result.failures, now);
    counters.windows++;
    context.onWindow?.(counters.windows, windows.length);
  }
  // What failed is narrowed down, as in a tick, to the seconds that are bad.
  for (let bad = firstNew(gaps); bad !== undefined && clock() < context.deadlineMs; bad = firstNew(gaps)) {
    const { failures } = await narrow(bad.window, forWindow, { blame, passes: state.passes });
    gaps = updateGaps(gaps, bad.window, failures, now);
  }
  counters.gaps = gaps.length;
  const [first] = gaps;
  if (first === undefined) {
    counters.complete = true;
    return;
  }
  if (firstError === undefined || (firstError.reason === 'deadline' && answeredAny)) {
    tellTimeIsOver(first.window.from);
    return;
  }
  const more = gaps.length > 1 ? ` and ${gaps.length - 1} more` : '';
  const what = `Pulling a range: everything but ${iso(first.window.from)} to ${iso(first.window.to)}${more} was pulled. ${firstError.message}`;
  throw new HuadanError(firstError.reason, what, { facts: firstError.facts, cause: firstError });
}
