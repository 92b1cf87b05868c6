/** Counters in words: what one pull did, in a line. */

import type { Counters } from '../../functions/pull/counters.ts';
import type { Words } from '../words/index.ts';

/** 80 -> `1m20s`, as settings are written, in any language; parts that are 0 are left out. */
export function tellSeconds(seconds: number): string {
  const pieces = [
    [Math.floor(seconds / 86_400), 'd'],
    [Math.floor(seconds / 3600) % 24, 'h'],
    [Math.floor(seconds / 60) % 60, 'm'],
    [seconds % 60, 's'],
  ] as const;
  const told = pieces.filter(([value]) => value > 0).map(([value, unit]) => `${value}${unit}`);
  return told.length === 0 ? '0s' : told.join('');
}

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
export function tellStanding({ lagSeconds, gaps, lost }: Counters, say: Words['counted']): string {
  const missing = [...(gaps > 0 ? [say.gaps(gaps)] : []), ...(lost > 0 ? [say.lost(lost)] : [])];
  return say.list([say.lag(tellSeconds(lagSeconds)), ...missing]);
}
