/** A stretch that failed, asked for in ever smaller pieces until only what is bad is left. */

import type { Pass } from '../../shared/archive/pull-state.ts';
import type { HuadanError } from '../../shared/errors.ts';
import { halvesOf, type Window } from '../../shared/time.ts';
import type { Blame } from './blame.ts';
import type { Failure } from './gaps.ts';
import { pullWindow, type WindowContext } from './pull-window.ts';

/** No retries: after a failure that was only temporary, both halves are asked for at once. */
const ATTEMPTS = 1;
/**
 * After so many failures without any answer the whole stretch is bad. One bad second in 40 is still found: the largest
 * pieces are asked for first, so of 64 pieces some are answered before that.
 */
const MOST_IN_VAIN = 40;
/** The most time for one stretch. Other work follows, and a later turn continues with the rest. */
const TURN_MS = 20_000;

function takeLargest(pieces: Window[]): Window | undefined {
  let largest = 0;
  for (const [i, { from, to }] of pieces.entries()) {
    const other = pieces[largest]!;
    if (to - from > other.to - other.from) largest = i;
  }
  return pieces.splice(largest, 1)[0];
}

/**
 * @returns the pieces that cannot be had, and those there was no time for
 * @throws HuadanError when the vendor as a whole or the archive fails
 */
export async function narrow(
  window: Window,
  context: WindowContext,
  { blame, passes }: { blame: Blame; passes: readonly Pass[] },
): Promise<{ failures: Failure[]; error: HuadanError | undefined }> {
  const failures: Failure[] = [];
  const pieces = [window];
  const untilMs = Math.min(context.clock() + TURN_MS, context.deadlineMs);
  let inVain = 0;
  let error: HuadanError | undefined;
  for (let piece = takeLargest(pieces); piece !== undefined; piece = takeLargest(pieces)) {
    if (context.clock() >= untilMs) {
      for (const rest of [piece, ...pieces]) failures.push({ window: rest, why: 'out of time', kind: 'unfinished' });
      break;
    }
    const result = await pullWindow(piece, context, ATTEMPTS);
    await blame(piece, result, passes);
    error ??= result.error;
    inVain = result.answered ? 0 : inVain + 1;
    for (const failure of result.failures) {
      const isSmallest = failure.window.to - failure.window.from <= 1;
      if (failure.kind === 'narrow' && !isSmallest && inVain < MOST_IN_VAIN) pieces.push(...halvesOf(failure.window));
      else failures.push(failure.kind === 'narrow' ? { ...failure, kind: 'later' } : failure);
    }
  }
  return { failures, error };
}
