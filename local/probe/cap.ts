/** Whether the vendor cuts a long list: does a range hold what its two halves hold? */

import type { EpochSeconds } from '../../shared/time.ts';
import type { Asker, Seen } from './asker.ts';
import type { Wire } from './wire.ts';

export interface Width {
  readonly seconds: number;
  readonly seen: Seen;
  readonly wire: Wire | undefined;
}

export interface Cap {
  /** `marked`: an `offset` tells of it. `silent`: nothing does. `none`: not up to `rows`. */
  readonly kind: 'none' | 'marked' | 'silent' | 'unknown';
  /** The longest list that came. */
  readonly rows: number;
  /** Lists that lacked nothing had an `offset` all the same. */
  readonly markMeansNothing: boolean;
}

/** What ended later than this before the questions may have come between two of them. */
const SETTLED_SECONDS = 900;

const WIDTHS_SECONDS = [600, 3600, 6 * 3600, 86_400] as const;

export async function askWidths(now: EpochSeconds, ask: Asker, wire: () => Wire | undefined): Promise<Width[]> {
  const widths: Width[] = [];
  for (const seconds of WIDTHS_SECONDS) {
    const seen = await ask.range(now - seconds, now);
    widths.push({ seconds, seen, wire: wire() });
  }
  return widths;
}

export async function findCap(widths: readonly Width[], now: EpochSeconds, ask: Asker): Promise<Cap> {
  const answered = widths.filter(({ seen }) => seen.failure === undefined);
  const widest = answered.at(-1);
  const rows = Math.max(0, ...answered.map(({ seen }) => seen.received));
  if (widest === undefined || widest.seen.calls.length < 2) return { kind: 'unknown', rows, markMeansNothing: false };
  const { seconds, seen } = widest;
  const starts = seen.calls.map(({ start }) => start).sort((a, b) => a - b);
  const middle = starts[Math.floor(starts.length / 2)] ?? now;
  const halves = [await ask.range(now - seconds, middle), await ask.range(middle, now)];
  const known = new Set(seen.calls.map(({ callId }) => callId));
  const lacks = [...halves, ...answered.map((one) => one.seen)].some(({ calls }) =>
    calls.some(({ callId, end }) => end < now - SETTLED_SECONDS && !known.has(callId)),
  );
  if (lacks) return { kind: seen.cutShort ? 'marked' : 'silent', rows, markMeansNothing: false };
  const isTold = halves.every(({ failure }) => failure === undefined);
  return { kind: isTold ? 'none' : 'unknown', rows, markMeansNothing: isTold && seen.cutShort };
}
