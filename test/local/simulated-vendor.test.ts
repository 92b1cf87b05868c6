import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import {
  ask,
  DAY_END,
  HOUR,
  isAscending,
  MIDNIGHT,
  range,
  startClocked,
  starts,
  time,
  type Reply,
  type Row,
} from '../support/call-centre.ts';

describe('the calls', () => {
  it('are the same for the same seed, whoever asks, when, and for which ranges', async () => {
    const one = await startClocked();
    const other = await startClocked();
    const { cdr } = await ask(one, range(MIDNIGHT, DAY_END));

    other.clock.now = MIDNIGHT + 24 * HOUR;
    await ask(other, range(MIDNIGHT + 15 * HOUR, MIDNIGHT + 16 * HOUR));
    other.clock.now = MIDNIGHT + 25 * HOUR;
    const pieces: Row[] = [];
    for (let from = MIDNIGHT; from <= DAY_END; from += 7000) {
      pieces.push(...(await ask(other, range(from, Math.min(from + 6999, DAY_END)))).cdr);
    }
    expect(pieces).toEqual(cdr);
  });

  it('are others for another seed', async () => {
    const one = await ask(await startClocked({ seed: 1 }), range(MIDNIGHT, DAY_END));
    const other = await ask(await startClocked({ seed: 2 }), range(MIDNIGHT, DAY_END));
    const ids = new Set(one.cdr.map((row) => row['callId']));
    expect(other.cdr.length).toBeGreaterThan(0);
    expect(other.cdr.filter((row) => ids.has(row['callId']))).toEqual([]);
  });

  it('follow the Beijing day: two peaks, a dip at lunch, a quiet night, as many in all as asked for', async () => {
    const { cdr } = await ask(await startClocked({ callsPerDay: 6000 }), range(MIDNIGHT, DAY_END));
    const perHour = (hour: number): number =>
      starts(cdr).filter((second) => Math.floor((second - MIDNIGHT) / HOUR) === hour).length;
    expect(perHour(10)).toBeGreaterThan(1.5 * perHour(12));
    expect(perHour(15)).toBeGreaterThan(1.5 * perHour(12));
    expect(perHour(12)).toBeGreaterThan(4 * perHour(3));
    expect(perHour(3)).toBeGreaterThan(0);
    expect(cdr.length).toBeGreaterThan(5500);
    expect(cdr.length).toBeLessThan(6500);
  });

  it('have times that fit their end status, and every end status occurs in a day', async () => {
    const { cdr } = await ask(await startClocked(), range(MIDNIGHT, DAY_END));
    const steps = ['startSrcRingTime', 'srcAcceptTime', 'startDstCallTime', 'startDstRingTime', 'dstAcceptTime'];
    const stepsTaken: Record<string, number> = { '1': 5, '2': 1, '3': 4, '4': 0, '5': 3 };
    const odd = cdr.filter((row) => {
      const status = row['callEndStatus'] ?? '';
      const taken = steps.map((step) => time(row, step)).filter((second) => second !== 0);
      // What was not reached comes last, and what was reached is in order.
      const notReached = steps.slice(taken.length).map((step) => row[step]);
      const all = [time(row, 'startSrcCallTime'), ...taken, time(row, 'endCallTime')];
      const billed = status === '1' ? time(row, 'endCallTime') - time(row, 'dstAcceptTime') : 0;
      return !(
        taken.length === (stepsTaken[status] ?? taken.length) &&
        notReached.every((value) => value === '0') &&
        isAscending(all) &&
        time(row, 'duration') === billed &&
        time(row, 'endCallTime') - time(row, 'startSrcCallTime') <= 40 * 60
      );
    });
    expect(odd).toEqual([]);
    const silent = cdr.filter((row) => row['callEndStatus'] !== '1');
    expect(new Set(silent.map((row) => row['recordUrl']))).toEqual(new Set(['']));
    expect(new Set(cdr.map((row) => row['callEndStatus']))).toEqual(new Set(['0', '1', '2', '3', '4', '5']));
    const recorded = cdr.filter((row) => row['recordUrl'] !== '').length;
    expect(recorded / cdr.filter((row) => row['callEndStatus'] === '1').length).toBeGreaterThan(0.9);
  });

  it("look like the vendor's: its keys in its order, strings, numbers and ids of its form", async () => {
    const sample: Reply = JSON.parse(await readFile('test/fixtures/vendor/getcdr-ok.json', 'utf8'));
    const reply = await ask(await startClocked(), range(MIDNIGHT, DAY_END));
    expect(Object.keys(reply)).toEqual(Object.keys(sample));
    const keys = Object.keys(sample.cdr[0] ?? {});
    const seen = new Set<string>();
    const odd = reply.cdr.filter((row) => {
      // `callType` may be absent.
      const expected = keys.filter((key) => key !== 'callType' || key in row);
      return !(
        Object.keys(row).join() === expected.join() &&
        Object.values(row).every((value) => typeof value === 'string') &&
        /^12-250305-[0-9a-f]{32}$/.test(row['callId'] ?? '') &&
        /^0086(0\d{2,3}9\d{7}|12\d{9})$/.test(row['src'] ?? '') &&
        /^0086(0\d{2,3}9\d{7}|12\d{9})$/.test(row['dst'] ?? '')
      );
    });
    expect(odd).toEqual([]);
    for (const row of reply.cdr) {
      for (const key of ['bizId', 'orderId', 'callType']) seen.add(row[key] === '' ? `no ${key}` : `a ${key}`);
      seen.add(`callType ${row['callType'] ?? 'absent'}`);
    }
    expect([...seen]).toEqual(
      expect.arrayContaining(['a bizId', 'no bizId', 'a orderId', 'no orderId', 'callType 3', 'callType absent']),
    );
    expect(new Set(reply.cdr.map((row) => row['callId'])).size).toBe(reply.cdr.length);
  });
});

describe('a row', () => {
  it('appears some seconds after hang-up, by range and by callId alike', async () => {
    const centre = await startClocked();
    const { cdr } = await ask(centre, range(MIDNIGHT + 10 * HOUR, MIDNIGHT + 10 * HOUR + 900));
    expect(cdr.length).toBeGreaterThan(20);
    for (const row of cdr) {
      const callId = row['callId'] ?? '';
      const exactly = range(time(row, 'startSrcCallTime'), time(row, 'startSrcCallTime'));
      centre.clock.now = time(row, 'endCallTime');
      expect(await ask(centre, { callId })).toEqual({ errorCode: '-201', result: 'callId not exist' });
      expect((await ask(centre, exactly)).cdr.map((seen) => seen['callId'])).not.toContain(callId);
      centre.clock.now += 12;
      expect((await ask(centre, { callId })).cdr).toEqual([{ ...row, recordUrl: '' }]);
      expect((await ask(centre, exactly)).cdr.map((seen) => seen['callId'])).toContain(callId);
    }
  });

  it('gets its recordUrl 20 to 90 seconds after hang-up and changes in nothing else', async () => {
    const centre = await startClocked();
    const { cdr } = await ask(centre, range(MIDNIGHT + 15 * HOUR, MIDNIGHT + 15 * HOUR + 600));
    const recorded = cdr.filter((row) => row['recordUrl'] !== '');
    expect(recorded.length).toBeGreaterThan(10);
    for (const row of recorded) {
      centre.clock.now = time(row, 'endCallTime') + 19;
      const early = await ask(centre, { callId: row['callId'] });
      centre.clock.now = time(row, 'endCallTime') + 90;
      const late = await ask(centre, { callId: row['callId'] });
      expect([early.cdr, late.cdr]).toEqual([[{ ...row, recordUrl: '' }], [row]]);
    }
  });

  it('is gone when it is older than the vendor keeps', async () => {
    const centre = await startClocked();
    const { cdr } = await ask(centre, range(MIDNIGHT + HOUR, MIDNIGHT + 2 * HOUR));
    const [first] = cdr;
    centre.clock.now = time(first, 'startSrcCallTime') + 25 * HOUR;
    expect((await ask(centre, { callId: first?.['callId'] })).cdr).toEqual([first]);
    centre.clock.now += 1;
    expect((await ask(centre, { callId: first?.['callId'] })).errorCode).toBe('-201');
    expect((await ask(centre, range(MIDNIGHT, time(first, 'startSrcCallTime')))).cdr).toEqual([]);
  });

  it('can be looked up by the callId that the call centre names', async () => {
    const centre = await startClocked();
    centre.clock.now = MIDNIGHT + 4 * HOUR;
    const callId = centre.recentCallId();
    const reply = await ask(centre, { callId });
    expect(reply.cdr.map((row) => row['callId'])).toEqual([callId]);
    const quiet = await startClocked({ callsPerDay: 0 });
    expect(quiet.recentCallId()).toBeUndefined();
  });
});
