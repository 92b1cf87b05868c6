import { json, text } from 'node:stream/consumers';
import { inflateSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import type { CallCentre } from '../../local/simulator/call-centre.ts';
import { gather } from '../../shared/bytes.ts';
import {
  ask,
  DAY_END,
  HOUR,
  isAscending,
  MIDNIGHT,
  post,
  range,
  startClocked,
  starts,
  time,
} from '../support/call-centre.ts';

describe('a range', () => {
  it('includes both its bounds and is taken by the start of the call', async () => {
    const centre = await startClocked();
    const { cdr } = await ask(centre, range(MIDNIGHT + 10 * HOUR, MIDNIGHT + 11 * HOUR));
    const [from = 0, to = 0] = [starts(cdr)[5], starts(cdr)[50]];
    const expected = cdr.filter((row) => time(row, 'startSrcCallTime') >= from && time(row, 'startSrcCallTime') <= to);
    expect((await ask(centre, range(from, to))).cdr).toEqual(expected);
    expect(expected.length).toBeGreaterThanOrEqual(46);
  });

  it('may ask for the calls of one caller', async () => {
    const centre = await startClocked();
    const { cdr } = await ask(centre, range(MIDNIGHT, DAY_END));
    const src = cdr[0]?.['src'] ?? '';
    const own = cdr.filter((row) => row['src'] === src);
    expect((await ask(centre, range(MIDNIGHT, DAY_END, src))).cdr).toEqual(own);
    expect(own.length).toBeLessThan(cdr.length);
    expect((await ask(centre, range(MIDNIGHT, DAY_END, '008612000000000x'))).cdr).toEqual([]);
  });

  it('with more rows than fit gives the first of them and the start of the next as offset', async () => {
    const [all, small] = [await startClocked(), await startClocked({ maxRows: 100 })];
    const { cdr, offset } = await ask(all, range(MIDNIGHT, DAY_END));
    expect(offset).toBe('0');
    expect(isAscending(starts(cdr))).toBe(true);
    const cut = await ask(small, range(MIDNIGHT, DAY_END));
    expect(cut.cdr).toEqual(cdr.slice(0, 100));
    expect(cut.offset).toBe(cdr[100]?.['startSrcCallTime']);

    const exact = await startClocked({ maxRows: cdr.length });
    expect((await ask(exact, range(MIDNIGHT, DAY_END))).offset).toBe('0');
  });

  it('comes as zlib when compress is "1"', async () => {
    const centre = await startClocked();
    const body = { appId: centre.appId, ...range(MIDNIGHT, DAY_END) };
    const plain = await text((await post(centre, body)).body);
    const packed = await gather((await post(centre, { ...body, compress: '1' })).body);
    expect(packed[0]).toBe(0x78);
    expect(inflateSync(packed).toString()).toBe(plain);
  });
});

describe('a refusal', () => {
  const good = { appId: 'app', ...range(MIDNIGHT, DAY_END) };

  it.each([
    ['another id', '-402', good, 'wrong'],
    ['another appId', '-401', { ...good, appId: 'other' }],
    ['no appId', '-2', range(MIDNIGHT, DAY_END)],
    ['a number for a string', '-2', { ...good, startTimeStamp: MIDNIGHT }],
    ['a body that is no object', '-2', 'text'],
    ['callId and src together', '-2', { ...good, callId: 'x' }],
    ['neither callId nor src', '-2', { ...good, src: undefined }],
    ['half a range', '-2', { ...good, startTimeStamp: undefined }],
    ['an unknown compress', '-2', { ...good, compress: '2' }],
    ['a range that ends before it starts', '-202', { ...good, endTimeStamp: String(MIDNIGHT - 1) }],
    ['a date for a timestamp', '-202', { ...good, startTimeStamp: '2025-03-05 00:00:00' }],
    ['an unknown callId', '-201', { appId: 'app', callId: '12-250305-0' }],
  ])('of %s has the code %s', async (_case, code, body, id?: string) => {
    const centre = await startClocked({ appId: 'app', id: 'id' });
    const reply = await post(centre, body, id);
    expect(reply.status).toBe(200);
    expect(await json(reply.body)).toEqual({ errorCode: code, result: expect.stringMatching(/./) });
  });

  it('of another path or method is a 404', async () => {
    const centre = await startClocked();
    const url = `${centre.endpoint}/201511v3/getCdr?id=${centre.id}`;
    expect((await fetch(url)).status).toBe(404);
    expect((await fetch(`${centre.endpoint}/other`, { method: 'POST', body: '{}' })).status).toBe(404);
  });
});

/** What became of each of so many range requests. */
async function outcomes(centre: CallCentre, count: number): Promise<string[]> {
  const seen: string[] = [];
  for (let index = 0; index < count; index += 1) {
    const reply = await post(centre, { appId: centre.appId, ...range(MIDNIGHT + 36_000, MIDNIGHT + 36_060) });
    const told = await text(reply.body).catch(() => 'cut');
    if (told === 'cut') seen.push('cut');
    else if (reply.status !== 200) seen.push(String(reply.status));
    else seen.push(told.includes('"-501"') ? '-501' : 'good');
  }
  return seen;
}

describe('faults', () => {
  it('come in every kind, as often as asked for, never twice in a row, and the same for the same seed', async () => {
    const seen = await outcomes(await startClocked({ faultRate: 0.1 }), 300);
    const faulty = seen.filter((outcome) => outcome !== 'good');
    expect(new Set(faulty)).toEqual(new Set(['cut', '503', '-501']));
    expect(faulty.length).toBeGreaterThan(10);
    expect(faulty.length).toBeLessThan(50);
    expect(seen.filter((outcome, index) => outcome !== 'good' && (seen[index + 1] ?? 'good') !== 'good')).toEqual([]);
    expect(await outcomes(await startClocked({ faultRate: 0.1 }), 50)).toEqual(seen.slice(0, 50));
  });

  it('spare questions by callId', async () => {
    const centre = await startClocked({ faultRate: 1 });
    const callId = centre.recentCallId();
    for (let index = 0; index < 5; index += 1) expect((await ask(centre, { callId })).errorCode).toBe('0');
  });
});

describe('the requests seen', () => {
  it('are kept up to the last thousand', async () => {
    const centre = await startClocked();
    for (let batch = 0; batch < 11; batch += 1) {
      await Promise.all(Array.from({ length: 92 }, async () => text((await post(centre, { batch })).body)));
    }
    expect(centre.requests.length).toBe(1000);
    expect(centre.requests.at(-1)?.body).toEqual({ batch: 10 });
  });
});
