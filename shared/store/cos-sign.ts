/** The signature of a request to COS. Source: https://cloud.tencent.com/document/product/436/7778 */

import { createHash, createHmac } from 'node:crypto';

type Texts = Readonly<Record<string, string>>;

/** What COS takes as percent-encoded: `encodeURIComponent` leaves five characters more as they are. */
export function encodeForCos(text: string): string {
  return encodeURIComponent(text).replaceAll(/[!'()*]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`);
}

const hmac = (key: string, text: string): string => createHmac('sha1', key).update(text).digest('hex');

/** The names, and the pairs as they are signed: both in the order of the names. */
function listed(values: Texts): [names: string, pairs: string] {
  const entries = Object.entries(values).map(([name, value]) => [
    encodeForCos(name).toLowerCase(),
    encodeForCos(value),
  ]);
  entries.sort(([a = ''], [b = '']) => (a < b ? -1 : 1));
  return [entries.map(([name]) => name).join(';'), entries.map((entry) => entry.join('=')).join('&')];
}

/** `Authorization`: of a decoded path, headers (`host` among them), and a key good in `keyTime`, `<from>;<to>` seconds. */
export function signForCos(
  { method, path, query, headers }: { method: string; path: string; query: Texts; headers: Texts },
  { secretId, secretKey, keyTime }: { secretId: string; secretKey: string; keyTime: string },
): string {
  const [params, paramPairs] = listed(query);
  const [names, pairs] = listed(headers);
  const digest = createHash('sha1').update(`${method.toLowerCase()}\n${path}\n${paramPairs}\n${pairs}\n`).digest('hex');
  const signature = hmac(hmac(secretKey, keyTime), `sha1\n${keyTime}\n${digest}\n`);
  return (
    `q-sign-algorithm=sha1&q-ak=${secretId}&q-sign-time=${keyTime}&q-key-time=${keyTime}` +
    `&q-header-list=${names}&q-url-param-list=${params}&q-signature=${signature}`
  );
}
