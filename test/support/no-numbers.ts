/** Says whether a text gives a number away, in any spelling, in clear or in base64. */

import { expect } from 'vitest';

/** Letters of base64 and what may stand between the lines of it. */
const ENCODED = /[A-Za-z0-9+/_-]{12,}(?:(?:\r?\n|\\n)[A-Za-z0-9+/_-]+)*/g;
const LEVELS = 2;

/** The digits of a text, full-width ones too. What is no separator stays: digits around it are no one number. */
function digitsIn(text: string): string {
  return text.normalize('NFKC').replaceAll(/[^\p{L}\p{N}:*]/gu, '');
}

function decodings(text: string): string[] {
  return (text.match(ENCODED) ?? []).flatMap((encoded) => {
    const letters = encoded.replaceAll(/\\n|\s/g, '');
    return [0, 1, 2, 3].map((offset) => Buffer.from(letters.slice(offset), 'base64').toString('latin1'));
  });
}

function gives(text: string, digits: string, levels = LEVELS): boolean {
  if (digitsIn(text).includes(digits)) return true;
  return levels > 0 && decodings(text).some((decoded) => gives(decoded, digits, levels - 1));
}

/** The numbers of `numbers` that somebody can read in `text`. */
export function numbersIn(text: string, numbers: readonly string[]): string[] {
  return numbers.filter((number) => gives(text, digitsIn(number)));
}

/** Fails when `text` gives one of `numbers` away. Numbers are compared by their digits alone. */
export function expectNoNumbers(text: string, numbers: readonly string[]): void {
  expect(numbersIn(text, numbers), 'numbers that can be read').toEqual([]);
}
