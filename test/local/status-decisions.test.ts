/** What a decision does to gaps and losses, second by second. */

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decide, isOpen } from '../../local/status/decide.ts';
import type { Window } from '../../shared/time.ts';
import { SEED } from '../support/seed.ts';

const LAST = 60;

const window = fc
  .tuple(fc.nat(LAST - 1), fc.integer({ min: 1, max: 20 }))
  .map(([from, length]): Window => ({ from, to: from + length }));

const secondsOf = (list: readonly { readonly window: Window }[]): Set<number> =>
  new Set(list.flatMap(({ window: { from, to } }) => Array.from({ length: to - from }, (_, i) => from + i)));

/** Stretches in order that do not overlap. */
const stretches = fc.array(window, { maxLength: 6 }).map((windows) => {
  const seconds = [...secondsOf(windows.map((one) => ({ window: one })))].sort((a, b) => a - b);
  const list: Window[] = [];
  for (const second of seconds) {
    const last = list.at(-1);
    // Cut now and then, so that neighbours touch.
    if (last?.to === second && second % 7 !== 0) list[list.length - 1] = { from: last.from, to: second + 1 };
    else list.push({ from: second, to: second + 1 });
  }
  return list;
});

const without = (from: ReadonlySet<number>, taken: (second: number) => boolean): number[] =>
  [...from].filter((second) => !taken(second)).sort((a, b) => a - b);
const sorted = (seconds: Iterable<number>): number[] => [...seconds].sort((a, b) => a - b);

test(`only the seconds that are named change hands (SEED=${SEED})`, () => {
  fc.assert(
    fc.property(
      stretches,
      stretches,
      window,
      fc.constantFrom('drop-gap', 'accept-loss'),
      (gapped, missing, named, kind) => {
        const state = {
          gaps: gapped.map((one) => ({ window: one, tries: 1, nextTry: 0, why: '-501' })),
          lost: missing.map((one) => ({ window: one, why: 'asked for too late' })),
          blockedUntil: 5,
          blocks: 1,
          notBefore: null,
        };
        const [gaps, lost] = [secondsOf(state.gaps), secondsOf(state.lost)];
        const isNamed = (second: number): boolean => second >= named.from && second < named.to;
        const after = decide({ kind, window: named }, state);
        if (kind === 'drop-gap') {
          expect(sorted(secondsOf(after.gaps))).toEqual(without(gaps, isNamed));
          expect(sorted(secondsOf(after.lost))).toEqual(sorted(new Set([...lost, ...[...gaps].filter(isNamed)])));
        } else {
          expect(sorted(secondsOf(after.lost))).toEqual(without(lost, isNamed));
          expect(sorted(secondsOf(after.gaps))).toEqual(without(gaps, (second) => isNamed(second) && lost.has(second)));
        }
        expect(after).toMatchObject({ blockedUntil: 5, blocks: 1 });
        expect(isOpen({ kind, window: named }, after)).toBe(false);
      },
    ),
    { seed: SEED, numRuns: 300 },
  );
});
