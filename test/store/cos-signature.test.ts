import COS from 'cos-nodejs-sdk-v5';
import * as fc from 'fast-check';
import { createHash, createHmac } from 'node:crypto';
import { expect, test } from 'vitest';
import { signForCos } from '../../shared/store/cos-sign.ts';
import vectors from '../fixtures/cos-signature-vectors.json' with { type: 'json' };
import { SEED } from '../support/seed.ts';
import { parseAuthorization, refusalOf, signatureOf, type SignedParts } from '../support/cos/signature.ts';
import { anyText } from '../support/any-text.ts';

const split = (text: string): string[] => text.split(';').filter((name) => name !== '');
const { secretId, secretKey, keyTime } = vectors;
const NOW = 1_700_000_100;

test.each(vectors.cases)('the verifier computes the known signature of $method $path', (vector) => {
  const { method, path, params, headers, signature } = vector;
  const lists = { keyTime, headerList: split(vector.headerList), paramList: split(vector.paramList) };
  expect(signatureOf({ method, path, params, headers }, secretKey, lists)).toBe(signature);
});

test.each(vectors.cases)("our own signature of $method $path is the SDK's", (vector) => {
  const { method, path, params, signature } = vector;
  const headers: Record<string, string> = Object.fromEntries(Object.entries(vector.headers));
  const query: Record<string, string> = Object.fromEntries(Object.entries(params));
  const authorization = signForCos({ method, path, query, headers }, { secretId, secretKey, keyTime });
  expect(authorization).toBe(
    `q-sign-algorithm=sha1&q-ak=${secretId}&q-sign-time=${keyTime}&q-key-time=${keyTime}` +
      `&q-header-list=${vector.headerList}&q-url-param-list=${vector.paramList}&q-signature=${signature}`,
  );
});

test(`our own signature is the SDK's, whatever is signed (SEED=${SEED})`, () => {
  const texts = fc.dictionary(fc.stringMatching(/^[a-z][a-z0-9-]{0,8}$/), anyText, {
    maxKeys: 4,
    noNullPrototype: true,
  });
  const paths = fc.array(anyText, { maxLength: 4 }).map((names) => `/${names.join('/')}`);
  fc.assert(
    fc.property(paths, texts, fc.string(), (path, query, etag) => {
      const headers = { Host: 'bucket.example.com', Range: 'bytes=0-7', 'If-Match': etag };
      const ours = signForCos({ method: 'GET', path, query, headers }, { secretId, secretKey, keyTime });
      const theirs = COS.getAuthorization({
        SecretId: secretId,
        SecretKey: secretKey,
        Method: 'GET',
        Pathname: path,
        Query: query,
        Headers: headers,
        KeyTime: keyTime,
      });
      expect(ours).toBe(theirs);
    }),
    { seed: SEED, numRuns: 300 },
  );
});

test('the last step gives what the documentation prints for its own example', () => {
  const signKey = 'eb2519b498b02ac213cb1f3d1a3d27a3b3c9bc5f';
  const digest = '8b2751e77f43a0995d6e9eb9477f4b685cca4172';
  const headers = {
    'Content-Length': '13',
    'Content-MD5': 'mQ/fVh815F3k6TAUm8m0eg==',
    'Content-Type': 'text/plain',
    Date: 'Thu, 16 May 2019 06:45:51 GMT',
    Host: 'examplebucket-1250000000.cos.ap-beijing.myqcloud.com',
    'x-cos-acl': 'private',
    'x-cos-grant-read': 'uin="100000000011"',
  };
  const pairs = Object.entries(headers).map(([name, value]) => `${name.toLowerCase()}=${encodeURIComponent(value)}`);
  const httpString = `put\n/exampleobject(腾讯云)\n\n${pairs.join('&')}\n`;
  expect(createHash('sha1').update(httpString).digest('hex')).toBe(digest);
  const signature = createHmac('sha1', signKey).update(`sha1\n1557989151;1557996351\n${digest}\n`).digest('hex');
  expect(signature).toBe('3b8851a11a569213c17ba8fa7dcf2abec6935172');
});

/** A request signed by the SDK, as a server sees it. */
function signedPut(): SignedParts & { headers: Record<string, string> } {
  const headers = {
    host: 'bucket.example.com',
    'content-length': '3',
    'content-md5': 'rL0Y20zC+Fzt72VPzMSk2A==',
    'x-cos-forbid-overwrite': 'true',
  };
  const authorization = COS.getAuthorization({
    SecretId: secretId,
    SecretKey: secretKey,
    Method: 'PUT',
    Pathname: '/lake/a b(c).gz',
    Query: {},
    Headers: headers,
    KeyTime: keyTime,
  });
  return { method: 'PUT', path: '/lake/a b(c).gz', params: {}, headers: { ...headers, authorization } };
}

const check = (parts: SignedParts, now = NOW): string | undefined =>
  refusalOf(parts, { secretId, secretKey }, now)?.code;

test('a rightly signed request is believed', () => {
  expect(check(signedPut())).toBeUndefined();
});

test.each<[string, string, (parts: ReturnType<typeof signedPut>) => SignedParts]>([
  ['without a signature', 'AccessDenied', (p) => ({ ...p, headers: { ...p.headers, authorization: '' } })],
  ['with another path', 'SignatureDoesNotMatch', (p) => ({ ...p, path: '/lake/other.gz' })],
  ['with another method', 'SignatureDoesNotMatch', (p) => ({ ...p, method: 'DELETE' })],
  ['with another digest', 'SignatureDoesNotMatch', (p) => ({ ...p, headers: { ...p.headers, 'content-md5': 'x' } })],
  ['with a parameter that was not signed', 'SignatureDoesNotMatch', (p) => ({ ...p, params: { acl: '' } })],
  [
    'with a header of COS that was not signed',
    'SignatureDoesNotMatch',
    (p) => ({ ...p, headers: { ...p.headers, 'x-cos-acl': 'public-read' } }),
  ],
  [
    'without a header that was signed',
    'SignatureDoesNotMatch',
    (p) => ({ ...p, headers: { host: p.headers['host'], authorization: p.headers['authorization'] } }),
  ],
  [
    'with a token nobody gave out',
    'InvalidAccessKeyId',
    (p) => ({ ...p, headers: { ...p.headers, 'x-cos-security-token': 'made up' } }),
  ],
  [
    'with another key',
    'InvalidAccessKeyId',
    (p) => ({
      ...p,
      headers: { ...p.headers, authorization: (p.headers['authorization'] ?? '').replace(secretId, 'AKIDX') },
    }),
  ],
])('a request %s is refused', (_what, code, spoil) => {
  expect(check(spoil(signedPut()))).toBe(code);
});

test('a signature counts only in its time', () => {
  expect(check(signedPut(), 1_700_000_901)).toBe('AccessDenied');
  expect(check(signedPut(), 1_699_999_000)).toBe('RequestTimeTooSkewed');
});

test.each(['', 'Basic abc', 'q-sign-algorithm=md5&q-sign-time=1700000000;1700000900'])(
  '%j is no authorization',
  (text) => {
    expect(parseAuthorization(text)).toBeUndefined();
  },
);
