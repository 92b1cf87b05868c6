/**
 * Whether a failure is caused by the window that was asked for or by the vendor as a whole: by the vendor only when
 * another stretch fails too.
 */

import type { Pass } from '../../shared/archive/pull-state.ts';
import type { PassConfig } from '../../shared/config/read.ts';
import type { EpochSeconds, Window } from '../../shared/time.ts';
import { pullWindow, type WindowContext, type WindowResult } from './pull-window.ts';
import { newestSlot } from './schedule.ts';
import { longWishMs } from './stay-away.ts';

/** After so many failures in a row another stretch is asked for again. */
const PROBE_EVERY = 8;
const PROBE_ATTEMPTS = 2;

/** Short: a vendor that is too slow for a whole window can still answer for a minute. */
const PROBE_SECONDS = 60;

/** The newest minute the first pass may pull, or the one before what failed where the two meet. */
function anotherStretch(failed: Window, passes: readonly Pass[], now: EpochSeconds, config: PassConfig): Window {
  const { to } = newestSlot(passes, now, config);
  const meets = to - PROBE_SECONDS < failed.to && to > failed.from;
  const end = meets ? failed.from : to;
  return { from: end - PROBE_SECONDS, to: end };
}

export type Blame = (window: Window, result: WindowResult, passes: readonly Pass[]) => Promise<void>;

/**
 * Returns a function that looks at the result of each window.
 * It throws the window's error when the vendor as a whole is in trouble, or asked for a long wait.
 */
export function createBlame(context: WindowContext, now: EpochSeconds, config: PassConfig): Blame {
  let failedInARow = 0;
  let hasTriedNewest = false;
  return async (window, { answered, failures, error }, passes) => {
    if (error === undefined || answered || failures.every(({ kind }) => kind !== 'narrow')) {
      failedInARow = 0;
      return;
    }
    const wishMs = longWishMs(error, context.deadlineMs - context.clock());
    if (wishMs !== undefined) throw error;
    if (failedInARow++ % PROBE_EVERY !== 0) return;
    const other = anotherStretch(window, passes, now, config);
    if (!(await pullWindow(other, context, PROBE_ATTEMPTS)).answered) throw error;
    // The newest calls are pulled before the older windows that fail.
    const newest = newestSlot(passes, now, config);
    if (hasTriedNewest || (passes[0]?.cursor ?? now) >= newest.from || window.to > newest.from) return;
    hasTriedNewest = true;
    await pullWindow(newest, context, PROBE_ATTEMPTS);
  };
}
