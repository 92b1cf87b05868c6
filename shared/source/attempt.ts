/** One request: at its turn, within the time there is, and failing in one way. */

import type { VendorConfig } from '../config/read.ts';
import type { Deps } from '../deps.ts';
import { errorCode, isHuadanError } from '../errors.ts';
import { deadlineError, timeoutError, transportError } from './errors.ts';
import { takeTurn } from './rate.ts';
import type { AskOptions } from './source.ts';

/** A longer timer goes off at once (nodejs.org/api/timers.html). */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

/**
 * @param send sends the request and reads its reply until `signal` says to stop
 * @throws HuadanError `deadline`; `retry` for a time-out and for what sockets, TLS and zlib report; what `send` throws
 */
export async function attempt<T>(
  send: (signal: AbortSignal) => Promise<T>,
  { deadlineMs, onRequest }: AskOptions,
  config: Pick<VendorConfig, 'timeoutMs' | 'ratePerSecond'>,
  deps: Deps,
): Promise<T> {
  await takeTurn(config.ratePerSecond, deps, deadlineMs);
  const left = deadlineMs - deps.clock();
  if (left <= 0) throw deadlineError();
  const timeoutMs = Math.min(config.timeoutMs, left, LONGEST_TIMER_MS);
  const abort = new AbortController();
  const timer = setTimeout(() => abort.abort(), timeoutMs);
  onRequest?.();
  try {
    return await send(abort.signal);
  } catch (error) {
    if (abort.signal.aborted) throw timeoutMs < config.timeoutMs ? deadlineError() : timeoutError(timeoutMs);
    const code = errorCode(error);
    // Sockets, TLS and zlib give their errors a code; what has none is a mistake of ours and no passing trouble.
    throw isHuadanError(error) || code === undefined ? error : transportError(error, code);
  } finally {
    clearTimeout(timer);
  }
}
