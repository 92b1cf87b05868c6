/** `npm run probe`, against tenants of every kind. */

import { afterEach, describe, expect, test } from 'vitest';
import { createAsker, MOST_QUESTIONS } from '../../local/probe/asker.ts';
import type { ProbedJson } from '../../local/probe/json.ts';
import { COMMAND_WORDS } from '../../local/words/index.ts';
import { watchCall, watchedText, type Watched } from '../../local/probe/watch.ts';
import { startVendorServer, type VendorServer } from '../../local/simulator/server.ts';
import { createCollector } from '../../shared/source/answer.ts';
import type { Answer, Source } from '../../shared/source/source.ts';
import { at, CREDENTIALS } from '../support/pulling.ts';
import { runHere, type RanHere } from '../support/run-here.ts';
import { enveloped, inPascalCase, NPP_KEYS, startNppVendor } from '../support/npp-vendor.ts';
import { ARRIVES_AFTER_SECONDS, createTenant, startTenant, type TenantOptions } from '../support/tenant.ts';
import { failure, vendorRow } from '../support/vendor-rows.ts';

const NOW = at('2019-01-23T17:20:00');
const HOUR = 3600;
const DAY = 86_400;

const tenants: VendorServer[] = [];
afterEach(async () => {
  await Promise.all(tenants.splice(0).map(async (tenant) => tenant.close()));
});

async function tenantOf(options: Omit<TenantOptions, 'now'>): Promise<VendorServer> {
  const tenant = await startTenant({ ...options, now: NOW });
  tenants.push(tenant);
  return tenant;
}

async function runProbe(tenant: VendorServer, args: readonly string[] = ['--yes', '--json']): Promise<RanHere> {
  const env = { ...CREDENTIALS, CDR_ENDPOINT: tenant.endpoint, CDR_RATE: 'unlimited' };
  return runHere('probe', { args, env, clock: () => NOW * 1000 });
}

async function probed(tenant: VendorServer): Promise<ProbedJson> {
  const { code, stdout } = await runProbe(tenant);
  expect(code).toBe(0);
  return JSON.parse(stdout) as ProbedJson;
}

const TENANTS: readonly Omit<TenantOptions, 'now'>[] = [
  { filter: 'startSrcCallTime', retentionSeconds: DAY, cap: { rows: 100, keeps: 'first', marked: true } },
  { filter: 'startSrcCallTime', lower: 'exclusive', retentionSeconds: 7 * DAY },
  {
    filter: 'startSrcCallTime',
    upper: 'exclusive',
    retentionSeconds: HOUR,
    cap: { rows: 5, keeps: 'last', marked: false },
  },
  { filter: 'startSrcCallTime', lower: 'exclusive', upper: 'exclusive', retentionSeconds: 2 * DAY, refusesOld: true },
  { filter: 'endCallTime', retentionSeconds: 7 * DAY, cap: { rows: 200, keeps: 'last', marked: false } },
  { filter: 'endCallTime', lower: 'exclusive', retentionSeconds: HOUR },
  {
    filter: 'endCallTime',
    upper: 'exclusive',
    retentionSeconds: DAY,
    cap: { rows: 50, keeps: 'first', marked: false },
  },
  { filter: 'endCallTime', lower: 'exclusive', upper: 'exclusive', retentionSeconds: 6 * HOUR },
  { filter: 'arrival', retentionSeconds: DAY },
  { filter: 'arrival', lower: 'exclusive', upper: 'exclusive', retentionSeconds: HOUR },
  { filter: 'arrival', retentionSeconds: 2 * DAY, cap: { rows: 30, keeps: 'first', marked: true } },
  {
    filter: 'srcAcceptTime',
    upper: 'exclusive',
    retentionSeconds: 3 * DAY,
    cap: { rows: 10, keeps: 'last', marked: true },
  },
];

function nameOf({ filter, lower, upper, cap, retentionSeconds }: Omit<TenantOptions, 'now'>): string {
  const bounds = `${lower === 'exclusive' ? '(' : '['}${upper === 'exclusive' ? ')' : ']'}`;
  const list = cap === undefined ? 'no cap' : `${cap.marked ? 'marked' : 'silent'} cap of the ${cap.keeps} ${cap.rows}`;
  return `${filter} ${bounds}, ${list}, ${retentionSeconds / HOUR} h`;
}

test.each(TENANTS.map((options) => [nameOf(options), options] as const))(
  'names filter, bounds, cap and retention: %s',
  async (_, options) => {
    const tenant = await tenantOf(options);
    const { filter, cap, retention, byId, questions } = await probed(tenant);

    const { lower = 'inclusive', upper = 'inclusive' } = options;
    const by =
      options.filter === 'arrival'
        ? { kind: 'arrival', names: [], afterHangUpSeconds: ARRIVES_AFTER_SECONDS }
        : { kind: 'row', names: [options.filter] };
    expect(filter).toStrictEqual({ ...by, lower, upper });

    const kind = options.cap === undefined ? 'none' : options.cap.marked ? 'marked' : 'silent';
    expect(cap).toMatchObject({ kind, markMeansNothing: false });
    if (options.cap !== undefined) expect(cap.rows).toBe(options.cap.rows);

    const { atLeastSeconds, atMostSeconds = Number.POSITIVE_INFINITY, refused } = retention;
    // By arrival the age is counted from hang-up, which the row holds.
    const age = options.retentionSeconds + (options.filter === 'arrival' ? ARRIVES_AFTER_SECONDS : 0);
    expect(atLeastSeconds).toBeLessThanOrEqual(age);
    expect(atMostSeconds).toBeGreaterThanOrEqual(options.retentionSeconds);
    expect(atMostSeconds - atLeastSeconds).toBeLessThanOrEqual(Math.max(600, options.retentionSeconds / 20));
    expect(refused).toStrictEqual(options.refusesOld === true ? { reason: 'window', vendorCode: '-202' } : undefined);

    expect(byId).toBe('same');
    expect(questions).toBe(tenant.requests.length);
    expect(questions).toBeLessThanOrEqual(MOST_QUESTIONS);
  },
);

test('says that a bound cannot be told when the row does not hold the time', async () => {
  const { filter } = await probed(await tenantOf({ filter: 'arrival', upper: 'exclusive', retentionSeconds: DAY }));
  expect(filter).toStrictEqual({
    kind: 'arrival',
    names: [],
    lower: 'unknown',
    upper: 'unknown',
    afterHangUpSeconds: ARRIVES_AFTER_SECONDS + 1,
  });
});

test('tells a vendor that gives every call that was going on', async () => {
  const { filter } = await probed(await tenantOf({ filter: 'touch', retentionSeconds: DAY }));
  expect(filter?.kind).toBe('touch');
});

test('an offset that always stands there means nothing', async () => {
  const { cap, filter } = await probed(
    await tenantOf({ filter: 'startSrcCallTime', retentionSeconds: DAY, alwaysMarked: true }),
  );
  expect(cap).toMatchObject({ kind: 'none', markMeansNothing: true });
  expect(filter).toMatchObject({ kind: 'row', names: ['startSrcCallTime'], lower: 'inclusive', upper: 'inclusive' });
});

test.each([
  ['zlib', 'works', 'CDR_COMPRESS=1', 'zlib'],
  ['ignored', 'ignored', 'CDR_COMPRESS=0', 'plain'],
  ['refused', 'differs', 'CDR_COMPRESS=0', 'plain'],
] as const)('compress=1 that is %s is told as "%s": %s', async (compress, kind, setting, form) => {
  const found = await probed(await tenantOf({ filter: 'endCallTime', retentionSeconds: DAY, compress }));
  expect(found.compress).toMatchObject({ kind, plain: { form: 'plain' }, compressed: { form } });
  expect(found.findings.map((one) => one.setting)).toContain(setting);
});

async function settingsOf(retentionSeconds: number): Promise<string[]> {
  const tenant = await tenantOf({ filter: 'startSrcCallTime', retentionSeconds, everySeconds: 97 });
  const { findings } = await probed(tenant);
  return findings.flatMap(({ setting }) => setting ?? []);
}

test('suggests what the retention allows', async () => {
  const others = ['CDR_COMPRESS=0', 'CDR_MAX_REPLY=128MB'];
  expect(await settingsOf(HOUR)).toStrictEqual(['PASSES=5m,44m', 'RETENTION=59m', ...others]);
  expect(await settingsOf(DAY)).toStrictEqual(['PASSES=5m,90m,12h', 'RETENTION=23h', ...others]);
});

test('does not take a pause between two calls for the end of what is kept', async () => {
  const { retention } = await probed(
    await tenantOf({ filter: 'startSrcCallTime', retentionSeconds: HOUR, everySeconds: 1800 }),
  );
  expect(retention).toMatchObject({ atLeastSeconds: 1950, atMostSeconds: HOUR });
});

test('works with Cloud API 3.0 too, where there is no compression', async () => {
  // Requests are signed with the time of the real clock.
  const now = Math.floor(Date.now() / 1000);
  const tenant = createTenant({ filter: 'endCallTime', upper: 'exclusive', retentionSeconds: DAY, now });
  const vendor = await startNppVendor(
    ({ CallId: callId, StartTimeStamp: startTimeStamp, EndTimeStamp: endTimeStamp }) => {
      const { cdr, errorCode, offset, result } = tenant(
        callId === undefined ? { startTimeStamp, endTimeStamp } : { callId },
      );
      return enveloped({ Cdr: cdr.map(inPascalCase), ErrorCode: errorCode, Offset: offset, Msg: result });
    },
  );
  tenants.push(vendor);
  const env = {
    CDR_SOURCE: 'npp',
    CDR_RATE: 'unlimited',
    NPP_APP_ID: CREDENTIALS.CDR_APP_ID,
    NPP_ENDPOINT: vendor.endpoint,
    TENCENTCLOUD_SECRETID: NPP_KEYS.secretId,
    TENCENTCLOUD_SECRETKEY: NPP_KEYS.secretKey,
    TENCENTCLOUD_SESSIONTOKEN: NPP_KEYS.token,
  };
  const { code, stdout } = await runHere('probe', { args: ['--yes', '--json'], env, clock: () => now * 1000 });
  expect(code).toBe(0);
  const found = JSON.parse(stdout) as ProbedJson;
  expect(found).toMatchObject({
    source: 'npp',
    byId: 'same',
    filter: { kind: 'row', names: ['endCallTime'], lower: 'inclusive', upper: 'exclusive' },
  });
  expect(found.findings.map(({ question }) => question)).not.toContain('What does compress=1 bring?');
});

test('asks nothing before somebody says yes, and tells how much it would ask', async () => {
  const tenant = await tenantOf({ filter: 'startSrcCallTime', retentionSeconds: DAY });
  const { code, stdout, stderr } = await runProbe(tenant, []);
  expect({ code, stdout, asked: tenant.requests.length }).toStrictEqual({ code: 2, stdout: '', asked: 0 });
  expect(stderr).toMatch(/^This puts at most 60 questions/);
});

test('begins after a typed yes, and prints a table', async () => {
  const tenant = await tenantOf({ filter: 'endCallTime', retentionSeconds: DAY });
  const env = { ...CREDENTIALS, CDR_ENDPOINT: tenant.endpoint, CDR_RATE: 'unlimited' };
  const host = { env, clock: () => NOW * 1000, terminal: true };
  expect((await runHere('probe', { ...host, stdin: 'no\n' })).code).toBe(2);
  expect(tenant.requests.length).toBe(0);
  const { code, stdout } = await runHere('probe', { ...host, stdin: 'yes\n' });
  expect(code).toBe(0);
  expect(stdout.split('\n')[0]).toMatch(/^question +seen +means +setting$/);
  expect(stdout.split('\n')[2]).toMatch(/^Which time does a range +ranges around endCallTime .*PASSES=5m,90m,12h$/);
  expect(Math.max(...stdout.split('\n').map((line) => line.length))).toBeLessThanOrEqual(118);
});

test('ranges that are too large to be read do not pass for empty ones', async () => {
  const tenant = await tenantOf({ filter: 'startSrcCallTime', retentionSeconds: 31 * DAY });
  const env = { ...CREDENTIALS, CDR_ENDPOINT: tenant.endpoint, CDR_RATE: 'unlimited', CDR_MAX_REPLY: '20KB' };
  const { stdout } = await runHere('probe', { args: ['--yes', '--json'], env, clock: () => NOW * 1000 });
  const { retention, widths } = JSON.parse(stdout) as ProbedJson;
  expect(widths.map(({ failure: why }) => why)).toStrictEqual([null, null, 'oversize', 'oversize']);
  expect(retention.atLeastSeconds).toBeGreaterThanOrEqual(7 * DAY);
});

test('holds nothing of a call, an account or an address, as a table and as JSON', async () => {
  const tenant = await tenantOf({ filter: 'endCallTime', retentionSeconds: DAY });
  for (const args of [['--yes'], ['--yes', '--json']]) {
    const { code, stdout, stderr } = await runProbe(tenant, args);
    expect(code).toBe(0);
    const all = stdout + stderr;
    // Longer than every count and size here: numbers, times, ids, the account.
    expect(all).not.toMatch(/\d{8}/);
    for (const secret of [CREDENTIALS.CDR_ID, 'recordings.example.com', '127.0.0.1', '12-190123']) {
      expect(all).not.toContain(secret);
    }
  }
});

test('a vendor that refuses everybody is asked once', async () => {
  const vendor = await startVendorServer(() => failure('-403'));
  tenants.push(vendor);
  const { code, stderr } = await runProbe(vendor);
  expect(code).toBe(1);
  expect(stderr).toContain('not whitelisted');
  expect(vendor.requests.length).toBe(1);
});

test('without calls there is nothing to learn, and it says so', async () => {
  const { code, stdout } = await runProbe(await tenantOf({ filter: 'endCallTime', retentionSeconds: 1 }), ['--yes']);
  expect(code).toBe(3);
  expect(stdout).toContain('no call of the last day');
});

test('a vendor that fails at every question is not asked more than it was told', async () => {
  const vendor = await startVendorServer(() => failure('-2'));
  tenants.push(vendor);
  const { code, stdout } = await runProbe(vendor, ['--yes']);
  expect(code).toBe(3);
  expect(stdout).toContain("window, the vendor's error -2");
  expect(vendor.requests.length).toBeLessThanOrEqual(MOST_QUESTIONS);
});

/** A call that ends in two minutes; its row is there 20 s later. */
function watchedSource(clock: () => number, { recordedAfterSeconds }: { recordedAfterSeconds: number }): Source {
  const start = NOW + 40;
  const end = start + 90;
  const answer = (): Answer => {
    const now = clock() / 1000;
    const collector = createCollector(now, { callId: 'c' });
    const recordUrl = now >= end + recordedAfterSeconds ? 'https://recordings.example.com/c.mp3' : '';
    const row = Buffer.from(JSON.stringify(vendorRow('c', start, { recordUrl })));
    if (now >= end + 20) collector.row(row, 0, row.length);
    return collector.answer(false);
  };
  return { calls: async () => answer(), call: async () => answer() };
}

async function watched(recordedAfterSeconds: number, stopAtMs = Number.POSITIVE_INFINITY): Promise<Watched> {
  let nowMs = NOW * 1000;
  const clock = (): number => nowMs;
  const source = watchedSource(clock, { recordedAfterSeconds });
  const controller = new AbortController();
  let questions = 0;
  const counted: Source = {
    calls: async (query, options) => {
      questions++;
      options.onRequest?.();
      return source.calls(query, options);
    },
    call: async (callId, options) => {
      questions++;
      options.onRequest?.();
      return source.call(callId, options);
    },
  };
  const found = await watchCall({
    ask: createAsker(counted, { clock }, 60_000),
    wait: async (ms) => {
      nowMs += ms;
      if (nowMs >= stopAtMs) controller.abort();
    },
    stop: controller.signal,
    clock,
    say: SAY,
    tell: () => undefined,
  });
  expect(found.questions).toBe(questions);
  expect(questions).toBeLessThanOrEqual(MOST_QUESTIONS);
  return found;
}

const SAY = COMMAND_WORDS.en.probe.watch;

describe('--watch', () => {
  test('tells how late row and recording came, to within the time between two questions', async () => {
    const { outcome, row, recording } = await watched(100);
    expect(outcome).toBe('recording');
    expect(row).toStrictEqual({ seconds: 20, withinSeconds: 15 });
    const { seconds = 0, withinSeconds = 0 } = recording ?? {};
    expect(seconds).toBeGreaterThanOrEqual(100);
    expect(seconds - withinSeconds).toBeLessThan(100);
  });

  test('ends when the questions are used up', async () => {
    const found = await watched(30 * DAY);
    expect(found).toMatchObject({ outcome: 'noRecording', questions: MOST_QUESTIONS, recording: undefined });
    expect(watchedText(found, SAY)).toBe(
      'The row came 20 s after hang-up (to within 15 s).\nNo recording came; not every call is recorded. 60 questions.\n',
    );
  });

  test('ends at Ctrl-C', async () => {
    expect(await watched(100, (NOW + 60) * 1000)).toMatchObject({ outcome: 'stopped', row: undefined });
  });
});
