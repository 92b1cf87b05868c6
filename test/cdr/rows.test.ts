import { readFileSync } from 'node:fs';
import { afterEach, expect, test } from 'vitest';
import { startVendorServer, type VendorServer } from '../../local/simulator/server.ts';
import { createMemoryStore } from '../support/memory-store.ts';
import { archiveLines, archiveRecords, createPuller, rejectLines } from '../support/pulling.ts';

const START = 1_548_235_059;
const SAMPLE = JSON.parse(readFileSync(new URL('../fixtures/vendor/getcdr-ok.json', import.meta.url), 'utf8')) as {
  cdr: [Record<string, string> & { callId: string; startSrcCallTime: string; dst: string }];
};
const [PLAIN] = SAMPLE.cdr;
type Odd = Record<string, unknown>;

let vendor: VendorServer | undefined;
afterEach(async () => vendor?.close());

/** Pulls the ten minutes of the sample from a vendor that answers with these rows, given as values or as raw text. */
async function pull(...rows: (Odd | string)[]) {
  const texts = rows.map((row) => (typeof row === 'string' ? row : JSON.stringify(row)));
  const body = `{"errorCode":"0","cdr":[${texts.join(',')}],"offset":"0"}`;
  vendor = await startVendorServer(() => ({ body }));
  const store = createMemoryStore();
  const counters = await createPuller(vendor.endpoint, store).range('2019-01-23T17:10:00', '2019-01-23T17:20:00');
  return { store, counters, records: await archiveRecords(store), rejects: await rejectLines(store) };
}

test.each<[string, Odd, Odd]>([
  [
    'formatted times are Beijing time',
    { startSrcCallTime: '2019-01-23 17:17:39' },
    { startSrcCallTime: '2019-01-23T17:17:39+08:00' },
  ],
  ['numbers are times too', { startSrcCallTime: START }, { startSrcCallTime: '2019-01-23T17:17:39+08:00' }],
  ['"0" is never', { dstAcceptTime: '0' }, { dstAcceptTime: null }],
  ['0 is never', { dstAcceptTime: 0 }, { dstAcceptTime: null }],
  ['an empty time is never', { dstAcceptTime: '' }, { dstAcceptTime: null }],
  ['a null time is never', { dstAcceptTime: null }, { dstAcceptTime: null }],
  ['a formatted zero time is never', { dstAcceptTime: '0000-00-00 00:00:00' }, { dstAcceptTime: null }],
  ['a status beyond the list is kept', { callEndStatus: '17' }, { callEndStatus: 17 }],
  ['a status may be a number', { callEndStatus: 5 }, { callEndStatus: 5 }],
  ['billed seconds are kept as billed', { duration: '13' }, { duration: 13 }],
  ['an empty number is null', { duration: '' }, { duration: null }],
  ['an absent call type is 3', { callType: undefined }, { callType: 3 }],
  ['an empty call type is 3', { callType: '' }, { callType: 3 }],
  ['other call types are kept', { callType: '1' }, { callType: 1 }],
  ['empty text is null', { bizId: '' }, { bizId: null }],
  ['absent text is null', { orderId: undefined }, { orderId: null }],
  ['text is kept as it is', { bizId: '订单 "7"\\\n' }, { bizId: '订单 "7"\\\n' }],
  ['a number for text is its digits', { callId: 123456789 }, { callId: '123456789' }],
  [
    'a recording address is kept',
    { recordUrl: 'https://r.example/a.mp3?x=1' },
    { recordUrl: 'https://r.example/a.mp3?x=1' },
  ],
  ['a new key is kept as it came', { zeta: { b: [1, 'x'] } }, { zeta: { b: [1, 'x'] } }],
  ["a new key called rev does not hide the archive's own", { rev: 'v9' }, { vendorRev: 'v9', rev: 0 }],
])('%s', async (_, change, expected) => {
  const { records, rejects, counters } = await pull({ ...PLAIN, ...change });
  expect(rejects).toEqual([]);
  expect(records).toHaveLength(1);
  expect(records[0]).toMatchObject(expected);
  expect(counters).toMatchObject({ received: 1, added: 1, rejected: 0 });
});

test('new keys stand sorted between orderId and rev', async () => {
  const { store } = await pull({ zeta: '1', alpha: '', ...PLAIN });
  const [only] = await archiveLines(store);
  expect(only?.line).toMatch(/"orderId":null,"alpha":"","zeta":"1","rev":0\}$/);
});

test('the PascalCase names of the Cloud API are the same fields', async () => {
  const pascal = Object.entries(PLAIN).map(([key, value]) => [key.charAt(0).toUpperCase() + key.slice(1), value]);
  const { store } = await pull(Object.fromEntries(pascal) as Odd);
  const plain = await pull(PLAIN);
  expect(await archiveLines(store)).toEqual(await archiveLines(plain.store));
});

test('a call without a start is filed under its end', async () => {
  const { store } = await pull({ ...PLAIN, startSrcCallTime: '0', endCallTime: '1548235260' });
  expect((await archiveLines(store)).map(({ name }) => name)).toEqual(['cdr/dt=2019-01-23/20190123T1720-000.jsonl.gz']);
});

test('a call that started in an earlier slot is filed there, whatever window it came in', async () => {
  const { store } = await pull({ ...PLAIN, startSrcCallTime: '1548230000' });
  expect((await archiveLines(store)).map(({ name }) => name)).toEqual(['cdr/dt=2019-01-23/20190123T1550-000.jsonl.gz']);
});

test('a call that starts at the end of the window or after it is left to the next window', async () => {
  const { records, counters } = await pull(
    { ...PLAIN, startSrcCallTime: '1548235200' },
    { ...PLAIN, startSrcCallTime: '1548235900' },
  );
  expect(records).toEqual([]);
  expect(counters).toMatchObject({ received: 2, deferred: 2, added: 0, parts: 0 });
});

test('the very same row twice in one reply is filed once', async () => {
  const { records, counters } = await pull(PLAIN, PLAIN);
  expect(records).toHaveLength(1);
  expect(counters).toMatchObject({ received: 2, added: 1, known: 1 });
});

test('two different rows of one call in one reply are both kept, in the order they came, and not again', async () => {
  const other = { ...PLAIN, dst: '008613631234569' };
  const { store, records } = await pull(PLAIN, other);
  expect(records.map(({ dst, rev }) => [dst, rev])).toEqual([
    [PLAIN.dst, 0],
    [other.dst, 1],
  ]);
  const again = await createPuller(vendor?.endpoint ?? '', store).range('2019-01-23T17:10:00', '2019-01-23T17:20:00');
  expect(again).toMatchObject({ known: 2, revised: 0, parts: 0 });
});

test('a part is sorted by start, then by callId', async () => {
  const rows = ['b', 'a', 'c', 'ab'].map((callId) => ({
    ...PLAIN,
    callId,
    startSrcCallTime: callId === 'c' ? '1548235000' : PLAIN.startSrcCallTime,
  }));
  const { records } = await pull(...rows);
  expect(records.map(({ callId }) => callId)).toEqual(['c', 'a', 'ab', 'b']);
});

test.each<[string, Odd | string, string]>([
  ['no callId', { ...PLAIN, callId: '' }, 'no callId'],
  ['a callId of the wrong kind', { ...PLAIN, callId: ['x'] }, 'callId is not text'],
  [
    'a callId too long for a number',
    `{"callId":12345678901234567890,"startSrcCallTime":"1548235059"}`,
    'callId is not text',
  ],
  [
    'no usable time',
    { ...PLAIN, startSrcCallTime: '0', endCallTime: '' },
    'neither startSrcCallTime nor endCallTime is there',
  ],
  ['words for a time', { ...PLAIN, endCallTime: 'soon' }, 'endCallTime is not a time'],
  ['a date no calendar holds', { ...PLAIN, endCallTime: '2019-02-31 10:00:00' }, 'endCallTime is not a time'],
  ['milliseconds', { ...PLAIN, startSrcCallTime: '1548235059000' }, 'startSrcCallTime is not a time'],
  ['a fraction for billed seconds', { ...PLAIN, duration: '1.5' }, 'duration is not a whole number'],
  ['an object for text', { ...PLAIN, dst: {} }, 'dst is not text'],
  [
    'a number that JSON cannot carry on',
    `{"callId":"a","startSrcCallTime":"1548235059","x":1e999}`,
    'a further key holds a value that cannot be kept as it is',
  ],
  ['a number instead of a row', '17', 'not an object'],
  ['a list instead of a row', '[1,2]', 'not an object'],
  ['a row that is not JSON', '{"callId":"a","x":nope}', 'not JSON'],
])('a row with %s is set aside with its text and the reason, and stops nothing', async (_, row, reason) => {
  const { records, rejects, counters } = await pull(PLAIN, row, { ...PLAIN, callId: 'after' });
  expect(records.map(({ callId }) => callId)).toEqual([PLAIN.callId, 'after']);
  const raw = typeof row === 'string' ? row : JSON.stringify(row);
  expect(rejects).toEqual([{ reason, bytes: Buffer.byteLength(raw), raw }]);
  expect(counters).toMatchObject({ received: 3, added: 2, rejected: 1 });
});

test('a row larger than 64 KiB is set aside by its head and its size', async () => {
  const huge = JSON.stringify({ ...PLAIN, bizId: 'x'.repeat(80_000) });
  const { records, rejects } = await pull(huge, { ...PLAIN, callId: 'after' });
  expect(records.map(({ callId }) => callId)).toEqual(['after']);
  expect(rejects).toEqual([{ reason: 'larger than 65536 bytes', bytes: huge.length, raw: huge.slice(0, 65_536) }]);
});

test('a row of 64 KiB exactly is a row', async () => {
  const overhead = JSON.stringify({ ...PLAIN, bizId: '' }).length;
  const { records, rejects } = await pull({ ...PLAIN, bizId: 'x'.repeat(65_536 - overhead) });
  expect(rejects).toEqual([]);
  expect(records[0]?.bizId).toHaveLength(65_536 - overhead);
});

test('a row that is not UTF-8 is set aside in base64', async () => {
  const row = Buffer.concat([Buffer.from('{"callId":"a","bizId":"'), Buffer.from([0xb6, 0xa9]), Buffer.from('"}')]);
  const body = Buffer.concat([Buffer.from('{"errorCode":"0","cdr":['), row, Buffer.from(']}')]);
  vendor = await startVendorServer(() => ({ body }));
  const store = createMemoryStore();
  await createPuller(vendor.endpoint, store).range('2019-01-23T17:10:00', '2019-01-23T17:20:00');
  expect(await rejectLines(store)).toEqual([
    { reason: 'not UTF-8', bytes: row.length, rawBase64: row.toString('base64') },
  ]);
});

test('a reject that comes again is written once, under a name made from its bytes', async () => {
  const { store } = await pull({ ...PLAIN, callId: '' });
  const before = await store.list('_rejects/');
  expect(before).toEqual([expect.stringMatching(/^_rejects\/dt=2019-01-23\/[0-9a-f]{32}\.jsonl$/)]);
  await createPuller(vendor?.endpoint ?? '', store).range('2019-01-23T17:10:00', '2019-01-23T17:20:00');
  expect(await store.list('_rejects/')).toEqual(before);
});
