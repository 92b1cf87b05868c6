/** Telephone numbers as they are indexed: one form for all the ways to write one number. */

/** A mobile has 11 digits, a fixed line with its area code and without the 0 in front has 9 to 11. */
const LEAST_NATIONAL_DIGITS = 9;
const WRITTEN_AROUND_DIGITS = /[\s\-.()（）－]/g;

function withoutZeros(digits: string): string {
  return digits.replace(/^0+/, '');
}

/**
 * `+86 138-0000-0000`, `008613800000000`, `8613800000000`, `13800000000` -> `13800000000`; `0755 1234567` and
 * `+86 0755 1234567` -> `7551234567`. Other countries keep their code: `+1 415 555 0100` -> `14155550100`.
 * @returns '' for what is no whole number, such as one that is masked with stars
 */
export function canonicalNumber(text: string): string {
  const written = text.replaceAll(WRITTEN_AROUND_DIGITS, '');
  if (!/^\+?\d+$/.test(written)) return '';
  const digits = withoutZeros(written.replace('+', ''));
  if (!digits.startsWith('86')) return digits;
  const isInternational = /^(?:\+|00)/.test(written);
  const national = withoutZeros(digits.slice(2));
  return national !== '' && (isInternational || national.length >= LEAST_NATIONAL_DIGITS) ? national : digits;
}
