/** Whether a number the vendor wrote may be the one that was asked for. */

import { canonicalNumber } from '../../shared/days/canonical-number.ts';

/** Some vendors mask numbers: a run of these stands for digits nobody knows. */
const MASKED = /[*＊xX#•]+/g;
const AROUND_DIGITS = /[\s\-.()（）－+]/g;

/** A pattern of all numbers that a masked one may be, with and without the country in front; undefined where it is none. */
function maskedPattern(written: string): RegExp | undefined {
  const text = written.replaceAll(AROUND_DIGITS, '').replaceAll(MASKED, '*');
  if (!text.includes('*') || !/^[\d*]+$/.test(text)) return undefined;
  const bare = text.replace(/^0+/, '');
  const national = bare.replace(/^860*/, '');
  return new RegExp(`^(?:${bare}|${national})$`.replaceAll('*', String.raw`\d*`));
}

/**
 * True unless `written` contradicts `asked`: one number may be written in many ways, with some of its digits masked, or
 * not at all. Two whole numbers are one only when all of their digits are the same once the prefixes are taken off.
 * @param asked as `canonicalNumber` writes it
 */
export function mayBeSameNumber(written: string | null, asked: string): boolean {
  const canonical = canonicalNumber(written ?? '');
  if (canonical !== '') return canonical === asked;
  return maskedPattern(written ?? '')?.test(asked) ?? !/\d/.test(written ?? '');
}

/** As the vendor's page writes numbers: `0086` and the national number without its leading zero, `00` and other countries. */
export function vendorNumber(text: string): string {
  const written = text.replaceAll(AROUND_DIGITS, '').replace(/^0+/, '');
  const canonical = canonicalNumber(text);
  const isForeign = /^\s*(?:\+|00)/.test(text) && canonical === written;
  return isForeign ? `00${canonical}` : `0086${canonical}`;
}
