/** Hides what must not be read by whoever can read a log: numbers, ids, tokens, recording addresses. */

const ADDRESS = /\bhttps?:\/\/[^\s"'<>]+/gi;
const CALL_ID = /\b\d{1,4}-\d{6}-[0-9A-Za-z]{4,}/g;
const LONG_HEX = /\b[0-9a-f]{32,}\b/gi;
const DIGITS = /\d{9,}/g;

/** `008613500000000` becomes `0086135****0000`: enough to recognise one's own number, not enough to learn another's. */
function maskDigits(digits: string): string {
  return `${digits.slice(0, -8)}****${digits.slice(-4)}`;
}

function escapeForRegExp(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&');
}

/**
 * Masks one text. `secrets` are the values that are secret here whatever they look like (`CDR_ID`, `CDR_APP_ID`,
 * tokens); they are hidden as whole words, so that an id of "1" does not blacken every 1.
 */
export function mask(text: string, secrets: readonly string[] = []): string {
  let masked = text;
  for (const secret of secrets) {
    if (secret === '') continue;
    masked = masked.replaceAll(new RegExp(`(?<![0-9A-Za-z])${escapeForRegExp(secret)}(?![0-9A-Za-z])`, 'g'), '****');
  }
  return masked
    .replaceAll(ADDRESS, (address) => `${address.split('/', 3).join('/')}/****`)
    .replaceAll(CALL_ID, '****')
    .replaceAll(LONG_HEX, '****')
    .replaceAll(DIGITS, maskDigits);
}
