/** When to ask again, and how often. */

import type { Deps } from '../deps.ts';
import { isHuadanError, type HuadanError } from '../errors.ts';
import { asksForLess, LONGEST_WAIT_MS } from './errors.ts';
import type { AskOptions, Query } from './source.ts';

const ATTEMPTS = 5;
const BASE_MS = 300;
const CAP_MS = 10_000;

/**
 * How long to wait after the `attempt`-th failure (from 1): exponential with full jitter, so that many clients that
 * failed together do not come back together; never less than the vendor asked for.
 */
export function retryDelayMs(attempt: number, retryAfterMs: number, random: () => number): number {
  const ceiling = Math.min(CAP_MS, BASE_MS * 2 ** attempt);
  return Math.max(Math.round(random() * ceiling), retryAfterMs);
}

const LONGEST_WISH_SECONDS = 86_400;

/**
 * `Retry-After` (RFC 9110 §10.2.3: seconds or a date) in milliseconds from `nowMs`, a day at most; undefined when absent
 * or unreadable. Decimals, and a header that stands there twice, are read as they are meant.
 */
export function parseRetryAfterMs(header: string | undefined, nowMs: number): number | undefined {
  if (header === undefined) return undefined;
  const [, seconds] = /^\s*(\d+(?:\.\d+)?)\s*(?:,|$)/.exec(header) ?? [];
  const wishMs = seconds === undefined ? Date.parse(header) - nowMs : Number(seconds) * 1000;
  return Number.isNaN(wishMs) ? undefined : Math.min(Math.max(0, wishMs), LONGEST_WISH_SECONDS * 1000);
}

/** What is to be asked for in halves would only fail again as a whole. */
function isWorthRepeating(error: HuadanError, query: Query): boolean {
  const canBeHalved = 'from' in query && query.to - query.from > 1;
  return !(canBeHalved && asksForLess(error));
}

/**
 * Asks once and, where the failure may pass, again, never past the deadline. An error whose `facts.retryAfterMs` is more
 * than can be waited for here is thrown at once.
 * @throws what the last try threw
 */
export async function askPatiently<T>(
  ask: () => Promise<T>,
  query: Query,
  { deadlineMs, attempts = ATTEMPTS }: AskOptions,
  { clock, sleep, random }: Deps,
): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await ask();
    } catch (error) {
      if (!isHuadanError(error, 'retry', 'unknown') || attempt >= attempts || !isWorthRepeating(error, query))
        throw error;
      const wish = error.facts['retryAfterMs'];
      const delayMs = retryDelayMs(attempt, typeof wish === 'number' ? wish : 0, random);
      if (delayMs > LONGEST_WAIT_MS || clock() + delayMs >= deadlineMs) throw error;
      await sleep(delayMs);
    }
  }
}
