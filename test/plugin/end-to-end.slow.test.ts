/**
 * From nothing to call records in a bucket and an answer over HTTP, with the project's own functions: the cloud, the
 * bucket and the vendor are stand-ins that run as servers of their own. The tests are steps of one story and run in
 * order. Where the command line itself is not what is asked, the framework runs in this process.
 */

import { createHash } from 'node:crypto';
import { appendFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { startCallCentre, type CallCentre } from '../../local/simulator/call-centre.ts';
import type { VendorServer } from '../../local/simulator/server.ts';
import { THROTTLED } from '../support/cloud/api.ts';
import { createService, type ServiceFolder } from '../support/cloud/cli.ts';
import { accessTo, KEYS } from '../support/cloud/context.ts';
import { runFramework } from '../support/cloud/framework.ts';
import { startCloud, type Cloud } from '../support/cloud/start.ts';
import { startCos, type CosStandIn } from '../support/cos/index.ts';
import { enveloped, inPascalCase, startNppVendor } from '../support/npp-vendor.ts';

/** 2026-03-05T12:00:00+08:00 */
const NOON = 1_772_683_200;
const NOW = JSON.stringify({ now: new Date(NOON * 1000).toISOString() });
const TOKEN = 'a-token-that-support-was-given';
const PULL = 'huadan-dev-pull';
const LOOKUP = 'huadan-dev-lookup';
const NPP_APP_ID = '1400000002';

let cloud: Cloud;
let cos: CosStandIn;
let vendor: CallCentre;
let npp: VendorServer;
let service: ServiceFolder;
let env: Record<string, string>;
let url: string;
let trigger: string;

beforeAll(async () => {
  cos = await startCos();
  const { secretId, secretKey, sessionToken = '' } = cos.keys;
  cloud = await startCloud({ keys: KEYS, roleKeys: { secretId, secretKey, sessionToken } });
  vendor = await startCallCentre({ now: () => NOON, faultRate: 0 });
  // The same calls behind the other interface, for whoever signs with the keys of the functions' role.
  npp = await startNppVendor(
    async ({ BizAppId, CallId: callId, Src: src, StartTimeStamp, EndTimeStamp }) => {
      if (BizAppId !== NPP_APP_ID) return enveloped({ ErrorCode: '-401', Msg: 'no such app' });
      const range = { src, startTimeStamp: StartTimeStamp, endTimeStamp: EndTimeStamp };
      const reply = await askVendor(callId === undefined ? range : { callId });
      const { cdr = [], errorCode, result, offset } = reply;
      return enveloped({ Cdr: cdr.map(inPascalCase), ErrorCode: errorCode, Msg: result, Offset: offset });
    },
    { secretId, secretKey, ...(sessionToken && { token: sessionToken }) },
  );
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
  vi.unstubAllEnvs();
  await Promise.all([cloud.close(), cos.close(), npp.close(), vendor.close(), service.remove()]);
});

function expectNoSecrets(text: string): void {
  for (const secret of [KEYS.secretKey, KEYS.secretId, vendor.id, vendor.appId]) expect(text).not.toContain(secret);
}

/** In this process. @returns what it prints */
async function framework(commands: readonly string[], options: Record<string, string> = {}): Promise<string> {
  for (const [name, value] of Object.entries(env)) vi.stubEnv(name, value);
  const printed = await runFramework(service.path, commands, options);
  expectNoSecrets(printed);
  return printed;
}

/** Deploys the zips that are there. */
async function deployAgain(): Promise<string> {
  return framework(['deploy'], { package: '.serverless' });
}

/** Calls that changed something, of those made since `from`. */
function changesSince(from: number): string[] {
  const names = cloud.calls.slice(from).map(({ action }) => action);
  return names.filter((name) => !/^(Get|List)/.test(name));
}

/** The name that the service gave the Function URL. */
function urlTrigger(): string {
  const { triggers } = cloud.functions.get({ FunctionName: LOOKUP });
  return triggers.map(({ TriggerName }) => TriggerName).join();
}

function archivedLines(): string[] {
  const parts = [...cos.objects].filter(([key]) => key.startsWith('lake/cdr/dt='));
  return parts.flatMap(([, body]) => gunzipSync(body).toString().trimEnd().split('\n'));
}

interface Reply {
  readonly cdr?: readonly { callId: string }[];
  readonly errorCode?: string;
  readonly result?: string;
  readonly offset?: string;
}

async function askVendor(question: object): Promise<Reply> {
  const address = `${vendor.endpoint}/201511v3/getCdr?id=${vendor.id}`;
  const body = JSON.stringify({ appId: vendor.appId, ...question, compress: '0' });
  return JSON.parse(await (await fetch(address, { method: 'POST', body })).text());
}

/** By default those of the two hours that a first pull looks back, less the last slot, which is too young in part. */
async function vendorCallIds(begin = NOON - 7200, end = NOON - 600): Promise<string[]> {
  const ids: string[] = [];
  for (let from = begin; from < end; from += 300) {
    const range = { src: '', startTimeStamp: String(from), endTimeStamp: String(from + 299) };
    const { cdr = [], offset = '0' } = await askVendor(range);
    expect(offset).toBe('0');
    ids.push(...cdr.map(({ callId }) => callId));
  }
  return ids;
}

const ask = async (path: string, token = TOKEN): ReturnType<Cloud['fetch']> =>
  cloud.fetch(url + path, { headers: { authorization: `Bearer ${token}` } });

test('deploying creates the functions, also while the API throttles, and tells URL and address', async () => {
  cloud.interfere = () => (cloud.calls.length % 9 === 0 ? THROTTLED : undefined);
  const { code, stdout, all } = await service.run(['deploy'], env);
  cloud.interfere = () => undefined;
  expect(code).toBe(0);
  expectNoSecrets(all);
  expect(stdout).toContain('Send this to the vendor: "Please allow 203.0.113.77 to call getCdr for our account."');
  [, url = ''] = /Function URL: (https:\/\/\S+)/.exec(stdout) ?? [];
  expect(url).toMatch(/^https:\/\/1250000000-\w+\.ap-guangzhou\.tencentscf\.com$/);
  trigger = urlTrigger();
  expect(url).toContain(trigger);
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
  // Looking through an archive without closed days takes long on a busy machine; the vendor alone answers at once.
  expect((await ask('/cdr/12-190123-nobody?source=vendor')).status).toBe(404);
  expect((await cloud.fetch(`${url}/healthz`)).status).toBe(200);
});

test('`invoke` pulls a range, and nothing of it is in the log but counters', async () => {
  const data = JSON.stringify({ from: NOON - 7200, to: NOON - 3600 });
  const printed = await framework(['invoke'], { function: 'pull', data });
  expect(JSON.parse(printed)).toMatchObject({ added: 0, complete: true });
  const lines = cloud.log
    .filter(({ functionName }) => functionName === PULL)
    .map(({ fields }) => JSON.stringify(fields));
  expect(lines.join('\n')).toContain('"complete":true');
  expect(lines.join('\n')).not.toMatch(/0086\d{8}/);
});

test('deploying the same again changes nothing', async () => {
  const before = cloud.calls.length;
  await framework(['deploy']);
  expect(changesSince(before)).toEqual([]);
  expect(urlTrigger()).toBe(trigger);
});

test('one changed variable is all that is updated', async () => {
  const before = cloud.calls.length;
  env = {
    ...env,
    LOOKUP_TOKENS: `${env['LOOKUP_TOKENS']},other:${createHash('sha256').update('other').digest('hex')}`,
  };
  await deployAgain();
  expect(changesSince(before)).toEqual(['UpdateFunctionConfiguration']);
  expect(urlTrigger()).toBe(trigger);
  const [callId = ''] = await vendorCallIds();
  expect((await ask(`/cdr/${callId}`, 'other')).status).toBe(200);
});

test('a deployment of new code that was killed half-way is finished by the next, and the address stays', async () => {
  const edge = join(service.path, 'functions/pull/index.ts');
  await appendFile(edge, "\nprocess.stdout.write('new code\\n');\n");
  const { child, done } = service.start(['deploy'], env);
  cloud.interfere = (action) => {
    if (action === 'UpdateFunctionCode') child.kill('SIGKILL');
    return undefined;
  };
  const { code, all } = await done;
  expect(code).toBeNull();
  expectNoSecrets(all);
  cloud.interfere = () => undefined;
  const before = cloud.calls.length;
  await framework(['deploy']);
  expect(changesSince(before)).toEqual(['UpdateFunctionCode', 'UpdateFunctionConfiguration']);
  const [outcome] = await cloud.fireTimers(PULL, NOW);
  expect(outcome).toMatchObject({ status: 200, stdout: expect.stringContaining('new code') });
  expect(urlTrigger()).toBe(trigger);
  expect((await cloud.fetch(`${url}/healthz`)).status).toBe(200);
});

test('a vendor that refuses the account makes `invoke` fail with what to do', async () => {
  const { Variables } = cloud.functions.get({ FunctionName: PULL });
  const appId = Variables.find(({ Key }) => Key === 'CDR_APP_ID');
  Object.assign(appId ?? {}, { Value: 'not-this-one' });
  const data = JSON.stringify({ from: NOON - 600, to: NOON - 300 });
  const fault: unknown = await framework(['invoke'], { function: 'pull', data }).catch((error: unknown) => error);
  expect(String(fault)).toMatch(/pull failed .*appId/i);
  expect(String(fault)).not.toContain('not-this-one');
});

test('deployed with CDR_SOURCE=npp instead, it pulls, closes and looks up through Cloud API 3.0', async () => {
  const getCdr = { CDR_ENDPOINT: '', CDR_ID: '', CDR_APP_ID: '' };
  env = { ...env, ...getCdr, CDR_SOURCE: 'npp', NPP_APP_ID, NPP_ENDPOINT: npp.endpoint };
  const printed = await deployAgain();
  expect(printed).toContain(`Function URL: ${url}`);
  expect(printed).not.toContain('getCdr');
  expect(urlTrigger()).toBe(trigger);
  const before = vendor.requests.length;
  const range = { from: NOON - 4 * 3600, to: NOON - 3 * 3600 };
  await framework(['invoke'], { function: 'pull', data: JSON.stringify(range) });
  expect(npp.requests.length).toBeGreaterThan(0);
  expect(vendor.requests.length - before).toBe(npp.requests.length);
  const ids = archivedLines().map((line) => JSON.parse(line).callId as string);
  const wanted = await vendorCallIds(range.from, range.to);
  expect(wanted.length).toBeGreaterThan(50);
  expect(ids).toEqual(expect.arrayContaining(wanted));
  expect(new Set(ids).size).toBe(ids.length);

  await framework(['invoke'], { function: 'close', data: JSON.stringify({ day: '2026-03-05', force: true }) });
  const closed = cos.objects.get('lake/days/dt=2026-03-05/_manifest.json');
  expect(JSON.parse(String(closed))).toMatchObject({ complete: false, totals: { calls: ids.length } });

  const [callId = ''] = wanted;
  for (const source of ['vendor', 'archive']) {
    const answer = await ask(`/cdr/${callId}?source=${source}`);
    expect(JSON.parse(answer.body)).toMatchObject({ cdr: [{ callId }], source });
  }
  expect(npp.requests.at(-1)?.body).toEqual({ BizAppId: NPP_APP_ID, CallId: callId });
});

test('removing takes the functions and leaves every call record', async () => {
  const before = archivedLines();
  await framework(['remove']);
  expect(cloud.functions.all.size).toBe(0);
  expect(archivedLines()).toEqual(before);
  expect((await cloud.fetch(`${url}/healthz`)).status).toBe(404);
});
