import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { main_handler } from '../../functions/pull/index.ts';
import { startVendorServer, type VendorServer } from '../../local/simulator/server.ts';
import { type CosStandIn, startCos, violations } from '../support/cos/index.ts';
import { archiveRecords } from '../support/pulling.ts';
import { logTo } from '../support/output.ts';

const RANGE = { from: '2019-01-23T17:00:00+08:00', to: '2019-01-23T18:00:00+08:00' };
const PART = 'cdr/dt=2019-01-23/20190123T1710-000.jsonl.gz';

let vendor: VendorServer;
let cos: CosStandIn;
let root: string;
let written: string[];
let runs = 0;

beforeAll(async () => {
  const sample = await readFile(join(import.meta.dirname, '..', 'fixtures', 'vendor', 'getcdr-ok.json'), 'utf8');
  vendor = await startVendorServer(() => ({ body: sample }));
});
afterAll(async () => vendor.close());
beforeEach(async () => {
  cos = await startCos();
  // A bucket is tried once per place and process.
  root = `lake-${runs++}/`;
  written = [];
  vi.spyOn(process.stdout, 'write').mockImplementation((line) => logTo(written)(String(line)));
  const settings = { CDR_ENDPOINT: vendor.endpoint, CDR_ID: 'demo-id-4711', CDR_APP_ID: '1400004711' };
  for (const [name, value] of Object.entries({ ...settings, ...cos.environment(root) })) vi.stubEnv(name, value);
});
afterEach(async () => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
  await cos.close();
});

const tried = (): number => cos.requests.filter(({ action }) => action === 'GetBucketVersioning').length;

test('the pull function files calls in the bucket, and tries the bucket once', async () => {
  expect(await main_handler(RANGE)).toMatchObject({ added: 1, parts: 1 });
  expect(await main_handler(RANGE)).toMatchObject({ added: 0, parts: 0 });
  expect([...cos.objects.keys()]).toStrictEqual([`${root}${PART}`]);
  expect(await archiveRecords(cos.store(root))).toMatchObject([{ duration: 0, callEndStatus: 2, rev: 0 }]);
  expect(violations(cos)).toStrictEqual([]);
  expect(tried()).toBe(1);
});

test('it needs no right but those of the published policy', async () => {
  const allowed = (action: string, key: string): boolean => {
    if (action === 'GetObject' || action === 'HeadObject' || action === 'PutObject') return key.startsWith(root);
    if (action === 'DeleteObject') return key === `${root}_state/preflight.txt`;
    return action === 'GetBucketVersioning' || action === 'GetBucket';
  };
  cos.denies = (action, key) => !allowed(action, key);
  vi.stubEnv('LOOKBACK', '1h');
  await main_handler(RANGE);
  await main_handler(
    JSON.parse(await readFile(join(import.meta.dirname, '..', 'fixtures', 'events', 'timer.json'), 'utf8')),
  );
  expect(cos.requests.filter(({ status }) => status === 403)).toStrictEqual([]);
  expect(cos.objects.has(`${root}_state/pull.json`)).toBe(true);
});

test('keys that change between two invocations are read again', async () => {
  await main_handler(RANGE);
  cos.keys = { secretId: 'AKIDNEXT', secretKey: 'SECRETNEXT', sessionToken: 'TOKENNEXT' };
  await expect(main_handler(RANGE)).rejects.toThrowError('InvalidAccessKeyId');
  for (const [name, value] of Object.entries(cos.environment(root))) vi.stubEnv(name, value);
  expect(await main_handler(RANGE)).toMatchObject({ added: 0, revised: 0 });
});

describe.each([
  ['at the first start', false],
  ['in a function that has pulled before', true],
])('what is wrong with the bucket fails the pull with one clear sentence, %s', (_when, before) => {
  test.each<[string, (it: CosStandIn) => void, RegExp]>([
    ['the key is wrong', (it) => (it.keys = { ...it.keys, secretKey: 'OTHER' }), /Check TENCENTCLOUD_SECRETID/],
    ['the token has run out', (it) => (it.tokenExpired = true), /get new keys/],
    ['there is no such bucket', (it) => (it.exists = false), /Check the bucket in ARCHIVE_URL/],
    [
      'the prefix is denied',
      (it) => (it.denies = (_, key) => key !== ''),
      /Allow .*name\/cos:GetObject on .*<bucket>\/lake/,
    ],
  ])('%s', async (_what, arrange, advice) => {
    if (before) await main_handler(RANGE);
    const objects = new Map(cos.objects);
    written = [];
    arrange(cos);
    await expect(main_handler(RANGE)).rejects.toThrowError(advice);
    expect(new Map(cos.objects)).toStrictEqual(objects);
    expect(written).toHaveLength(1);
    expect(JSON.parse(written[0] ?? '')).toMatchObject({ level: 'error', reason: 'archive' });
    expect(written[0]).toMatch(advice);
    expect(written[0]).not.toMatch(/EXAMPLE|OTHER|4711|1250000000/);
  });
});

test.each(['Enabled', 'Suspended'] as const)('a bucket whose versioning is %s gets nothing', async (status) => {
  cos.bucket.versioning = status;
  await expect(main_handler(RANGE)).rejects.toThrowError(`it is ${status}`);
  expect(cos.objects.size).toBe(0);
  expect(written).toHaveLength(1);
  expect(written[0]).toContain('create a new bucket');
});
