import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { afterEach, expect, test } from 'vitest';
import {
  startVendorServer,
  type SeenRequest,
  type VendorReply,
  type VendorServer,
} from '../../local/simulator/server.ts';
import type { HuadanError } from '../../shared/errors.ts';
import { createMemoryStore } from '../support/memory-store.ts';
import { archiveRecords, at, createPuller, CREDENTIALS } from '../support/pulling.ts';

const SAMPLE = readFileSync(new URL('../fixtures/vendor/getcdr-ok.json', import.meta.url), 'utf8');
const TRAILING_COMMA = readFileSync(
  new URL('../fixtures/vendor/getcdr-error-trailing-comma.txt', import.meta.url),
  'utf8',
);
const FROM = '2019-01-23T17:10:00';
const TO = '2019-01-23T17:20:00';
const EMPTY = '{"errorCode":"0","cdr":[]}';

let vendor: VendorServer | undefined;
afterEach(async () => vendor?.close());

type Pulled = {
  error?: HuadanError;
  requests: SeenRequest[];
  slept: number[];
  counters?: object;
  store: ReturnType<typeof createMemoryStore>;
};

/** Pulls the sample's ten minutes from a vendor that gives these answers in turn, the last one for ever. */
async function pull(
  answers: (VendorReply | string)[],
  env: Record<string, string> = {},
  deadlineMs?: number,
): Promise<Pulled> {
  let count = 0;
  vendor = await startVendorServer(() => {
    const answer = answers[Math.min(count++, answers.length - 1)] ?? '';
    return typeof answer === 'string' ? { body: answer } : answer;
  });
  const store = createMemoryStore();
  const slept: number[] = [];
  const deps = { sleep: async (ms: number) => void slept.push(ms), random: () => 0.5 };
  const puller = createPuller(vendor.endpoint, store, {
    env,
    deps,
    ...(deadlineMs === undefined ? {} : { deadlineMs }),
  });
  const found = { requests: vendor.requests, slept, store };
  try {
    return { ...found, counters: await puller.range(FROM, TO) };
  } catch (error) {
    return { ...found, error: error as HuadanError };
  } finally {
    puller.close();
  }
}

test('a request is put as the vendor wants it: all values strings, exact length, no callId beside src', async () => {
  const { requests } = await pull([SAMPLE]);
  const [request] = requests;
  expect(request).toMatchObject({ method: 'POST', path: '/201511v3/getCdr', id: CREDENTIALS.CDR_ID });
  expect(request?.body).toEqual({
    appId: CREDENTIALS.CDR_APP_ID,
    src: '',
    startTimeStamp: String(at(FROM) - 1),
    endTimeStamp: String(at(TO)),
    compress: '0',
  });
  expect(request?.headers).toMatchObject({
    accept: 'application/json',
    'content-type': 'application/json;charset=utf-8',
    'content-length': String(Buffer.byteLength(request?.rawBody ?? '')),
  });
});

test('CDR_COMPRESS=1 asks for zlib, and what comes is judged by its bytes', async () => {
  const { requests, store } = await pull([SAMPLE], { CDR_COMPRESS: '1' });
  expect(requests[0]?.body['compress']).toBe('1');
  expect(await archiveRecords(store)).toHaveLength(1);
});

test('headers that lie about the encoding are not believed', async () => {
  const lying = { 'Content-Encoding': 'gzip', 'Content-Type': 'text/plain' };
  expect(await archiveRecords((await pull([{ body: SAMPLE, headers: lying }])).store)).toHaveLength(1);
  expect(
    await archiveRecords((await pull([{ body: gzipSync(SAMPLE), headers: { 'Content-Encoding': 'br' } }])).store),
  ).toHaveLength(1);
});

test.each([
  ['-1', 'operator', 'CDR_ENDPOINT'],
  ['-2', 'window', 'range'],
  ['-202', 'window', 'older than the vendor keeps'],
  ['-203', 'retry', 'ask the vendor'],
  ['-401', 'operator', 'CDR_APP_ID'],
  ['-402', 'operator', 'CDR_ID'],
  ['-403', 'operator', 'public IP address'],
  ['-423', 'blocked', 'lift the block'],
  ['-501', 'retry', 'ask the vendor'],
  ['-999', 'unknown', 'Ask the vendor'],
])('error %s is of the class %s, and the message says what to do', async (code, reason, advice) => {
  const { error } = await pull([JSON.stringify({ errorCode: code, result: 'no luck' })]);
  expect(error).toMatchObject({ reason, facts: { vendorCode: code, vendorText: 'no luck' } });
  expect(error?.message).toContain(code);
  expect(error?.message).toContain(advice);
});

test('an error code that is a number means the same', async () => {
  expect((await pull(['{"errorCode":-403,"msg":"ip"}'])).error).toMatchObject({
    reason: 'operator',
    facts: { vendorText: 'ip' },
  });
});

test('a success code that is a number is a success; nothing else is', async () => {
  expect((await pull(['{"errorCode":0,"cdr":[]}'])).error).toBeUndefined();
  expect((await pull(['{"errorCode":"","cdr":[]}'])).error?.reason).toBe('unknown');
  expect((await pull(['{"cdr":[]}'])).error?.reason).toBe('retry');
});

test('a malformed error body is still its error, with its text kept', async () => {
  const { error } = await pull([TRAILING_COMMA]);
  expect(error).toMatchObject({ reason: 'retry', facts: { vendorCode: '-501', vendorText: 'server disabled' } });
});

test('text that is no JSON at all is kept in the message, masked', async () => {
  const { error } = await pull([{ status: 403, body: `no entry for ${CREDENTIALS.CDR_APP_ID}, call 008613500000000` }]);
  expect(error?.reason).toBe('retry');
  expect(error?.message).toContain('HTTP 403');
  expect(error?.message).toContain('no entry for ****, call 0086135****0000');
});

test.each<[string, VendorReply | string]>([
  ['HTTP 500', { status: 500, body: 'oops' }],
  ['HTTP 503', { status: 503, body: '' }],
  ['HTTP 408', { status: 408, body: '' }],
  ['HTTP 429', { status: 429, body: '{}' }],
  ['an empty body', ''],
  ['a page', '<html>gateway</html>'],
  ['a connection that breaks before the answer', { body: '', fault: 'reset' }],
  ['a body that is cut off', { body: SAMPLE, fault: 'cut' }],
  ['a zlib body that is cut off', { body: gzipSync(SAMPLE).subarray(0, 100) }],
  ['error -203', '{"errorCode":"-203"}'],
])('%s passes: the question is put again', async (_, trouble) => {
  const { requests, counters, store } = await pull([trouble, trouble, SAMPLE]);
  expect(counters).toMatchObject({ requests: 3, received: 1, added: 1, complete: true });
  expect(requests).toHaveLength(3);
  expect(await archiveRecords(store)).toHaveLength(1);
});

test('trouble that lasts ends after five requests with growing waits, and nothing is filed', async () => {
  const { error, requests, slept, store } = await pull([{ status: 503, body: '' }]);
  expect(error).toMatchObject({ reason: 'retry', facts: { httpStatus: 503 } });
  // The last two ask for another stretch: only when that fails too, the vendor as a whole is in trouble.
  expect(requests).toHaveLength(7);
  expect(slept).toEqual([300, 600, 1200, 2400, 300]);
  expect(store.objects.size).toBe(0);
});

test('Retry-After is honoured', async () => {
  const { slept } = await pull([{ status: 503, body: '', headers: { 'Retry-After': '7' } }, EMPTY]);
  expect(slept).toEqual([7000]);
});

test('no wait and no request goes past the deadline', async () => {
  const { error, requests, slept } = await pull(
    [{ status: 503, body: '', headers: { 'Retry-After': '60' } }],
    {},
    Date.now() + 5000,
  );
  expect(error).toMatchObject({ reason: 'retry' });
  expect(requests).toHaveLength(1);
  expect(slept).toEqual([]);
});

test('what an operator must mend is asked once', async () => {
  expect((await pull(['{"errorCode":"-401"}'])).requests).toHaveLength(1);
});

test('a redirect is not followed, and nothing is sent where it points', async () => {
  const other = await startVendorServer(() => ({ body: SAMPLE }));
  const { error, requests } = await pull([{ status: 302, body: '', headers: { Location: `${other.endpoint}/steal` } }]);
  expect(error).toMatchObject({ reason: 'operator', facts: { httpStatus: 302 } });
  // Another stretch is sent elsewhere too: it is no trouble of one window.
  expect(requests).toHaveLength(2);
  expect(other.requests).toHaveLength(0);
  await other.close();
});

test('a vendor that is not there is retry-class trouble', async () => {
  const gone = await startVendorServer(() => ({ body: '' }));
  await gone.close();
  const puller = createPuller(gone.endpoint, createMemoryStore());
  await expect(puller.range(FROM, TO)).rejects.toMatchObject({ reason: 'retry', facts: { code: 'ECONNREFUSED' } });
});

test('a vendor that never answers is not asked on and on: a minute of other calls fails too, and that is the end', async () => {
  const { error, requests } = await pull([{ body: '', fault: 'hang' }], { CDR_TIMEOUT: '200ms' });
  expect(error).toMatchObject({ reason: 'retry', facts: { timeoutMs: 200 } });
  expect(requests).toHaveLength(2);
});

test('a vendor that never answers ends in the deadline, not in a hang', async () => {
  const { error } = await pull([{ body: '', fault: 'hang' }], { CDR_TIMEOUT: '30s' }, Date.now() + 500);
  expect(error).toMatchObject({ reason: 'deadline' });
});
