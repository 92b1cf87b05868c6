/**
 * Hides what must not be read by whoever can read a log: numbers in any spelling, ids, tokens, recording addresses.
 * Every pattern is linear: what is masked is often hostile.
 */

/** `\/` is how some write a slash in JSON, `%2F` in a query. */
const ADDRESS = /\b((?:https?|wss?|ftp|rtsp)(?::|%3A)(?:\\?\/|%2F){2})([^\s"'<>]+)/gi;
const TOKEN = /\bhuadan_[\w-]{8,}|(?<=\bBearer\s{1,9})\S+/gi;
const CALL_ID = /\b\d{1,4}-\d{6}-[0-9A-Za-z]{4,}/g;
/** Not the names of rejects, which a person must find. */
const LONG_HEX = /(?<!_rejects\/dt=[\d-]{10}\/)\b[0-9a-f]{32,}\b/gi;

/** The shortest telephone number, in digits, that is hidden. */
const MIN_DIGITS = 9;
/** More digits than any one number has (E.164: 15, and `00` before them): several, one beside the other. */
const MAX_DIGITS = 17;

/** Spaces, invisible characters, dashes, dots, brackets and strokes, of ASCII and of East Asian keyboards. */
const SEPARATORS =
  String.raw`\s\0\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff` +
  String.raw`\-\u2010-\u2015\u2212\uff0d/|~_\u3001\uff0c\uff0f\uff5c\uff5e.\u00b7\u30fb\uff0e()[\]{}<>\uff08\uff09\u3010\u3011\u3014\u3015\uff3b\uff3d`;

const DATE = String.raw`(?:19|20)\d\d(?:-(?:0[1-9]|1[0-2])-|/(?:0[1-9]|1[0-2])/)(?:0[1-9]|[12]\d|3[01])(?!\p{Nd})`;
const CLOCK = String.raw`(?:[01]\d|2[0-3]):[0-5]\d(?::[0-5]\d(?:[.,]\d{1,6})?)?(?:Z|[+-]\d\d:\d\d)?(?!\p{Nd})`;
/** `20190123T1710-000`: a slot, and one of its parts. */
const SLOT = String.raw`(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])T\d{4}(?:\d\d)?Z?(?:-\d{3,4})?(?!\p{Nd})`;
const OCTET = String.raw`(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)`;
/** Not when its digits are those of a mobile number: nobody writes one so, but nobody can be sure. */
const IP_ADDRESS = String.raw`(?!1\.?[3-9](?:\.?\d){9}(?![.\d]))${OCTET}(?:\.${OCTET}){3}(?!\.?\p{Nd})`;
const UUID = String.raw`[\da-f]{8}-[\da-f]{4}-[1-8][\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}(?![\p{Nd}a-z])`;
const REJECT = String.raw`(?<=_rejects/dt=[\d-]{10}/)[\da-f]{32}(?=\.jsonl)`;
/** Digits that a person needs and that are no telephone number. */
const HARMLESS = `(?<![\\p{Nd}a-z])(?:${DATE}(?:[T ]${CLOCK})?|${SLOT}|${IP_ADDRESS}|${UUID}|${REJECT})`;

/** Digits of any script, also with separators between them; or what is harmless, which never becomes a part of them. */
const DIGITS = new RegExp(`(${HARMLESS})|\\p{Nd}(?:[${SEPARATORS}]{0,8}(?!${HARMLESS})\\p{Nd})*`, 'giu');

/** Lines of one encoded text belong together. */
const BASE64 = /[A-Za-z0-9+/_-]{12,}(?:\r?\n[A-Za-z0-9+/_-]+)*={0,2}/g;
/** What zlib and gzip begin with, in base64; shorter ones hold nothing. */
const BASE64_COMPRESSED = /^(?:H4sI|eJ|eN|eA)[A-Za-z0-9+/_\r\n-]{60}/;
/** Texts are encoded twice at most. */
const BASE64_LEVELS = 2;

/** `008613500000000` becomes `0086135****0000`: enough to recognise one's own number, not enough to learn another's. */
function maskDigits(text: string, harmless: string | undefined): string {
  if (harmless !== undefined || text.length < MIN_DIGITS) return text;
  // By characters, not by their halves: there are digits beyond the basic plane.
  const digits = text.match(/\p{Nd}/gu) ?? [];
  if (digits.length < MIN_DIGITS) return text;
  const head = digits.length > MAX_DIGITS ? [] : digits.slice(0, -8);
  return `${head.join('')}****${digits.slice(-4).join('')}`;
}

function maskNumbers(text: string): string {
  return text.replaceAll(DIGITS, maskDigits);
}

/** True for base64 that decodes to text with a number in it, wherever it was cut off. */
function hidesNumber(encoded: string, levels: number): boolean {
  const letters = encoded.replaceAll(/[\r\n]/g, '');
  return [0, 1, 2, 3].some((offset) => {
    const decoded = Buffer.from(letters.slice(offset), 'base64').toString();
    if (maskNumbers(decoded) !== decoded) return true;
    return levels > 1 && (decoded.match(BASE64) ?? []).some((inner) => hidesNumber(inner, levels - 1));
  });
}

function maskBase64(encoded: string): string {
  return BASE64_COMPRESSED.test(encoded) || hidesNumber(encoded, BASE64_LEVELS) ? '****' : encoded;
}

/** The host stays: it says who was asked. A name and a password before it do not. */
function maskAddress(_address: string, scheme: string, rest: string): string {
  const end = rest.search(/[/\\?#%]/);
  const authority = end < 0 ? rest : rest.slice(0, end);
  return `${scheme}${authority.slice(authority.lastIndexOf('@') + 1)}${end < 0 ? '' : '/****'}`;
}

function escapeForRegExp(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);
}

/** Longest first: a value that holds another must not be left in pieces. */
function maskSecrets(text: string, secrets: readonly string[]): string {
  const longestFirst = secrets.filter((secret) => secret !== '').sort((a, b) => b.length - a.length);
  return longestFirst.reduce((masked, secret) => {
    if (!masked.includes(secret)) return masked;
    return masked.replaceAll(new RegExp(`(?<![0-9A-Za-z])${escapeForRegExp(secret)}(?![0-9A-Za-z])`, 'g'), '****');
  }, text);
}

/**
 * Masks one text. `secrets` are the values that are secret here whatever they look like (`CDR_ID`, `CDR_APP_ID`,
 * tokens); they are hidden as whole words, so that an id of "1" does not hide every 1.
 */
export function mask(text: string, secrets: readonly string[] = []): string {
  const masked = maskSecrets(text, secrets)
    .replaceAll(ADDRESS, maskAddress)
    .replaceAll(TOKEN, '****')
    .replaceAll(CALL_ID, '****')
    .replaceAll(LONG_HEX, '****')
    .replaceAll(BASE64, maskBase64);
  return maskNumbers(masked);
}
