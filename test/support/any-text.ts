/** Text for random tests. */

import fc from 'fast-check';

const SURROGATES = { first: 0xd800, count: 0x800 };

function toText(number: number): string {
  return String.fromCodePoint(number < SURROGATES.first ? number : number + SURROGATES.count);
}

/** Every character there is, the first ones more often. fast-check's own (`unit: 'binary'`) lists a million first. */
export const anyCharacter = fc.oneof(
  fc.nat({ max: 0x2fff }).map(toText),
  fc.nat({ max: 0x10ffff - SURROGATES.count }).map(toText),
);

/** Of every character, or of plain ones and names that JavaScript has a meaning for, such as `__proto__`. */
export const anyText = fc.oneof(fc.string({ unit: anyCharacter }), fc.string());
