/** Small inputs that once ended wrong, at the packaged function: each stands for its kind. */

import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { startVendorServer, type VendorReply, type VendorServer } from '../../local/simulator/server.ts';
import type { CdrRecord } from '../../shared/cdr/schema.ts';
import { createFolderStore } from '../../shared/store/folder.ts';
import { expectSound } from '../support/promises.ts';
import { invokePull, type Ended } from '../support/packaged-pull.ts';
import { archiveRecords, at, rejectLines } from '../support/pulling.ts';

const CASES = new URL('../fixtures/cases/', import.meta.url);
const input = (name: string): Buffer => readFileSync(new URL(name, CASES));
const CONTEXT = { time_limit_in_ms: 240_000 };
const EMPTY = '{"cdr":[],"errorCode":"0","offset":"0"}';
const PASSES = { PASSES: '5m', LOOKBACK: '1h', SLOT_MINUTES: '10' };
/** The slot 17:10 is the newest that is due. */
const NOW = '2019-01-23T17:26:00+08:00';

type Row = Record<string, string>;
interface Asked {
  readonly from: number;
  readonly to: number;
}

let vendor: VendorServer;
let answer: (asked: Asked) => VendorReply;
let folder: string;

beforeAll(async () => {
  vendor = await startVendorServer(({ body }) =>
    answer({ from: Number(body['startTimeStamp']) + 1, to: Number(body['endTimeStamp']) }),
  );
});
afterAll(async () => vendor.close());
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'huadan-cases-'));
  vendor.requests.length = 0;
});
afterEach(() => rmSync(folder, { recursive: true }));

async function tick(now = NOW, env: Record<string, string> = {}): Promise<Ended> {
  const event = { Type: 'Timer', TriggerName: 'pull', Time: '2019-02-21T11:49:00Z', Message: JSON.stringify({ now }) };
  const settings = { CDR_ENDPOINT: vendor.endpoint, ARCHIVE_URL: `file:${folder}`, CDR_RATE: '1000', ...PASSES };
  return invokePull(event, CONTEXT, { ...settings, ...env });
}

const records = async (): Promise<CdrRecord[]> => archiveRecords(createFolderStore(folder));
const ids = async (): Promise<string[]> => (await records()).map(({ callId }) => callId);
const state = (): { gaps: { from: string; to: string; why: string }[]; notBefore: string | null } =>
  JSON.parse(readFileSync(join(folder, '_state/pull.json'), 'utf8'));

function call(callId: string, time: string): Row {
  const start = at(time);
  return { callId, src: '', dst: '', startSrcCallTime: String(start), endCallTime: String(start + 30), duration: '30' };
}

/** A vendor that filters by start, exclusive at both ends but for the second that is asked for too much. */
function listOf(rows: readonly Row[], { from, to }: Asked, field = 'startSrcCallTime'): string {
  const cdr = rows.filter((row) => Number(row[field]) >= from && Number(row[field]) < to);
  return JSON.stringify({ cdr, errorCode: '0', offset: '0', result: 'Call Details' });
}

const NEIGHBOURS = ['17:10:01', '17:14:59', '17:15:04', '17:15:06', '17:19:59'].map((time, i) =>
  call(`n${i}`, `2019-01-23T${time}`),
);
const BAD = at('2019-01-23T17:15:05');
const holdsBad = ({ from, to }: Asked): boolean => from <= BAD && BAD < to;

test('01: HTTP 500 for every window that holds one second: the others are filed, the second is a gap', async () => {
  answer = (asked) =>
    holdsBad(asked)
      ? { status: 500, body: input('01-http500-one-window/input-500.txt').toString() }
      : { body: listOf(NEIGHBOURS, asked) };
  let last: Ended | undefined;
  for (const now of [NOW, '2019-01-23T17:31:00+08:00', '2019-01-23T17:36:00+08:00']) last = await tick(now);
  expect((await ids()).sort()).toEqual(['n0', 'n1', 'n2', 'n3', 'n4']);
  expect(last?.returned).toMatchObject({ gaps: 1 });
  expect(state().gaps).toMatchObject([
    { from: '2019-01-23T17:15:05+08:00', to: '2019-01-23T17:15:06+08:00', why: 'HTTP 500' },
  ]);
});

test('01: HTTP 500 for windows older than six hours keeps no fresh call waiting', async () => {
  const old = at(NOW) - 6 * 3600;
  answer = (asked) => (asked.from < old ? { status: 500, body: '' } : { body: listOf(NEIGHBOURS, asked) });
  const { returned } = await tick(NOW, { PASSES: '5m,90m,12h', LOOKBACK: '9h' });
  expect(returned).toMatchObject({ complete: true });
  expect(await ids()).toHaveLength(5);
});

test('02: a gateway that answers 504 to wide windows is asked in halves at once, and all is filed', async () => {
  answer = (asked) =>
    asked.to - asked.from > 300
      ? { status: 504, body: input('02-504-wide-window/input-504.html').toString() }
      : { body: listOf(NEIGHBOURS, asked) };
  const { returned } = await tick();
  expect(returned).toMatchObject({ gaps: 0, complete: true });
  expect(await ids()).toHaveLength(5);
});

test('03: an unescaped quote in a row costs nobody but its own second', async () => {
  const reply = input('03-odd-quote-in-a-row/input-reply.txt').toString();
  // Row q begins 17:12:00; its text breaks every reply that holds it.
  const [bad, row] = [at('2019-01-23T17:12:00'), call('a', '2019-01-23T17:11:00')];
  answer = (asked) =>
    asked.from <= bad && bad < asked.to ? { body: reply } : { body: listOf([row, ...NEIGHBOURS], asked) };
  const { returned, output } = await tick();
  expect((await ids()).sort()).toEqual(['a', 'n0', 'n1', 'n2', 'n3', 'n4']);
  expect(returned).toMatchObject({ gaps: 1, complete: true });
  expect(output).toContain('"level":"error"');
});

test('06: a part that is cut off is a gap of its slot; following the advice never files one (callId, rev) twice', async () => {
  const dt = join(folder, 'cdr/dt=2019-01-23');
  mkdirSync(dt, { recursive: true });
  writeFileSync(join(dt, '20190123T1710-000.jsonl.gz'), input('06-broken-part/input-part-000-cut.jsonl.gz'));
  writeFileSync(join(dt, '20190123T1710-001.jsonl.gz'), input('06-broken-part/input-part-001.jsonl.gz'));
  const other = call('other', '2019-01-23T17:01:00');
  answer = (asked) => ({ body: listOf([other, ...NEIGHBOURS], asked) });
  const first = await tick();
  expect(first.returned).toMatchObject({ gaps: 1, added: 1 });
  expect(state().gaps).toMatchObject([{ why: expect.stringContaining('20190123T1710-000.jsonl.gz') as string }]);
  expect(first.output).toContain('20190123T1710-001.jsonl.gz');

  // Half of the advice: only the broken part is moved away.
  rmSync(join(dt, '20190123T1710-000.jsonl.gz'));
  await tick('2019-01-23T17:36:00+08:00');
  expect(readdirSync(dt).filter((name) => name.includes('T1710'))).toEqual(['20190123T1710-001.jsonl.gz']);
  // All of it.
  rmSync(join(dt, '20190123T1710-001.jsonl.gz'));
  const last = await tick('2019-01-23T18:36:00+08:00');
  expect(last.returned).toMatchObject({ gaps: 0 });
  await expectSound(createFolderStore(folder), 10);
  expect((await ids()).sort()).toEqual(['n0', 'n1', 'n2', 'n3', 'n4', 'other']);
});

test('07: a call whose end is before its start is filed in the slot of its start, whichever window returned it', async () => {
  const rows = JSON.parse(input('07-end-before-start/input-rows.json').toString()) as Row[];
  answer = (asked) => ({ body: listOf(rows, asked, 'endCallTime') });
  await tick();
  expect(await ids()).toEqual(['plain', 'skewed']);
  await expectSound(createFolderStore(folder), 10);
});

test('10: half a surrogate pair becomes U+FFFD in the line, and the row as it came is kept among the rejects', async () => {
  answer = (asked) => ({
    body:
      asked.from <= at('2019-01-23T17:11:00') && at('2019-01-23T17:11:01') < asked.to
        ? input('10-lone-surrogate/input-reply.json').toString()
        : EMPTY,
  });
  const { returned } = await tick();
  expect((await records()).map(({ bizId }) => bizId)).toEqual([null, 'meet \ufffd']);
  expect(returned).toMatchObject({ added: 2, rejected: 0 });
  const [kept] = await rejectLines(createFolderStore(folder));
  expect(kept?.raw).toContain(String.raw`meet \ud83d`);
});

test('13: after 429 with Retry-After: 3600 nothing is asked before that, by this tick or the next ones', async () => {
  answer = () => ({
    status: 429,
    body: input('13-retry-after-an-hour/input-429.json').toString(),
    headers: { 'Retry-After': '3600' },
  });
  expect((await tick()).threw).toMatch(/429/);
  const asked = vendor.requests.length;
  expect(asked).toBe(1);
  expect(state().notBefore).toBe('2019-01-23T18:26:00+08:00');
  const later = await tick('2019-01-23T18:25:00+08:00');
  expect(vendor.requests).toHaveLength(asked);
  expect(later.returned).toMatchObject({ complete: false });
  expect(later.output).toContain('2019-01-23T18:26:00+08:00');
  answer = (one) => ({ body: listOf(NEIGHBOURS, one) });
  expect((await tick('2019-01-23T18:26:00+08:00')).returned).toMatchObject({ added: 5, complete: true });
});

test.each(readdirSync(new URL('14-gateway-json/', CASES)))(
  "14: somebody else's JSON (%s) is said to be that, and is no empty list",
  async (name) => {
    answer = () => ({ body: input(`14-gateway-json/${name}`).toString() });
    const { threw } = await tick();
    expect(threw).toBeDefined();
    expect(threw).not.toMatch(/broke off/);
    expect(await ids()).toEqual([]);
  },
);

test('16: times of 13 digits are milliseconds', async () => {
  answer = (asked) => ({
    body:
      asked.from <= at('2019-01-23T17:11:00') && at('2019-01-23T17:11:05') < asked.to
        ? input('16-milliseconds/input-reply.json').toString()
        : EMPTY,
  });
  expect((await tick()).returned).toMatchObject({ added: 2, rejected: 0 });
  expect((await records())[0]?.startSrcCallTime).toBe('2019-01-23T17:11:00+08:00');
});

test('20: two rows of one callId in one reply are both kept, and it is told', async () => {
  const rows = JSON.parse(input('20-two-legs-one-id/input-rows.json').toString()) as Row[];
  answer = (asked) => ({ body: listOf(rows, asked) });
  const { returned, output } = await tick();
  expect((await records()).map(({ dst, rev }) => [dst, rev])).toEqual([
    ['008613600000002', 0],
    ['008613600000009', 1],
  ]);
  expect(returned).toMatchObject({ added: 1, revised: 1 });
  expect(output).toMatch(/"level":"warn".*several different rows of one callId/);
});

test('a reply of nothing but rows that cannot be read is an error, a few of them a warning', async () => {
  const odd = { ...call('odd', '2019-01-23T17:12:00'), duration: 'x' };
  answer = (asked) => ({ body: listOf([odd], asked) });
  expect((await tick()).output).toMatch(/"level":"error".*None of the rows/);
  answer = (asked) => ({ body: listOf([odd, ...NEIGHBOURS], asked) });
  const { output, returned } = await tick('2019-01-23T17:27:00+08:00', { PASSES: '6m' });
  expect(returned).toBeDefined();
  expect(output).not.toMatch(/"level":"error"/);
});
