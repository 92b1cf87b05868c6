/** The call that the probe asks for again and again: one whose times can be told apart. */

import type { EpochSeconds } from '../../shared/time.ts';
import type { SeenCall } from './seen-call.ts';

/** What is younger may still change. */
const SETTLED_SECONDS = 180;
/** Times that are further apart than this are told apart all the same. */
const FAR_SECONDS = 4;

/** The seconds between the two times that are closest to each other. */
function smallestGap({ times }: SeenCall): number {
  const sorted = times.map(([, time]) => time).sort((a, b) => a - b);
  return Math.min(FAR_SECONDS, ...sorted.slice(1).map((time, i) => time - (sorted[i] ?? 0)));
}

/** Prefers times that are far apart, then many of them, then a young call: the vendor keeps it while it is asked for. */
function isBetter(a: SeenCall, b: SeenCall): boolean {
  const apart = smallestGap(a) - smallestGap(b) || a.times.length - b.times.length || a.end - b.end;
  return apart > 0;
}

/** Undefined when there is no call whose start and end differ. */
export function pickSample(calls: readonly SeenCall[], now: EpochSeconds): SeenCall | undefined {
  let best: SeenCall | undefined;
  for (const call of calls) {
    if (call.end > now - SETTLED_SECONDS || call.end - call.start < FAR_SECONDS) continue;
    if (best === undefined || isBetter(call, best)) best = call;
  }
  return best;
}
