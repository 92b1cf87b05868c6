import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import type { Post } from '../../shared/http.ts';
import { askOnce, createAsker, linesOf, type Asked } from '../support/asking.ts';
import { postReply } from '../support/post-reply.ts';

const START = 1_548_235_059;
const fixture = (name: string): string => readFileSync(new URL(`../fixtures/${name}`, import.meta.url), 'utf8');
const SAMPLE = JSON.parse(fixture('vendor/getcdr-ok.json')) as {
  cdr: [Record<string, string> & { callId: string; startSrcCallTime: string; dst: string }];
};
const [PLAIN] = SAMPLE.cdr;
type Odd = Record<string, unknown>;

/** Asks a vendor that answers with this body. */
async function read(body: string | Buffer): Promise<Asked> {
  const post: Post = async () => postReply(200, body);
  return askOnce(createAsker('http://127.0.0.1:1', { deps: { post } }));
}

/** Asks a vendor that answers with these rows, given as values or as raw text. */
async function ask(...rows: (Odd | string)[]): Promise<Asked> {
  const texts = rows.map((row) => (typeof row === 'string' ? row : JSON.stringify(row)));
  return read(`{"errorCode":"0","cdr":[${texts.join(',')}],"offset":"0"}`);
}

/** The plain row with a new key `x`, whose value is this JSON text. */
function withKey(x: string): string {
  return JSON.stringify({ ...PLAIN, x: 0 }).replace('"x":0', `"x":${x}`);
}

/** The time each row is filed under. */
function filedAt({ answer }: Asked): number[] {
  return Array.from({ length: answer?.rows.size ?? 0 }, (_, row) => answer!.rows.filedAt(row));
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
  ['another spelling of it', { Rev: 'v9' }, { vendorRev: 'v9', rev: 0 }],
  [
    'a key that is ours but for case',
    { SRC: '1', callID: '2' },
    { src: PLAIN['src'], vendorSRC: '1', vendorCallID: '2' },
  ],
  ['milliseconds are times', { startSrcCallTime: '1548235059123' }, { startSrcCallTime: '2019-01-23T17:17:39+08:00' }],
  ['milliseconds may be numbers', { endCallTime: 1_548_235_118_999 }, { endCallTime: '2019-01-23T17:18:38+08:00' }],
  ['a time may say its zone', { endCallTime: '2019-01-23T09:18:38Z' }, { endCallTime: '2019-01-23T17:18:38+08:00' }],
  ['a zero time of a language is never', { srcAcceptTime: '0001-01-01 00:00:00' }, { srcAcceptTime: null }],
  ['-1 is never', { srcAcceptTime: '-1' }, { srcAcceptTime: null }],
  ['seconds billed the wrong way round', { duration: '-8' }, { duration: -8 }],
])('%s', async (_, change, expected) => {
  const { answer, records, rejects } = await ask({ ...PLAIN, ...change });
  expect(rejects).toEqual([]);
  expect(records).toHaveLength(1);
  expect(records[0]).toMatchObject(expected);
  expect(answer?.received).toBe(1);
});

test('new keys stand sorted between orderId and rev', async () => {
  const { answer } = await ask({ zeta: '1', alpha: '', Rev: 7, ...PLAIN });
  expect(linesOf(answer!.rows)).toEqual([expect.stringMatching(/"orderId":null,"alpha":"","vendorRev":7,"zeta":"1"$/)]);
});

test('nested values of new keys are one whatever the order of their keys', async () => {
  const [one, other] = ['{"b":[{"y":1,"x":2}],"a":1}', '{ "a": 1, "b": [ {"x":2, "y":1} ] }'];
  const { answer, records } = await ask(withKey(one), withKey(other));
  expect([answer?.received, records.length]).toEqual([2, 1]);
  expect(linesOf(answer!.rows)[0]).toContain('"x":{"a":1,"b":[{"x":2,"y":1}]}');
});

test("a new key's number is kept digit by digit", async () => {
  const numbers = ['1.5e300', '12345678901234567890', '0.10', '-1E-400'];
  const { answer, rejects } = await ask(withKey(`[${numbers.join(', ')}]`));
  expect(rejects).toEqual([]);
  expect(linesOf(answer!.rows)[0]).toContain(`"x":[${numbers.join(',')}]`);
});

test('a call without a start is filed under its end', async () => {
  expect(filedAt(await ask({ ...PLAIN, startSrcCallTime: '0', endCallTime: '1548235260' }))).toEqual([1_548_235_260]);
});

test.each([['1548230000'], ['1548235200'], ['1548235900']])(
  'a call is filed under its start, whatever window it came in: %s',
  async (startSrcCallTime) => {
    expect(filedAt(await ask({ ...PLAIN, startSrcCallTime }))).toEqual([Number(startSrcCallTime)]);
  },
);

test('a call that ended before it started, by two clocks, is filed under its start', async () => {
  const asked = await ask(...(JSON.parse(fixture('cases/07-end-before-start/input-rows.json')) as Odd[]));
  expect([asked.rejects, filedAt(asked)]).toEqual([[], [1_548_235_203, 1_548_235_080]]);
});

test('the very same row twice in one reply is there once', async () => {
  const { answer, records } = await ask(PLAIN, PLAIN);
  expect([answer?.received, records.length]).toEqual([2, 1]);
});

test('two different rows of one call in one reply are both kept, in the order they came', async () => {
  const rows = JSON.parse(fixture('cases/20-two-legs-one-id/input-rows.json')) as Odd[];
  const { answer, records } = await ask(...rows);
  expect(records.map(({ dst }) => dst)).toEqual(rows.map(({ dst }) => dst));
  expect(answer?.rows.nextOfCall(0)).toBe(1);
});

test('milliseconds in all times are read as what they plainly are', async () => {
  const { records, rejects } = await read(fixture('cases/16-milliseconds/input-reply.json'));
  expect(rejects).toEqual([]);
  expect(records.map(({ startSrcCallTime, endCallTime }) => [startSrcCallTime, endCallTime])).toEqual([
    ['2019-01-23T17:11:00+08:00', '2019-01-23T17:11:50+08:00'],
    ['2019-01-23T17:11:05+08:00', '2019-01-23T17:11:55+08:00'],
  ]);
});

test('half a surrogate pair becomes U+FFFD, and the row is kept as it came, too', async () => {
  const body = fixture('cases/10-lone-surrogate/input-reply.json');
  const { answer, records, rejects } = await read(body);
  expect(records.map(({ callId, bizId }) => [callId, bizId])).toEqual([
    ['a', null],
    ['b', 'meet \ufffd'],
  ]);
  expect(rejects).toEqual([expect.objectContaining({ filed: true, reason: expect.stringContaining('U+FFFD') })]);
  expect(body).toContain(rejects[0]?.raw);
  expect(answer?.received).toBe(2);
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
  ['digits that are no time', { ...PLAIN, startSrcCallTime: '15482350590000' }, 'startSrcCallTime is not a time'],
  [
    'a start before 2000',
    { ...PLAIN, startSrcCallTime: '86400' },
    'startSrcCallTime is before 2000 or more than a day ahead',
  ],
  [
    'a start in a hundred years',
    { ...PLAIN, startSrcCallTime: '4294967295' },
    'startSrcCallTime is before 2000 or more than a day ahead',
  ],
  [
    'no start and an end in a hundred years',
    { ...PLAIN, startSrcCallTime: '0', endCallTime: '4294967295' },
    'endCallTime is before 2000 or more than a day ahead',
  ],
  ['two keys that would be one', { ...PLAIN, rev: 1, Rev: 2 }, 'a key would stand there twice'],
  ['a fraction for billed seconds', { ...PLAIN, duration: '1.5' }, 'duration is not a whole number'],
  ['an object for text', { ...PLAIN, dst: {} }, 'dst is not text'],
  ['a number instead of a row', '17', 'not an object'],
  ['a list instead of a row', '[1,2]', 'not an object'],
  ['a row that is not JSON', '{"callId":"a","x":nope}', 'not JSON'],
])('a row with %s is set aside with its text and the reason, and stops nothing', async (_, row, reason) => {
  const { answer, records, rejects } = await ask(PLAIN, row, { ...PLAIN, callId: 'after' });
  expect(records.map(({ callId }) => callId)).toEqual([PLAIN.callId, 'after']);
  const raw = typeof row === 'string' ? row : JSON.stringify(row);
  expect(rejects).toEqual([{ reason, bytes: Buffer.byteLength(raw), raw }]);
  expect(answer?.received).toBe(3);
});

test('a row larger than 64 KiB is set aside by its head and its size', async () => {
  const huge = JSON.stringify({ ...PLAIN, bizId: 'x'.repeat(80_000) });
  const { records, rejects } = await ask(huge, { ...PLAIN, callId: 'after' });
  expect(records.map(({ callId }) => callId)).toEqual(['after']);
  expect(rejects).toEqual([{ reason: 'larger than 65536 bytes', bytes: huge.length, raw: huge.slice(0, 65_536) }]);
});

test('a row of 64 KiB exactly is a row', async () => {
  const overhead = JSON.stringify({ ...PLAIN, bizId: '' }).length;
  const { records, rejects } = await ask({ ...PLAIN, bizId: 'x'.repeat(65_536 - overhead) });
  expect(rejects).toEqual([]);
  expect(records[0]?.bizId).toHaveLength(65_536 - overhead);
});
