/**
 * A token bucket per client, for this instance: a leaked token or a looping program must not make the vendor block the
 * whole account (-423).
 */

export interface RateLimitOptions {
  /** @default 20 */
  readonly perSecond?: number;
  /** @default 40 */
  readonly burst?: number;
}

/** Takes one request of `client` off its bucket. @returns 0, or the milliseconds until there is room for it */
export type RateLimit = (client: string, nowMs: number) => number;

/** Fractions of a request add up to a hair less than one. */
const ROUNDING = 1e-6;

export function createRateLimit({ perSecond = 20, burst = 40 }: RateLimitOptions = {}): RateLimit {
  const buckets = new Map<string, { level: number; atMs: number }>();
  return (client, nowMs) => {
    const { level, atMs } = buckets.get(client) ?? { level: burst, atMs: nowMs };
    // A clock that was set back refills nothing and takes nothing.
    const refill = (Math.max(0, nowMs - atMs) / 1000) * perSecond;
    const filled = Math.min(burst, level + refill);
    const allowed = filled >= 1 - ROUNDING;
    buckets.set(client, { level: allowed ? Math.max(0, filled - 1) : filled, atMs: nowMs });
    return allowed ? 0 : Math.ceil(((1 - filled) / perSecond) * 1000);
  };
}
