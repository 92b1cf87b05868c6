import { describe, expect, it } from 'vitest';
import { mayBeSameNumber, vendorNumber } from '../../functions/lookup/same-number.ts';
import { canonicalNumber } from '../../shared/days/canonical-number.ts';
import masked from '../fixtures/cases/17-masked-caller/input-src.json' with { type: 'json' };
import { functionUrlEvent } from '../support/http-events.ts';
import { startLookup, startVendor, TOKEN } from '../support/lookup-function.ts';
import { success, vendorRow } from '../support/vendor-rows.ts';

const START = 1_741_140_000;

describe('two numbers', () => {
  it.each([
    ['008613812340001', '13812340001'],
    ['+86 138-1234-0001', '13812340001'],
    ['013812340001', '13812340001'],
    ['0755 9659 0377', '075596590377'],
    ['00867551234567', '0755-1234567'],
    ['138****0001', '13812340001'],
    ['0086138****0001', '13812340001'],
    ['+86-138 **** 0001', '008613812340001'],
    ['*******0001', '13812340001'],
    ['', '13812340001'],
    ['anonymous', '13812340001'],
  ])('may be one: %s and %s', (written, asked) => {
    expect(mayBeSameNumber(written, canonicalNumber(asked))).toBe(true);
  });

  it.each([
    ['008613812340001', '13812340002'],
    ['008613812340001', '2340001'],
    ['008613812340001', '0001'],
    ['138****0001', '13812340002'],
    ['139****0001', '13812340001'],
    ['13812340001', '8613812340001555'],
    ['95588', '0195588'],
    ['8', '13812340008'],
  ])('are two: %s and %s', (written, asked) => {
    expect(mayBeSameNumber(written, canonicalNumber(asked))).toBe(false);
  });

  it('are written for the vendor as its page writes them', () => {
    const spellings = ['13812340001', '+86 138-1234-0001', '008613812340001', '8613812340001', '013812340001'];
    expect(new Set(spellings.map(vendorNumber))).toEqual(new Set(['008613812340001']));
    expect(vendorNumber('0755-9659 0377')).toBe('008675596590377');
    expect(vendorNumber('+1 415 555 0100')).toBe('0014155550100');
  });
});

function ask(src: string): object {
  return functionUrlEvent({ path: '/cdr', query: { src, from: `${START}`, to: `${START + 60}` }, token: TOKEN });
}

describe('the calls of a caller', () => {
  it('are kept when the vendor masks the caller, spaces it, or leaves it out', async () => {
    const rows = masked.map((src, i) => vendorRow(`call-${i}`, START + i, { src }));
    const lookup = await startLookup(await startVendor(() => success(rows)));
    const { body } = await lookup.invoke(ask('13812340001'));
    const { cdr, foreign } = JSON.parse(body);
    expect([cdr.map(({ src }: { src: string | null }) => src ?? ''), foreign]).toEqual([masked, undefined]);
  });

  it('are dropped when they contradict the question, and how many were is told', async () => {
    const rows = ['008613812340001', '008613812340002', '139****0001'].map((src, i) =>
      vendorRow(`c${i}`, START, { src }),
    );
    const lookup = await startLookup(await startVendor(() => success(rows)));
    const { cdr, foreign } = JSON.parse((await lookup.invoke(ask('0138 1234 0001'))).body);
    expect([cdr.length, foreign]).toEqual([1, 2]);
  });

  it.each(['8', '00008', '0000', '+86', '00 00 00'])(
    'are nobody’s for %s: 400, and the vendor is not asked',
    async (src) => {
      const vendor = await startVendor(() => success([vendorRow('a', START)]));
      const lookup = await startLookup(vendor);
      expect([(await lookup.invoke(ask(src))).statusCode, vendor.requests.length]).toEqual([400, 0]);
    },
  );

  it('cost a bounded number of requests, whatever the vendor answers', async () => {
    let asked = 0;
    const endless = (): ReturnType<typeof success> => success([vendorRow(`call-${asked++}`, START)], `${START}`);
    const vendor = await startVendor(endless);
    const lookup = await startLookup(vendor, { CDR_RATE: 'unlimited' });
    const day = { src: '13500000000', from: `${START}`, to: `${START + 86_400}` };
    const { statusCode } = await lookup.invoke(functionUrlEvent({ path: '/cdr', query: day, token: TOKEN }));
    expect([statusCode >= 400, vendor.requests.length]).toEqual([true, expect.any(Number)]);
    expect(vendor.requests.length).toBeLessThan(260);
  });

  it('of a range that begins before RETENTION come with the word that some may be forgotten', async () => {
    const lookup = await startLookup(await startVendor(() => success([])), { RETENTION: '2h' });
    const now = Math.floor(Date.now() / 1000);
    const of = async (from: number): Promise<unknown> => {
      const query = { src: '13500000000', from: `${from}`, to: `${now}` };
      return JSON.parse((await lookup.invoke(functionUrlEvent({ path: '/cdr', query, token: TOKEN }))).body);
    };
    expect(await of(now - 3 * 3600)).toMatchObject({
      cdr: [],
      forgotten: true,
      hint: expect.stringContaining('archive'),
    });
    expect(await of(now - 3600)).toEqual({ cdr: [], source: 'vendor' });
  });
});
