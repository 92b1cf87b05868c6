/** What calls add up to, and how a person reads it. */

import type { Words } from '../words/index.ts';
import { minutesText, shareText } from './amounts.ts';

export interface Sums {
  readonly calls: number;
  readonly answered: number;
  readonly billedSeconds: number;
}

export function addUp(each: readonly Sums[]): Sums {
  const sum = (of: keyof Sums): number => each.reduce((total, one) => total + one[of], 0);
  return { calls: sum('calls'), answered: sum('answered'), billedSeconds: sum('billedSeconds') };
}

type Figure = 'calls' | 'answered' | 'answerRate' | 'billedSeconds' | 'billedMinutes';

/** @param sums undefined where no day is closed: `—` each */
export function sumTexts(sums: Sums | undefined, words: Words): Readonly<Record<Figure, string>> {
  const { none } = words;
  if (sums === undefined) {
    return { calls: none, answered: none, answerRate: none, billedSeconds: none, billedMinutes: none };
  }
  const { calls, answered, billedSeconds } = sums;
  return {
    calls: words.number(calls),
    answered: words.number(answered),
    answerRate: shareText(answered, calls, words),
    billedSeconds: words.number(billedSeconds),
    billedMinutes: minutesText(billedSeconds, words),
  };
}
