/**
 * From nothing to call records in a bucket and an answer over HTTP, with the real command line and the project's own
 * functions: the cloud, the bucket and the vendor are stand-ins that run as servers of their own. The tests are steps of
 * one story and run in order.
 */

import { createHash } from 'node:crypto';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startCallCentre, type CallCentre } from '../../local/simulator/call-centre.ts';
import { createService, type CliResult, type ServiceFolder } from '../support/cloud/cli.ts';
import { accessTo, KEYS } from '../support/cloud/context.ts';
import { startCloud, type Cloud } from '../support/cloud/start.ts';
import { startCos, type CosStandIn } from '../support/cos/index.ts';

/** 2026-03-05T12:00:00+08:00 */
const NOON = 1_772_683_200;
const NOW = JSON.stringify({ now: new Date(NOON * 1000).toISOString() });
const TOKEN = 'a-token-that-support-was-given';
const PULL = 'huadan-dev-pull';

let cloud: Cloud;
let cos: CosStandIn;
let vendor: CallCentre;
let service: ServiceFolder;
let env: Record<string, string>;
let url: string;

beforeAll(async () => {
  cos = await startCos();
  const { secretId, secretKey, sessionToken = '' } = cos.keys;
  cloud = await startCloud({ keys: KEYS, roleKeys: { secretId, secretKey, sessionToken } });
  vendor = await startCallCentre({ now: () => NOON, faultRate: 0 });
  service = await createService();
  env = {
    ...accessTo(cloud),
    CDR_ENDPOINT: vendor.endpoint,
    CDR_ID: vendor.id,
    CDR_APP_ID: vendor.appId,
    ARCHIVE_URL: `cos://${cos.bucket.name}/lake`,
    COS_ENDPOINT: cos.endpoint,
    LOOKBACK: '2h',
    LOOKUP_TOKENS: `support:${createHash('sha256').update(TOKEN).digest('hex')}`,
  };
});

afterAll(async () => {
  await Promise.all([cloud.close(), cos.close(), vendor.close(), service.remove()]);
});

async function cli(...args: string[]): Promise<CliResult> {
  const result = await service.run(args, env);
  for (const secret of [KEYS.secretKey, KEYS.secretId, vendor.id, vendor.appId])
    expect(result.all).not.toContain(secret);
  return result;
}

/** Calls that changed something, of those made since `from`. */
function changesSince(from: number): string[] {
  const names = cloud.calls.slice(from).map(({ action }) => action);
  return names.filter((name) => !/^(Get|List)/.test(name));
}

function archivedLines(): string[] {
  const parts = [...cos.objects].filter(([key]) => key.startsWith('lake/cdr/dt='));
  return parts.flatMap(([, body]) => gunzipSync(body).toString().trimEnd().split('\n'));
}

/** What the vendor has for the two hours that a first pull looks back, less the last slot, which is too young in part. */
async function vendorCallIds(): Promise<string[]> {
  const ids: string[] = [];
  for (let from = NOON - 7200; from < NOON - 600; from += 300) {
    const body = {
      appId: vendor.appId,
      src: '',
      startTimeStamp: String(from),
      endTimeStamp: String(from + 299),
      compress: '0',
    };
    const address = `${vendor.endpoint}/201511v3/getCdr?id=${vendor.id}`;
    const response = await fetch(address, { method: 'POST', body: JSON.stringify(body) });
    const reply: { cdr?: { callId: string }[]; offset?: string } = JSON.parse(await response.text());
    expect(reply.offset ?? '0').toBe('0');
    ids.push(...(reply.cdr ?? []).map(({ callId }) => callId));
  }
  return ids;
}

const ask = async (path: string, token = TOKEN): ReturnType<Cloud['fetch']> =>
  cloud.fetch(url + path, { headers: { authorization: `Bearer ${token}` } });

test('a rehearsal prints the plan and changes nothing', async () => {
  const { code, stdout } = await cli('deploy', '--dry-run');
  expect(code).toBe(0);
  expect(stdout).toContain('huadan-dev-pull: to be created');
  expect(stdout).toContain('create the timer 0 */5 * * * * *');
  expect(stdout).toContain('Nothing was changed.');
  expect(changesSince(0)).toEqual([]);
});

test('deploying creates both functions, also while the API throttles, and tells URL and address', async () => {
  cloud.interfere = () => (cloud.calls.length % 9 === 0 ? 'throttle' : undefined);
  const { code, stdout } = await cli('deploy');
  cloud.interfere = () => undefined;
  expect(code).toBe(0);
  expect(stdout).toContain('Send this to the vendor: "Please allow 203.0.113.77 to call getCdr for our account."');
  [, url = ''] = /Function URL: (https:\/\/\S+)/.exec(stdout) ?? [];
  expect(url).toMatch(/^https:\/\/1250000000-\w+\.ap-guangzhou\.tencentscf\.com$/);
});

test('the timer pulls from the vendor into the bucket, each call once', async () => {
  const [first] = await cloud.fireTimers(PULL, NOW);
  expect(first).toMatchObject({ status: 200, error: '' });
  const counters: { added: number; complete: boolean } = JSON.parse(first?.value ?? '{}');
  expect(counters).toMatchObject({ complete: true });
  const ids = archivedLines().map((line) => JSON.parse(line).callId as string);
  expect(new Set(ids)).toEqual(new Set(await vendorCallIds()));
  expect(ids).toHaveLength(counters.added);
  expect(ids.length).toBeGreaterThan(100);
});

test('a second delivery of the timer adds nothing', async () => {
  const before = [...cos.objects.keys()].filter((key) => key.startsWith('lake/cdr/'));
  const [second] = await cloud.fireTimers(PULL, NOW);
  expect(JSON.parse(second?.value ?? '{}')).toMatchObject({ added: 0, complete: true });
  expect([...cos.objects.keys()].filter((key) => key.startsWith('lake/cdr/'))).toEqual(before);
});

test('the Function URL answers who asks with a token, and nobody else', async () => {
  const [callId = ''] = await vendorCallIds();
  const answer = await ask(`/cdr/${callId}`);
  expect(answer).toMatchObject({ status: 200, headers: { 'cache-control': 'no-store' } });
  expect(JSON.parse(answer.body)).toMatchObject({ cdr: [{ callId }], source: 'vendor' });
  expect((await ask(`/cdr/${callId}`, 'guessed')).status).toBe(401);
  expect((await ask('/cdr/12-190123-nobody')).status).toBe(404);
  expect((await cloud.fetch(`${url}/healthz`)).status).toBe(200);
});

test('`invoke` pulls a range and `logs` shows it, both without a telephone number', async () => {
  const data = JSON.stringify({ from: NOON - 7200, to: NOON - 3600 });
  const invoked = await cli('invoke', '-f', 'pull', '--data', data);
  expect(invoked.code).toBe(0);
  expect(JSON.parse(invoked.stdout)).toMatchObject({ added: 0, complete: true });
  const logged = await cli('logs', '-f', 'pull');
  expect(logged.code).toBe(0);
  expect(logged.stdout).toContain('"complete":true');
  expect(logged.stdout + JSON.stringify(cloud.log)).not.toMatch(/0086\d{8}/);
});

test('`info` tells status, timer, URL and address', async () => {
  const { stdout } = await cli('info');
  for (const fact of [
    'status   Active',
    'timer    0 */5 * * * * *',
    `url      ${url}`,
    'address  203.0.113.77',
    'updated  20',
  ]) {
    expect(stdout).toContain(fact);
  }
});

test('deploying the same again changes nothing and says so', async () => {
  const before = cloud.calls.length;
  const { stdout } = await cli('deploy');
  expect(changesSince(before)).toEqual([]);
  expect(stdout).toContain('huadan-dev-pull: no change\nhuadan-dev-lookup: no change\n');
});

test('one changed variable is all that is updated', async () => {
  const before = cloud.calls.length;
  env = {
    ...env,
    LOOKUP_TOKENS: `${env['LOOKUP_TOKENS']},other:${createHash('sha256').update('other').digest('hex')}`,
  };
  const { stderr } = await cli('deploy');
  expect(changesSince(before)).toEqual(['UpdateFunctionConfiguration']);
  expect(stderr).toContain('huadan-dev-lookup: update environment (LOOKUP_TOKENS)');
  const [callId = ''] = await vendorCallIds();
  expect((await ask(`/cdr/${callId}`, 'other')).status).toBe(200);
});

test('a deployment that was killed half-way is finished by the next', async () => {
  const { child, done } = service.start(['deploy', '--force'], env);
  cloud.interfere = (action) => {
    if (action === 'UpdateFunctionCode') child.kill('SIGKILL');
    return undefined;
  };
  expect((await done).code).toBeNull();
  cloud.interfere = () => undefined;
  const before = cloud.calls.length;
  expect((await cli('deploy')).code).toBe(0);
  expect(changesSince(before)).toEqual(['UpdateFunctionCode', 'UpdateFunctionConfiguration']);
  const [outcome] = await cloud.fireTimers(PULL, NOW);
  expect(outcome?.status).toBe(200);
});

test('a vendor that refuses the address makes `invoke` fail with what to do', async () => {
  env = { ...env, CDR_APP_ID: 'not-this-one' };
  expect((await cli('deploy', 'function', '-f', 'pull')).code).toBe(0);
  const { code, all } = await cli(
    'invoke',
    '-f',
    'pull',
    '--data',
    JSON.stringify({ from: NOON - 600, to: NOON - 300 }),
  );
  expect(code).toBe(1);
  expect(all).toMatch(/pull failed .*appId/i);
  expect(all).not.toContain('not-this-one');
});

test('removing takes the functions and leaves every call record', async () => {
  const before = archivedLines();
  const { code, stdout } = await cli('remove');
  expect(code).toBe(0);
  expect(stdout).toContain('all call records are still in the bucket');
  expect(cloud.functions.all.size).toBe(0);
  expect(archivedLines()).toEqual(before);
  expect((await cloud.fetch(`${url}/healthz`)).status).toBe(404);
});
