import { once } from 'node:events';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { HuadanError } from '../../shared/errors.ts';
import { createCosStore } from '../../shared/store/cos.ts';
import type { Store } from '../../shared/store/store.ts';
import { type CosStandIn, startCos } from '../support/cos/index.ts';

const NAME = 'cdr/dt=2019-01-23/20190123T1710-000.jsonl.gz';
const body = Buffer.from('x');

let cos: CosStandIn;
beforeEach(async () => {
  cos = await startCos();
});
afterEach(async () => cos.close());

async function failureOf(work: Promise<unknown>): Promise<HuadanError> {
  const error: unknown = await work.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (error instanceof HuadanError) return error;
  throw new Error('it should have failed with a HuadanError', { cause: error });
}

/** Every method of a store, so that none of them takes trouble for an answer. */
const METHODS: [string, (store: Store) => Promise<unknown>][] = [
  ['get', async (store) => store.get(NAME)],
  ['head', async (store) => store.head(NAME)],
  ['put', async (store) => store.put(NAME, body)],
  ['putIfAbsent', async (store) => store.putIfAbsent(NAME, body)],
  ['list', async (store) => store.list('cdr/')],
];

interface Trouble {
  what: string;
  arrange: (cos: CosStandIn) => void;
  status: number;
  code: string;
  says: RegExp;
}

const TROUBLES: Trouble[] = [
  {
    what: 'the bucket is not there',
    arrange: (it) => (it.exists = false),
    status: 404,
    code: 'NoSuchBucket',
    says: /Check the bucket in ARCHIVE_URL .* COS_REGION/,
  },
  {
    what: 'the role may do nothing',
    arrange: (it) => (it.denies = () => true),
    status: 403,
    code: 'AccessDenied',
    says: /Allow these keys, or their role, name\/cos:\w+ .*qcs::cos:ap-guangzhou:uid\/<appid>:<bucket>\//,
  },
  {
    what: 'the key is not known',
    arrange: (it) => (it.keys = { ...it.keys, secretId: 'AKIDOTHER' }),
    status: 403,
    code: 'InvalidAccessKeyId',
    says: /Check TENCENTCLOUD_SECRETID and TENCENTCLOUD_SECRETKEY/,
  },
  {
    what: 'the secret is wrong',
    arrange: (it) => (it.keys = { ...it.keys, secretKey: 'OTHER' }),
    status: 403,
    code: 'SignatureDoesNotMatch',
    says: /Check TENCENTCLOUD_SECRETID and TENCENTCLOUD_SECRETKEY/,
  },
  {
    what: 'the token has run out',
    arrange: (it) => (it.tokenExpired = true),
    status: 403,
    code: 'ExpiredToken',
    says: /temporary keys ran out.*get new keys/,
  },
  {
    what: 'our clock is far behind',
    arrange: (it) => (it.clockAheadSeconds = 7200),
    status: 403,
    code: 'AccessDenied',
    says: /the clock is wrong/,
  },
  {
    what: 'our clock is far ahead',
    arrange: (it) => (it.clockAheadSeconds = -7200),
    status: 403,
    code: 'RequestTimeTooSkewed',
    says: /Set the clock/,
  },
  {
    what: 'COS is too busy for long',
    arrange: (it) => (it.faults.chances = { slowDown: 1 }),
    status: 503,
    code: 'SlowDown',
    says: /if it lasts, ask Tencent Cloud/,
  },
];

const CASES = TROUBLES.flatMap((trouble) => METHODS.map(([method, run]) => ({ ...trouble, method, run })));

test.each(CASES)('when $what, $method fails with one sentence that says what to do', async (trouble) => {
  const store = cos.store();
  trouble.arrange(cos);
  const error = await failureOf(trouble.run(store));
  expect(error.reason).toBe('archive');
  expect(error.facts['httpStatus']).toBe(trouble.status);
  expect(error.facts['requestId']).toMatch(/^NjVh/);
  // What fails on COS's side is not asked about again, and the answer to HEAD names no code.
  const nameless = trouble.method === 'head' && trouble.status >= 500;
  expect(error.facts['cosCode']).toBe(nameless ? undefined : trouble.code);
  expect(error.message).toMatch(trouble.says);
  expect(error.message).toMatch(/^(Reading|Looking for|Writing|Listing) cdr\/.*: COS answered \d{3}/);
  expect(JSON.stringify([error.message, error.facts, error.cause])).not.toMatch(/EXAMPLE|1250000000|Authorization/);
});

test('a missing right is named for each method, with the archive’s own prefix', async () => {
  cos.denies = () => true;
  const messages = await Promise.all(METHODS.map(async ([, run]) => (await failureOf(run(cos.store()))).message));
  const resource = 'qcs::cos:ap-guangzhou:uid/<appid>:<bucket>/lake/*';
  expect(messages[0]).toContain(`name/cos:GetObject on ${resource} and name/cos:GetBucket on `);
  expect(messages[1]).toBe(messages[0]);
  expect(messages[2]).toContain(`name/cos:PutObject on ${resource}`);
  expect(messages[3]).toContain(`name/cos:PutObject on ${resource}`);
  expect(messages[4]).toContain('name/cos:GetBucket on qcs::cos:ap-guangzhou:uid/<appid>:<bucket>/.');
});

test('a server that is not there is an error at every method', async () => {
  const store = cos.store();
  await cos.close();
  for (const [, run] of METHODS) {
    const error = await failureOf(run(store));
    expect(error.facts).toStrictEqual({ networkCode: 'ECONNREFUSED' });
    expect(error.message).toContain('COS could not be reached (ECONNREFUSED). Check the network');
  }
  cos = await startCos();
});

test('a server that never answers is given up, once, after the time-out', async () => {
  const store = createCosStore(cos.config(), { timeoutMs: 50 });
  cos.faults.chances = { stall: 1 };
  const error = await failureOf(store.get(NAME));
  expect(error.facts['networkCode']).toMatch(/TIMEDOUT/);
  // The SDK's own four tries, and none of ours on top.
  expect(cos.requests).toHaveLength(4);
});

test('an answer that is not COS’s is never taken for a missing object, an empty list or an untouched bucket', async () => {
  let status = 404;
  const server = http.createServer((_request, response) => {
    response.writeHead(status, { 'Content-Type': 'text/html' }).end('<html><body>A proxy was here</body></html>');
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const store = createCosStore({ ...cos.config(), endpoint });
  for (const [, run] of METHODS) expect((await failureOf(run(store))).reason).toBe('archive');
  status = 200;
  expect((await failureOf(store.list('cdr/'))).message).toContain('the answer was not COS');
  expect((await failureOf(store.versioning())).message).toContain('the answer was not COS');
  server.closeAllConnections();
  server.close();
});
