/** Counters in words: what one pull did, in a line. */

import type { Counters } from '../../functions/pull/counters.ts';
import type { Words } from '../words/index.ts';

/** `2 windows: 12 calls added, 1 revised, 30 known, 2 parts written`; what is rare is told only when there is some. */
export function tellWork(counters: Counters, say: Words['counted']): string {
  const { windows, added, revised, known, parts, rejected } = counters;
  const done = [
    say.added(added),
    say.revised(revised),
    say.known(known),
    ...(rejected > 0 ? [say.rejected(rejected)] : []),
    say.parts(parts),
  ];
  return say.work(say.windows(windows), done);
}

/** How far behind the archive is, and what of it is missing. */
export function tellStanding({ lagSeconds, gaps, lost }: Counters, { counted: say, span }: Words): string {
  const missing = [...(gaps > 0 ? [say.gaps(gaps)] : []), ...(lost > 0 ? [say.lost(lost)] : [])];
  return say.list([say.lag(span(lagSeconds)), ...missing]);
}
