/** Counters in words: what one pull did, in a line. */

import type { Counters } from '../../functions/pull/counters.ts';

export function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}

/** 80 -> `1m20s`; parts that are 0 are left out. */
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

/** `2 windows: 12 calls added, 1 revised, 30 known, 2 files written`; what is rare is told only when there is some. */
export function tellWork(counters: Counters): string {
  const { windows, added, revised, known, parts, rejected } = counters;
  const done = [
    `${count(added, 'call')} added`,
    `${revised} revised`,
    `${known} known`,
    ...(rejected > 0 ? [`${rejected} unreadable (see _rejects)`] : []),
    `${count(parts, 'part')} written`,
  ];
  return `${count(windows, 'window')}: ${done.join(', ')}`;
}

/** How far behind the archive is, and what of it is missing. */
export function tellStanding({ lagSeconds, gaps, lost }: Counters): string {
  const missing = [
    ...(gaps > 0 ? [`${count(gaps, 'gap')} (tried again)`] : []),
    ...(lost > 0 ? [`${lost} lost (see npm run status)`] : []),
  ];
  return [`lag ${tellSeconds(lagSeconds)}`, ...missing].join(', ');
}
