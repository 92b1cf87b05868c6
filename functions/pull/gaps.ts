/**
 * Gaps: stretches that could not be pulled. They are narrowed down in halves to the seconds that are bad, then tried
 * again with growing waits, while all else goes on. Pure functions on lists that are sorted and do not overlap.
 */

import type { Gap, Lost } from '../../shared/archive/pull-state.ts';
import { halvesOf, type EpochSeconds, type Window } from '../../shared/time.ts';

/** A stretch that failed, or that was not asked for to its end. */
export interface Failure {
  readonly window: Window;
  readonly why: string;
  /** `narrow`: its halves may succeed. `later`: only another try later may. `unfinished`: there was no time to ask for it. */
  readonly kind: 'narrow' | 'later' | 'unfinished';
}

const FIRST_WAIT_SECONDS = 300;
const LONGEST_WAIT_SECONDS = 6 * 3600;
const MOST_KEPT = 1000;

/** Doubling from five minutes to six hours: the vendor may keep records for about a day only. */
export function waitSeconds(tries: number): number {
  return Math.min(FIRST_WAIT_SECONDS * 2 ** (tries - 1), LONGEST_WAIT_SECONDS);
}

type Stretch = { readonly window: Window };

/** What is left of each when `taken` is cut out. */
export function cutOut<T extends Stretch>(list: readonly T[], taken: Window): T[] {
  return list.flatMap((one) => {
    const { from, to } = one.window;
    if (to <= taken.from || from >= taken.to) return [one];
    const before = { ...one, window: { from, to: Math.min(to, taken.from) } };
    const after = { ...one, window: { from: Math.max(from, taken.to), to } };
    return [before, after].filter(({ window }) => window.from < window.to);
  });
}

/** Sorted by time; neighbours that touch are one where `join` gives one for both. */
function tidy<T extends Stretch>(list: readonly T[], join: (a: T, b: T, window: Window) => T | undefined): T[] {
  const tidied: T[] = [];
  for (const one of [...list].sort((a, b) => a.window.from - b.window.from)) {
    const last = tidied.at(-1);
    const joined =
      last !== undefined && last.window.to >= one.window.from
        ? join(last, one, { from: last.window.from, to: Math.max(last.window.to, one.window.to) })
        : undefined;
    if (joined === undefined) tidied.push(one);
    else tidied[tidied.length - 1] = joined;
  }
  return tidied;
}

/** Joins the nearest neighbours until `MOST_KEPT` are left. The time between two that are joined belongs to the result. */
function bound<T extends Stretch>(list: readonly T[], join: (a: T, b: T, window: Window) => T): T[] {
  if (list.length <= MOST_KEPT) return [...list];
  const apart = list.slice(1).map(({ window }, i) => window.from - list[i]!.window.to);
  const sorted = [...apart].sort((a, b) => a - b);
  const tooMany = list.length - MOST_KEPT;
  const limit = sorted[tooMany - 1]!;
  // Several may be exactly this far apart: no more of them are joined than needed.
  let left = tooMany - sorted.indexOf(limit);
  const bounded: T[] = [];
  for (const [i, one] of list.entries()) {
    const last = bounded.at(-1);
    const distance = i === 0 ? Number.POSITIVE_INFINITY : apart[i - 1]!;
    const isNear = distance < limit || (distance === limit && left-- > 0);
    if (last === undefined || !isNear) bounded.push(one);
    else bounded[bounded.length - 1] = join(last, one, { from: last.window.from, to: one.window.to });
  }
  return bounded;
}

const joinGaps = (a: Gap, b: Gap, window: Window): Gap => ({
  window,
  tries: Math.max(a.tries, b.tries),
  nextTry: Math.max(a.nextTry, b.nextTry),
  why: a.why,
});

/** Neighbours become one, except those that are being narrowed down: joined, they would have to be narrowed again. */
export function tidyGaps(gaps: readonly Gap[]): Gap[] {
  const tidied = tidy(gaps, (a, b, window) => (a.tries > 0 && b.tries > 0 ? joinGaps(a, b, window) : undefined));
  return bound(tidied, joinGaps);
}

const joinLost = (a: Lost, _: Lost, window: Window): Lost => ({ window, why: a.why });

export function addLost(lost: readonly Lost[], ...more: readonly Lost[]): Lost[] {
  return bound(tidy([...lost, ...more], joinLost), joinLost);
}

/** The gap a failure leaves. */
function gapsOf({ window, why, kind }: Failure, tries: number, now: EpochSeconds): Gap[] {
  if (kind === 'unfinished') return [{ window, tries, nextTry: now, why }];
  if (kind === 'narrow' && window.to - window.from > 1) {
    return halvesOf(window).map((half) => ({ window: half, tries: 0, nextTry: now, why }));
  }
  return [{ window, tries: tries + 1, nextTry: now + waitSeconds(tries + 1), why }];
}

/**
 * The gaps after `asked` was asked for.
 * @param failures the pieces of it, or other slots that its calls belong to, that failed
 */
export function updateGaps(
  gaps: readonly Gap[],
  asked: Window,
  failures: readonly Failure[],
  now: EpochSeconds,
): Gap[] {
  let open = cutOut(gaps, asked);
  for (const failure of failures) {
    const { window } = failure;
    const before = gaps.filter((gap) => gap.window.from < window.to && gap.window.to > window.from);
    const tries = Math.max(0, ...before.map((gap) => gap.tries));
    open = [...cutOut(open, window), ...gapsOf(failure, tries, now)];
  }
  return tidyGaps(open);
}

/**
 * Of the gaps whose wait is over the one that was tried least, the oldest of these: what is still being narrowed down
 * holds calls that can be had, and does not wait for what failed again and again.
 */
export function nextGap(gaps: readonly Gap[], now: EpochSeconds): Gap | undefined {
  const due = gaps.filter(({ nextTry }) => nextTry <= now);
  return due.length === 0 ? undefined : due.reduce((least, gap) => (gap.tries < least.tries ? gap : least));
}

/**
 * What becomes of gaps when the vendor is believed to have forgotten everything before `forgotten`: it is lost, and not
 * tried again once it was tried in vain.
 */
export function ageGaps(gaps: readonly Gap[], forgotten: EpochSeconds): { gaps: Gap[]; lost: Lost[] } {
  const old = gaps.flatMap((gap): Gap[] => {
    const window = { from: gap.window.from, to: Math.min(gap.window.to, forgotten) };
    return window.from < window.to ? [{ ...gap, window }] : [];
  });
  const givenUp = old.filter(({ tries }) => tries > 0);
  return {
    gaps: givenUp.reduce<Gap[]>((left, { window }) => cutOut(left, window), [...gaps]),
    lost: old.map(({ window, why }) => ({ window, why })),
  };
}
