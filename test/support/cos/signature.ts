/**
 * Checks a request's signature from the page that describes it, knowing nothing of the SDK that made it.
 * Source: https://cloud.tencent.com/document/product/436/7778
 */

import { createHash, createHmac } from 'node:crypto';

export interface SignedParts {
  readonly method: string;
  /** Decoded, with its leading slash. */
  readonly path: string;
  readonly params: Readonly<Record<string, string>>;
  /** Names in any case. */
  readonly headers: Readonly<Record<string, string | undefined>>;
}

export interface Authorization {
  readonly secretId: string;
  readonly keyTime: string;
  readonly headerList: readonly string[];
  readonly paramList: readonly string[];
  readonly signature: string;
}

function encode(text: string): string {
  return encodeURIComponent(text).replaceAll(
    /[!'()*]/g,
    (char) => `%${(char.codePointAt(0) ?? 0).toString(16).toUpperCase()}`,
  );
}

/** `a=1&b=2` of the listed names, sorted; undefined when one of them is not there. */
function listed(names: readonly string[], values: Readonly<Record<string, string | undefined>>): string | undefined {
  const given = new Map(
    Object.entries(values).map(([name, value]) => [encode(name).toLowerCase(), encode(value ?? '')] as const),
  );
  if (names.some((name) => !given.has(name))) return undefined;
  return names.map((name) => `${name}=${given.get(name) ?? ''}`).join('&');
}

const hmac = (key: string, text: string): string => createHmac('sha1', key).update(text).digest('hex');

/** What the signature must be, or undefined when a listed name is missing from the request. */
export function signatureOf(
  { method, path, params, headers }: SignedParts,
  secretKey: string,
  { keyTime, headerList, paramList }: Pick<Authorization, 'keyTime' | 'headerList' | 'paramList'>,
): string | undefined {
  const paramText = listed(paramList, params);
  const headerText = listed(headerList, headers);
  if (paramText === undefined || headerText === undefined) return undefined;
  const httpString = `${method.toLowerCase()}\n${path}\n${paramText}\n${headerText}\n`;
  const digest = createHash('sha1').update(httpString).digest('hex');
  return hmac(hmac(secretKey, keyTime), `sha1\n${keyTime}\n${digest}\n`);
}

const splitList = (text: string): string[] => (text === '' ? [] : text.split(';'));

export function parseAuthorization(header: string): Authorization | undefined {
  const fields = new Map(header.split('&').map((pair) => [pair.split('=', 1)[0] ?? '', pair.replace(/^[^=]*=/, '')]));
  const get = (name: string): string => fields.get(name) ?? '';
  const keyTime = get('q-key-time');
  if (get('q-sign-algorithm') !== 'sha1' || !/^\d{10};\d{10}$/.test(keyTime) || get('q-sign-time') !== keyTime) {
    return undefined;
  }
  return {
    secretId: get('q-ak'),
    keyTime,
    headerList: splitList(get('q-header-list')),
    paramList: splitList(get('q-url-param-list')),
    signature: get('q-signature'),
  };
}

export interface Keys {
  readonly secretId: string;
  readonly secretKey: string;
  readonly sessionToken?: string | undefined;
}

export interface Refusal {
  readonly status: number;
  readonly code: string;
  readonly message: string;
}

const refuse = (code: string, message: string): Refusal => ({ status: 403, code, message });

/** Signed after the fact by the SDK, so it is the one `x-cos-` header that need not be signed. */
const TOKEN = 'x-cos-security-token';

/** Undefined when the request is rightly signed with these keys at `nowSeconds`. */
export function refusalOf(parts: SignedParts, keys: Keys, nowSeconds: number): Refusal | undefined {
  const authorization = parseAuthorization(parts.headers['authorization'] ?? '');
  if (authorization === undefined) return refuse('AccessDenied', 'Access Denied.');
  if (authorization.secretId !== keys.secretId || parts.headers[TOKEN] !== keys.sessionToken) {
    return refuse('InvalidAccessKeyId', 'The Access Key Id you provided does not exist in our records.');
  }
  const mustBeSigned = Object.keys(parts.headers).filter((name) => name.startsWith('x-cos-') && name !== TOKEN);
  const unsigned = ['host', ...mustBeSigned].filter((name) => !authorization.headerList.includes(name));
  const params = Object.keys(parts.params).filter((name) => !authorization.paramList.includes(name.toLowerCase()));
  const expected = signatureOf(parts, keys.secretKey, authorization);
  if (expected !== authorization.signature || unsigned.length > 0 || params.length > 0) {
    return refuse('SignatureDoesNotMatch', 'The Signature you specified is invalid.');
  }
  const [start = 0, end = 0] = authorization.keyTime.split(';').map(Number);
  if (nowSeconds < start - 900) return refuse('RequestTimeTooSkewed', 'The difference is too large.');
  if (nowSeconds > end) return refuse('AccessDenied', 'Request has expired');
  return undefined;
}
