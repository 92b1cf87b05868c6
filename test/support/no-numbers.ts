/** Says whether a text gives a number or a secret away, in any spelling, in clear or in base64. */

import { expect } from 'vitest';

/** Letters of base64 and what may stand between the lines of it. */
const ENCODED = /[A-Za-z0-9+/_-]{12,}(?:(?:\r?\n|\\n)[A-Za-z0-9+/_-]+)*/g;
/** Of ten digits, the shortest number looked for there; a date and an hour are shorter. */
const SHORTEST_ENCODED = 14;
const LEVELS = 2;

/** What nobody may read. */
export interface Private {
  /** Telephone numbers, and ids that are digits. */
  readonly numbers: ReadonlySet<string>;
  /** What all numbers of a plan look like in digits. */
  readonly plan?: RegExp;
  /** Ids and secrets of other characters. */
  readonly words?: readonly string[];
}

/** The digits of a text, full-width ones too. What is no separator stays: digits around it are no one number. */
function digitsIn(text: string): string {
  const isAscii = !/[^\0-\x7f]/.test(text);
  return isAscii ? text.replaceAll(/[^A-Za-z0-9:*]+/g, '') : text.normalize('NFKC').replaceAll(/[^\p{L}\p{N}:*]/gu, '');
}

/** Decoded from each of its first letters: it may have been cut off anywhere. */
function decodings(text: string): string[] {
  return (text.match(ENCODED) ?? []).flatMap((encoded) => {
    const letters = encoded.replaceAll(/\\n|\s/g, '');
    if (letters.length < SHORTEST_ENCODED) return [];
    return [0, 1, 2, 3].map((offset) => Buffer.from(letters.slice(offset), 'base64').toString());
  });
}

/** A function that returns what is private and can be read in a text, numbers in digits. */
export function createFinder({ numbers, plan, words = [] }: Private): (text: string) => string[] {
  const lengths = [...new Set([...numbers].map(({ length }) => length))];
  const runs = new RegExp(`\\d{${Math.min(...lengths)},}`, 'g');

  function numbersOf(digits: string): string[] {
    const parts = (digits.match(runs) ?? []).flatMap((run) =>
      lengths.flatMap((length) => Array.from({ length: run.length }, (_, at) => run.slice(at, at + length))),
    );
    return parts.filter((part) => numbers.has(part));
  }

  function find(text: string, levels: number): string[] {
    const digits = digitsIn(text);
    const found = words.filter((word) => text.includes(word));
    found.push(...numbersOf(digits), ...((plan && digits.match(plan)) ?? []));
    return levels === 0 ? found : [...found, ...decodings(text).flatMap((decoded) => find(decoded, levels - 1))];
  }
  return (text) => [...new Set(find(text, LEVELS))];
}

/** The numbers of `numbers` that somebody can read in `text`. */
export function numbersIn(text: string, numbers: readonly string[]): string[] {
  const found = createFinder({ numbers: new Set(numbers.map(digitsIn)) })(text);
  return numbers.filter((number) => found.includes(digitsIn(number)));
}

/** Fails when `text` gives one of `numbers` away. Numbers are compared by their digits alone. */
export function expectNoNumbers(text: string, numbers: readonly string[]): void {
  expect(numbersIn(text, numbers), 'numbers that can be read').toEqual([]);
}
