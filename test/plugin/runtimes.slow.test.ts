/**
 * The zips on the runtimes that serverless.yml offers. The oldest one has neither all of Node 20's library nor its way of
 * loading modules: what was built and tested on 20 alone once did not run there at all.
 */

import { createHash } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startCallCentre, type CallCentre } from '../../local/simulator/call-centre.ts';
import { FUNCTION_NAMES, unpackFunction, type FunctionName } from '../support/bundle.ts';
import { run, type Outcome } from '../support/cloud/run.ts';
import { startCos, type CosStandIn } from '../support/cos/index.ts';
import { installNode18 } from '../support/node18/install.ts';

/** 2026-03-05T12:00:00+08:00 */
const NOON = 1_772_683_200;
const TOKEN = 'a-token-that-support-was-given';
/** Installing a runtime is a download. */
const INSTALLING_MS = 600_000;

const fixture = async (name: string): Promise<Record<string, unknown>> =>
  JSON.parse(await readFile(join(import.meta.dirname, '../fixtures/events', `${name}.json`), 'utf8'));

let root: string;
let vendor: CallCentre;
let cos: CosStandIn;
let context: Record<string, unknown>;
const folders = new Map<FunctionName, string>();

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'runtimes-'));
  [vendor, cos] = await Promise.all([startCallCentre({ now: () => NOON, faultRate: 0 }), startCos()]);
  context = await fixture('context');
  for (const name of FUNCTION_NAMES) {
    const folder = await mkdtemp(join(root, `${name}-`));
    await unpackFunction(name, folder);
    folders.set(name, folder);
  }
});

afterAll(async () => {
  await Promise.all([vendor.close(), cos.close()]);
  await rm(root, { recursive: true, force: true });
});

/** Each runtime has a folder of its own in the bucket. */
async function invoke(node: string, name: FunctionName, event: unknown, archive: string): Promise<Outcome> {
  const { secretId, secretKey, sessionToken = '' } = cos.keys;
  return run({
    node,
    folder: folders.get(name) ?? '',
    handler: 'index.main_handler',
    event,
    context,
    environment: {
      CDR_ENDPOINT: vendor.endpoint,
      CDR_ID: vendor.id,
      CDR_APP_ID: vendor.appId,
      ARCHIVE_URL: `cos://${cos.bucket.name}/${archive}`,
      COS_ENDPOINT: cos.endpoint,
      COS_REGION: 'ap-guangzhou',
      LOOKBACK: '1h',
      LOOKUP_TOKENS: `support:${createHash('sha256').update(TOKEN).digest('hex')}`,
      TENCENTCLOUD_SECRETID: secretId,
      TENCENTCLOUD_SECRETKEY: secretKey,
      TENCENTCLOUD_SESSIONTOKEN: sessionToken,
    },
    memoryMb: 256,
    timeoutMs: 300_000,
  });
}

function bodyOf({ value }: Outcome): string {
  const { body }: { body: string } = JSON.parse(value);
  return body;
}

const RUNTIMES: readonly (readonly [string, () => ReturnType<typeof installNode18>])[] = [
  ['Nodejs18.15', installNode18],
  [`Node.js ${process.versions.node}, this one`, async () => ({ path: process.execPath })],
];

describe.each(RUNTIMES)('on %s', (runtime, install) => {
  let node: string;
  const archive = runtime.replaceAll(/\W/g, '');

  beforeAll(async () => {
    const installed = await install();
    if ('path' in installed) node = installed.path;
  }, INSTALLING_MS);

  test('pull files what a timer asks for, and a range', async ({ skip }) => {
    if (node === undefined) skip('the runtime is not to be had on this machine');
    const tick = { ...(await fixture('timer')), Message: JSON.stringify({ now: new Date(NOON * 1000).toISOString() }) };
    const outcome = await invoke(node, 'pull', tick, archive);
    expect(outcome).toMatchObject({ status: 200, error: '' });
    expect(JSON.parse(outcome.value)).toMatchObject({ complete: true, rejected: 0, added: expect.any(Number) });
    expect([...cos.objects.keys()].some((key) => key.startsWith(`${archive}/cdr/dt=2026-03-05/`))).toBe(true);
    const range = await invoke(node, 'pull', { from: NOON - 3600, to: NOON - 1800 }, archive);
    expect(JSON.parse(range.value)).toMatchObject({ added: 0 });
  });

  test('lookup answers an event of a Function URL and one of API Gateway', async ({ skip }) => {
    if (node === undefined) skip('the runtime is not to be had on this machine');
    const headers = { authorization: `Bearer ${TOKEN}` };
    const base = { ...(await fixture('function-url')), headers, queryString: {} };
    const callId = vendor.recentCallId() ?? '';
    const one = await invoke(node, 'lookup', { ...base, path: `/cdr/${callId}` }, archive);
    expect(one).toMatchObject({ status: 200, error: '' });
    expect(JSON.parse(bodyOf(one))).toMatchObject({ cdr: [{ callId }] });
    const gateway = { ...(await fixture('api-gateway')), headers, path: `/cdr/${callId}`, pathParameters: { callId } };
    expect(JSON.parse(bodyOf(await invoke(node, 'lookup', gateway, archive)))).toMatchObject({ cdr: [{ callId }] });
    const openapi = await invoke(node, 'lookup', { ...base, path: '/openapi.json' }, archive);
    expect(JSON.parse(bodyOf(openapi))).toMatchObject({ openapi: '3.1.0' });
  });
});
