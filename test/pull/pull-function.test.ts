import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { startVendorServer, type VendorReply, type VendorServer } from '../../local/simulator/server.ts';
import { createFolderStore } from '../../shared/store/folder.ts';
import { invokePull, type Ended } from '../support/packaged-pull.ts';
import { expectNoNumbers } from '../support/no-numbers.ts';
import { NPP_KEYS, startNppVendor } from '../support/npp-vendor.ts';
import { archiveRecords, CREDENTIALS } from '../support/pulling.ts';

const read = (name: string): string => readFileSync(new URL(`../fixtures/${name}`, import.meta.url), 'utf8');
const SAMPLE = read('vendor/getcdr-ok.json');
const TIMER = JSON.parse(read('events/timer.json')) as { Message: string };
const CONTEXT = JSON.parse(read('events/context.json')) as object;
const RANGE = { from: '2019-01-23T17:10:00+08:00', to: '2019-01-23T17:20:00+08:00' };

let folder: string;
let vendor: VendorServer;
let answer: () => VendorReply;

beforeAll(async () => {
  vendor = await startVendorServer(() => answer());
});
afterAll(async () => vendor.close());
beforeEach(() => {
  answer = () => ({ body: SAMPLE });
  folder = mkdtempSync(join(tmpdir(), 'huadan-pull-'));
  vendor.requests.length = 0;
});
afterEach(() => rmSync(folder, { recursive: true }));

async function invoke(event: unknown, env: Record<string, string> = {}): Promise<Ended> {
  return invokePull(event, CONTEXT, { CDR_ENDPOINT: vendor.endpoint, ARCHIVE_URL: `file:${folder}`, ...env });
}

test('a range event returns small counters, logs them as one line, and leaves nothing open', async () => {
  const { returned, output, context } = await invoke(RANGE);
  expect(returned).toEqual({
    windows: 1,
    requests: 1,
    received: 1,
    added: 1,
    revised: 0,
    known: 0,
    rejected: 0,
    parts: 1,
    gaps: 0,
    lost: 0,
    lagSeconds: expect.any(Number) as number,
    complete: true,
  });
  expect(
    output
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as object),
  ).toEqual([
    { level: 'warn', message: expect.stringContaining('RETENTION') as string },
    { level: 'info', message: 'pull', ...returned },
  ]);
  expect(context.callbackWaitsForEmptyEventLoop).toBe(false);
  expect(await archiveRecords(createFolderStore(folder))).toHaveLength(1);
});

test('a range may be given in epoch seconds, and without an offset it is in UTC_OFFSET', async () => {
  await invoke({ from: 1_548_234_600, to: '1548235200' });
  await invoke({ from: '2019-01-23T17:10:00', to: '2019-01-23 17:20' });
  await invoke({ from: '2019-01-23T09:10:00', to: '2019-01-23T09:20:00Z' }, { UTC_OFFSET: '+00:00' });
  const windows = vendor.requests.map(({ body }) => [body['startTimeStamp'], body['endTimeStamp']]);
  expect(new Set(windows.map(String))).toEqual(new Set(['1548234599,1548235200']));
});

test('a timer event pulls what is due; its message may say that it is another time', async () => {
  const message = JSON.stringify({ now: '2019-01-23T17:30:00+08:00' });
  const { returned } = await invoke({ ...TIMER, Message: message }, { LOOKBACK: '1h' });
  expect(returned).toMatchObject({ windows: 5, added: 1, complete: true });
});

test.each(['user define msg body', '', '{"now":"soon"}', '{"now":5}', '[1'])(
  'any other message is ignored: %s',
  async (message) => {
    const { returned } = await invoke({ ...TIMER, Message: message }, { LOOKBACK: '20m' });
    expect(returned).toMatchObject({ complete: true });
    expect(Number(vendor.requests[0]?.body['startTimeStamp'])).toBeGreaterThan(Date.now() / 1000 - 3600);
  },
);

test.each([
  null,
  17,
  'now',
  {},
  [],
  { Type: 'CMQ' },
  { from: 1 },
  { from: 2, to: 1 },
  { from: 1, to: 1 },
  { from: 'soon', to: 5 },
  { from: 1, to: 2, cursor: 3 },
  { from: '2019-02-31', to: '2019-03-01' },
])('an event that is neither is refused with a sentence: %j', async (event) => {
  const { threw } = await invoke(event);
  expect(threw).toMatch(/^Reading the event: .*Send a timer event, or \{"from": …, "to": …\}/);
  expect(vendor.requests).toHaveLength(0);
});

test('a failure names the class, the vendor code and what to do, and the log line holds what was done', async () => {
  answer = () => ({ body: '{"errorCode":"-403","result":"ip refused"}' });
  const { threw, output } = await invoke(RANGE);
  expect(threw).toContain('error -403: this IP address is not whitelisted');
  expect(threw).toContain('Give the vendor the public IP address');
  const line = output.split('\n').find((one) => one.includes('"level":"error"'));
  expect(JSON.parse(line ?? '')).toMatchObject({
    level: 'error',
    reason: 'operator',
    vendorCode: '-403',
    requests: 1,
    windows: 0,
    complete: false,
  });
});

test('faulty settings end in one sentence that names them all', async () => {
  const { threw, output } = await invoke(RANGE, { CDR_ID: '', LOOKBACK: 'long' });
  expect(JSON.parse(output.split('\n')[0] ?? '')).toMatchObject({ level: 'error', reason: 'config', complete: false });
  expect(threw).toMatch(/^Reading the configuration: .*CDR_ID is missing.*LOOKBACK must be/);
});

test('nothing private is in any log or error: not numbers, ids, tokens or recording addresses', async () => {
  const call = {
    callId: '12-190123-2773afbbe32943668a2fb98e0123456f',
    src: '008613500001111',
    dst: '008613622223333',
    startSrcCallTime: '1548235059',
    recordUrl: 'https://rec.example/2773afbb.mp3',
  };
  const { callId, src, dst, recordUrl } = call;
  const echo = `no: ${callId} ${src} ${dst} +8613500001111 ${recordUrl} ${CREDENTIALS.CDR_APP_ID} ${CREDENTIALS.CDR_ID}`;
  const answers: VendorReply[] = [
    {
      body: JSON.stringify({
        errorCode: '0',
        cdr: [call, { ...call, duration: 'x' }, { ...call, callId: '' }],
        offset: '0',
      }),
    },
    { body: JSON.stringify({ errorCode: '-403', result: echo }) },
    { body: JSON.stringify({ errorCode: echo, result: echo }) },
    { body: JSON.stringify({ errorCode: '-202', result: echo }) },
    { body: `${echo} {"cdr":[${JSON.stringify(call)}` },
    { body: `{"cdr":[${JSON.stringify(call)},{"callId"}],"errorCode":"0"` },
  ];
  // Some are asked for several times: all at once.
  const outputs = answers.map(async (reply, i) => {
    const its = await startVendorServer(() => reply);
    const env = {
      CDR_ENDPOINT: its.endpoint,
      ARCHIVE_URL: `file:${folder}/${i}`,
      LOG_LEVEL: 'debug',
      CDR_TIMEOUT: '1s',
    };
    const ended = await invoke(RANGE, env);
    await its.close();
    return ended.output + JSON.stringify(ended.returned ?? ended.threw);
  });
  const output = (await Promise.all(outputs)).join('');
  const secrets = [
    callId,
    src,
    dst,
    '13500001111',
    '13622223333',
    recordUrl,
    '2773afbb',
    ...Object.values(CREDENTIALS),
  ];
  for (const secret of secrets) expect(output).not.toContain(secret);
  expect(output).toMatch(/\*{4}\d{4}/);
});

test.each(['a', 'b', 'c'])('no number of a reply is printed, in any spelling, clear or encoded: %s', async (name) => {
  answer = () => ({ body: read(`cases/33-numbers-in-the-log/input-${name}.txt`) });
  const { output, threw } = await invoke(RANGE, { LOG_LEVEL: 'debug' });
  expect(output).not.toBe('');
  expectNoNumbers(`${output} ${threw ?? ''}`, ['13812340001', '075586013388', '008613912340002', '008613500000001']);
});

test('a setting that is misspelt is told in the log', async () => {
  const { output } = await invoke(RANGE, { CDR_TIMOUT: '10s' });
  expect(output).toContain('There is no setting CDR_TIMOUT: it has no effect. Is CDR_TIMEOUT meant?');
});

test('a condition that begins is told to ALERT_WEBHOOK, once, and a webhook that hangs costs the tick nothing', async () => {
  answer = () => ({ body: '{"errorCode":"-403","result":"no"}' });
  let fault: VendorReply = { body: 'ok' };
  const hook = await startVendorServer(() => fault);
  const env = { ALERT_WEBHOOK: `${hook.endpoint}/send?key=3f2a`, LOOKBACK: '30m' };
  const tick = async (time: string): Promise<Ended> =>
    invoke({ ...TIMER, Message: JSON.stringify({ now: `2019-01-23T${time}+08:00` }) }, env);
  expect((await tick('18:00:00')).threw).toContain('-403');
  expect((await tick('18:05:00')).threw).toContain('-403');
  expect(hook.requests.map(({ body }) => body)).toEqual([
    expect.objectContaining({ function: 'pull', text: expect.stringContaining('BEGAN: The vendor refuses') }),
  ]);
  answer = () => ({ body: SAMPLE });
  fault = { body: '', fault: 'hang' };
  const { returned, output } = await tick('18:10:00');
  await hook.close();
  expect(returned).toMatchObject({ complete: true });
  expect(output).toContain('ALERT_WEBHOOK: no answer within');
  expect(output).not.toContain('3f2a');
});

test('with CDR_SOURCE=npp it pulls through Cloud API 3.0, with the keys of its role', async () => {
  const npp = await startNppVendor(() => ({ body: read('vendor/npp-describe-callback-cdr-ok.json') }));
  const { secretId, secretKey, token } = NPP_KEYS;
  const { returned, output } = await invoke(
    { from: '2019-12-23T14:30:00+08:00', to: '2019-12-23T14:40:00+08:00' },
    {
      CDR_SOURCE: 'npp',
      CDR_ENDPOINT: '',
      NPP_APP_ID: '65535',
      NPP_ENDPOINT: npp.endpoint,
      TENCENTCLOUD_SECRETID: secretId,
      TENCENTCLOUD_SECRETKEY: secretKey,
      TENCENTCLOUD_SESSIONTOKEN: token,
    },
  );
  await npp.close();
  expect(returned, output).toMatchObject({ received: 1, added: 1, complete: true });
  expect(npp.requests.map(({ body }) => body)).toEqual([
    { BizAppId: '65535', Src: '', StartTimeStamp: '1577082599', EndTimeStamp: '1577083200' },
  ]);
  expect(await archiveRecords(createFolderStore(folder))).toMatchObject([{ callId: 'xxxxx', duration: 13 }]);
});
