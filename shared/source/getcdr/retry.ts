/** When to ask again: pure functions of the attempt, the vendor's wish and chance. */

const BASE_MS = 300;
const CAP_MS = 10_000;
/** A vendor that asks for more is not waited for; the next tick is. */
const LONGEST_WISH_MS = 60_000;

/**
 * How long to wait after the `attempt`-th failure (from 1): exponential with full jitter, so that many clients that
 * failed together do not come back together; never less than the vendor asked for.
 */
export function retryDelayMs(attempt: number, retryAfterMs: number | undefined, random: () => number): number {
  const ceiling = Math.min(CAP_MS, BASE_MS * 2 ** attempt);
  return Math.max(Math.round(random() * ceiling), Math.min(retryAfterMs ?? 0, LONGEST_WISH_MS));
}

/** `Retry-After` (RFC 9110 §10.2.3: seconds or a date) in milliseconds from `nowMs`; undefined when absent or unreadable. */
export function parseRetryAfterMs(header: string | undefined, nowMs: number): number | undefined {
  if (header === undefined) return undefined;
  if (/^\d{1,9}$/.test(header.trim())) return Number(header) * 1000;
  const date = Date.parse(header);
  return Number.isNaN(date) ? undefined : Math.max(0, date - nowMs);
}
