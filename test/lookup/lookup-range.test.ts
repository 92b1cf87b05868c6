import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readRangeQuestion } from '../../functions/lookup/query.ts';
import { EVENT_SHAPES, functionUrlEvent } from '../support/http-events.ts';
import { startLookup, startVendor, TOKEN } from '../support/lookup-function.ts';
import { SEED } from '../support/seed.ts';
import { answerRange, failure, success, vendorRow } from '../support/vendor-rows.ts';

/** 2025-03-05T10:00:00+08:00 */
const START = 1_741_140_000;
const SRC = '008613500000000';
const DAY = 86_400;

const read = (query: string): unknown => readRangeQuestion(new URLSearchParams(query), 28_800);

type Query = Readonly<Record<string, string | readonly string[]>>;
const ask = (query: Query): object => functionUrlEvent({ path: '/cdr', query, token: TOKEN });
const callIds = (body: string): string[] => JSON.parse(body).cdr.map((call: { callId: string }) => call.callId);

describe.each(EVENT_SHAPES)('the calls of a caller, asked for through a %s event', (_shape, event) => {
  const query = { src: SRC, from: '2025-03-05T10:00:00+08:00', to: String(START + 600) };

  it('are those that began in the range, in that order', async () => {
    const rows = [50, 599, 0, -1, 600].map((second) => vendorRow(`at${second}`, START + second));
    const lookup = await startLookup(await startVendor(() => success(rows)));
    const { statusCode, body } = await lookup.invoke(event({ path: '/cdr', query, token: TOKEN }));
    expect([statusCode, callIds(body)]).toEqual([200, ['at0', 'at50', 'at599']]);
  });

  it('are 1 000 of 1 000, each once, though the vendor gives 150 at a time', async () => {
    const rows = Array.from({ length: 1000 }, (_, i) => vendorRow(`call-${i}`, START + Math.floor(i * 3.6)));
    const others = rows.map((row) => ({ ...row, callId: `other-${row['callId']}`, src: '008613700000000' }));
    const vendor = await startVendor((request) => answerRange([...rows, ...others], request, 150));
    const lookup = await startLookup(vendor);
    const long = { ...query, to: String(START + 3600) };
    const { statusCode, body } = await lookup.invoke(event({ path: '/cdr', query: long, token: TOKEN }));
    expect(statusCode).toBe(200);
    expect(callIds(body)).toEqual(rows.map((row) => row['callId']));
    expect(vendor.requests.length).toBeGreaterThan(7);
  });
});

describe('the calls of a caller', () => {
  it('are an empty list when there are none', async () => {
    const lookup = await startLookup(await startVendor(() => success([])));
    const now = Math.floor(Date.now() / 1000);
    const { statusCode, body } = await lookup.invoke(ask({ src: SRC, from: String(now - 60), to: String(now) }));
    expect([statusCode, body]).toEqual([200, '{"cdr":[],"source":"vendor"}']);
  });

  it('are asked for by caller and time alone', async () => {
    const vendor = await startVendor(() => success([]));
    const lookup = await startLookup(vendor);
    await lookup.invoke(ask({ src: SRC, from: String(START), to: String(START + DAY), callId: 'a', appId: '1' }));
    expect(vendor.requests.map(({ body }) => body)).toEqual([
      {
        appId: '1400987654',
        src: SRC,
        startTimeStamp: String(START - 1),
        endTimeStamp: String(START + DAY),
        compress: '0',
      },
    ]);
  });

  it('are of nobody else, whatever the vendor sends', async () => {
    const rows = [vendorRow('mine', START), vendorRow('theirs', START, { src: '008613700000000' })];
    const lookup = await startLookup(await startVendor(() => success(rows)));
    const { body } = await lookup.invoke(ask({ src: SRC, from: String(START), to: String(START + 1) }));
    expect(callIds(body)).toEqual(['mine']);
  });

  it('are not told at all when the vendor cuts even one second short', async () => {
    let asked = 0;
    const more = (): ReturnType<typeof success> => success([vendorRow(`call-${asked++}`, START)], String(START));
    const lookup = await startLookup(await startVendor(more));
    const result = await lookup.invoke(ask({ src: SRC, from: String(START), to: String(START + 4) }));
    expect(result.statusCode).toBe(502);
    expect(JSON.parse(result.body).detail).toContain('one second');
  });

  it('are not told at all when the vendor refuses a part', async () => {
    let asked = 0;
    const vendor = await startVendor(() => (asked++ < 2 ? success([], String(START)) : failure('-202')));
    const lookup = await startLookup(vendor);
    const result = await lookup.invoke(ask({ src: SRC, from: String(START), to: String(START + 4) }));
    expect(JSON.parse(result.body)).toMatchObject({ status: 502, vendorCode: '-202' });
  });

  it('are 400 when they are more than an answer can hold, and the vendor is not asked on', async () => {
    const rows = Array.from({ length: 12_000 }, (_, i) => vendorRow(`call-${i}`, START + (i % 1000)));
    const vendor = await startVendor(() => success(rows, String(START)));
    const lookup = await startLookup(vendor);
    const result = await lookup.invoke(ask({ src: SRC, from: String(START), to: String(START + 1000) }));
    expect([result.statusCode, vendor.requests.length < 4]).toEqual([400, true]);
    expect(JSON.parse(result.body).hint).toBe('Ask for a shorter range.');
  });
});

describe('a range', () => {
  const good = { src: SRC, from: String(START), to: String(START + 600) };
  const without = (name: string): Query => Object.fromEntries(Object.entries(good).filter(([key]) => key !== name));

  it.each<[string, Query, string]>([
    ['without src', without('src'), 'src is missing'],
    ['with an empty src, which would mean everybody', { ...good, src: '' }, 'src must be'],
    ['with a src of blanks', { ...good, src: '  ' }, 'src must be'],
    ['with a src of letters', { ...good, src: 'everybody' }, 'src must be'],
    ['with a src too short', { ...good, src: '123' }, 'src must be'],
    ['with a src too long', { ...good, src: '1'.repeat(21) }, 'src must be'],
    ['with two src', { ...good, src: [SRC, '0086137'] }, 'src must be given once'],
    ['without from', without('from'), 'from is missing'],
    ['without to', without('to'), 'to is missing'],
    ['from no time', { ...good, from: 'yesterday' }, 'from must be ISO 8601 or epoch seconds'],
    ['to no day of the calendar', { ...good, to: '2025-02-30' }, 'to must be ISO 8601 or epoch seconds'],
    ['backwards', { ...good, to: String(START - 1) }, 'from must be before to'],
    ['of no length', { ...good, to: good.from }, 'from must be before to'],
    ['a second too long', { ...good, to: String(START + DAY + 1) }, 'longer than 24 hours'],
    ['of nothing', {}, 'src is missing; from is missing; to is missing'],
  ])('%s is 400, says so, and asks nobody', async (_what, query, detail) => {
    const vendor = await startVendor(() => success([]));
    const lookup = await startLookup(vendor);
    const result = await lookup.invoke(ask(query));
    expect([result.statusCode, vendor.requests]).toEqual([400, []]);
    expect(JSON.parse(result.body).detail).toContain(detail);
  });

  it.each([
    ['epoch seconds', 'from=1741140000&to=1741140600'],
    ['ISO 8601', 'from=2025-03-05T02:00:00Z&to=2025-03-05T10:10:00%2B08:00'],
    ['times without a zone, which are in UTC_OFFSET', 'from=2025-03-05T10:00&to=2025-03-05T10:10'],
    ['times with a blank', 'from=2025-03-05 10:00&to=2025-03-05 10:10:00'],
    ['a + that was not encoded', 'from=2025-03-05T10:00:00+08:00&to=2025-03-05T10:10+08:00'],
    ['values that were encoded twice', 'from=2025-03-05T10%253A00%253A00%252B08%253A00&to=2025-03-05T10%253A10'],
  ])('may be written in %s', (_how, times) => {
    expect(read(`src=${SRC}&${times}`)).toEqual({ src: SRC, from: START, to: START + 600 });
  });

  it.each(['%2B8613500000000', '+8613500000000', '008613500000000'])('takes %s for the same caller', (src) => {
    expect(read(`src=${src}&from=1741140000&to=1741140600`)).toMatchObject({ src: SRC });
  });

  it(`that is accepted asks for one caller and at most a day, whatever was written (SEED=${SEED})`, () => {
    const anything = fc.oneof(
      fc.string(),
      fc.constantFrom(SRC, '+86135', '', '1741140000', '2025-03-05', '2025-03-06'),
    );
    const query = fc.array(fc.tuple(fc.constantFrom('src', 'from', 'to'), anything), { maxLength: 5 });
    fc.assert(
      fc.property(query, (pairs) => {
        const range = readRangeQuestion(new URLSearchParams(pairs), 28_800);
        const sound =
          'status' in range
            ? range.status === 400
            : 'src' in range && /^\d{4,24}$/.test(range.src) && range.from < range.to && range.to - range.from <= DAY;
        expect(sound).toBe(true);
      }),
      { seed: SEED, numRuns: 2000 },
    );
  });
});
