/** Ctrl-C and SIGTERM: the first asks the work to come to an end, a second one ends the process at once. */

import { once } from 'node:events';
import { constants } from 'node:os';
import { setTimeout as wait } from 'node:timers/promises';

/** npm passes on what the terminal has already sent to all, so one Ctrl-C arrives as two signals, close together. */
const SAME_KEYPRESS_MS = 500;

/** Work that has not ended so long after the stop is abandoned. The archive stays right all the same. */
const GRACE_MS = 4000;

/** @returns a signal that is aborted by the first Ctrl-C or SIGTERM */
export function listenForStop(): AbortSignal {
  const controller = new AbortController();
  let firstMs = 0;
  const onSignal = (name: 'SIGINT' | 'SIGTERM'): void => {
    if (!controller.signal.aborted) {
      firstMs = Date.now();
      controller.abort();
    } else if (Date.now() - firstMs > SAME_KEYPRESS_MS) {
      process.exit(128 + constants.signals[name]);
    }
  };
  process.on('SIGINT', onSignal);
  process.on('SIGTERM', onSignal);
  return controller.signal;
}

async function untilAborted(signal: AbortSignal): Promise<void> {
  if (!signal.aborted) await once(signal, 'abort');
}

/** Waits `ms`, or until the stop. */
export async function waitUnlessStopped(ms: number, stop: AbortSignal): Promise<void> {
  try {
    await wait(ms, undefined, { signal: stop });
  } catch (error) {
    if (!stop.aborted) throw error;
  }
}

/**
 * Waits for `work`, but after the stop no longer than a moment.
 * @param onStop called when the stop comes while the work is under way
 */
export async function untilDoneOrLeft(work: Promise<void>, stop: AbortSignal, onStop: () => void): Promise<void> {
  const ended = new AbortController();
  const left = async (): Promise<void> => {
    await untilAborted(AbortSignal.any([stop, ended.signal]));
    if (!ended.signal.aborted) onStop();
    await waitUnlessStopped(GRACE_MS, ended.signal);
  };
  try {
    await Promise.race([work, left()]);
  } finally {
    ended.abort();
  }
}
