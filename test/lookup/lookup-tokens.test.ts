import { createHash } from 'node:crypto';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { authorize } from '../../functions/lookup/auth.ts';
import { createRateLimit } from '../../functions/lookup/rate-limit.ts';
import { EVENT_SHAPES, functionUrlEvent } from '../support/http-events.ts';
import { startLookup, startVendor, TOKEN, TOKEN_ENTRY } from '../support/lookup-function.ts';
import { SEED } from '../support/seed.ts';
import { success, vendorRow } from '../support/vendor-rows.ts';

const FOUND = success([vendorRow('a', 1_741_140_000)]);
const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

describe.each(EVENT_SHAPES)('a lookup through a %s event', (_shape, event) => {
  it.each([
    ['no Authorization', {}],
    ['an empty one', { authorization: '' }],
    ['another scheme', { authorization: `Basic ${TOKEN}` }],
    ['a token without a scheme', { authorization: TOKEN }],
    ['two tokens', { authorization: `Bearer ${TOKEN} ${TOKEN}` }],
    ['another token', { authorization: 'Bearer huadan_another' }],
    ['the hash of the token', { authorization: `Bearer ${sha256(TOKEN)}` }],
    ['the token and one character', { authorization: `Bearer ${TOKEN}x` }],
    ['two headers', { authorization: [`Bearer ${TOKEN}`, `Bearer ${TOKEN}`] }],
  ])('with %s is 401 with a challenge, and asks nobody', async (_what, headers) => {
    const vendor = await startVendor(() => FOUND);
    const lookup = await startLookup(vendor);
    for (const path of ['/cdr/a', '/cdr', '/cdr/a.b']) {
      const result = await lookup.invoke(event({ path, headers }));
      expect(result.statusCode).toBe(401);
      expect(result.headers['www-authenticate']).toMatch(/^Bearer realm="huadan"/);
      expect(result.headers['content-type']).toBe('application/problem+json');
    }
    expect(vendor.requests).toEqual([]);
  });

  it('with a token is answered', async () => {
    const lookup = await startLookup(await startVendor(() => FOUND));
    expect((await lookup.invoke(event({ path: '/cdr/a', token: TOKEN }))).statusCode).toBe(200);
  });
});

describe('tokens', () => {
  it('are several, each with a name that the log tells', async () => {
    const env = { LOOKUP_TOKENS: `${TOKEN_ENTRY},nightly:${sha256('another')}` };
    const lookup = await startLookup(await startVendor(() => FOUND), env);
    for (const token of [TOKEN, 'another']) {
      expect((await lookup.invoke(functionUrlEvent({ path: '/cdr/a', token }))).statusCode).toBe(200);
    }
    const lines = (await lookup.printed()).trim().split('\n');
    expect(lines.map((line) => JSON.parse(line).client)).toEqual(['support', 'nightly']);
  });

  it.each([undefined, '', '  ', ','])('that are not configured (%j) refuse every lookup: 503', async (entries) => {
    const vendor = await startVendor(() => FOUND);
    const lookup = await startLookup(vendor, { LOOKUP_TOKENS: entries });
    for (const token of [TOKEN, '', undefined]) {
      const result = await lookup.invoke(
        functionUrlEvent({ path: '/cdr/a', ...(token === undefined ? {} : { token }) }),
      );
      expect([result.statusCode, JSON.parse(result.body).hint]).toEqual([
        503,
        expect.stringContaining('LOOKUP_TOKENS'),
      ]);
    }
    expect(vendor.requests).toEqual([]);
  });

  it('are told by the whole of their hash', async () => {
    const tokens = ['one', 'two', 'three'].map((name) => ({ name, sha256: sha256(name) }));
    for (const { name } of tokens) expect(await authorize(`Bearer ${name}`, tokens)).toEqual({ client: name });
    const near = tokens.map(({ name, sha256: hash }) => ({
      name,
      sha256: hash.replace(/.$/, hash.endsWith('0') ? '1' : '0'),
    }));
    for (const { name } of tokens) expect(await authorize(`Bearer ${name}`, near)).toMatchObject({ status: 401 });
  });
});

describe('the limit of a token', () => {
  it('lets 40 through at once, then 429 with Retry-After, and the vendor is not asked', async () => {
    const vendor = await startVendor(() => FOUND);
    const lookup = await startLookup(vendor);
    const event = functionUrlEvent({ path: '/cdr/a', token: TOKEN });
    const results = await Promise.all(Array.from({ length: 200 }, async () => lookup.invoke(event)));
    const refused = results.filter(({ statusCode }) => statusCode === 429);
    expect(results.length - refused.length).toBeGreaterThanOrEqual(40);
    expect(refused.length).toBeGreaterThan(0);
    expect(refused[0]?.headers['retry-after']).toBe('1');
    expect(vendor.requests.length).toBe(results.length - refused.length);
  });

  it('is that of this token alone', () => {
    const limit = createRateLimit({ perSecond: 1, burst: 1 });
    expect([limit('one', 0), limit('one', 0), limit('two', 0)]).toEqual([0, 1000, 0]);
  });

  it(`says how long to wait, and keeps its word (SEED=${SEED})`, () => {
    const gaps = fc.array(fc.nat({ max: 200 }), { minLength: 1, maxLength: 100 });
    fc.assert(
      fc.property(gaps, fc.integer({ min: 1, max: 50 }), fc.integer({ min: 1, max: 10 }), (waits, perSecond, burst) => {
        const limit = createRateLimit({ perSecond, burst });
        let now = 0;
        for (const gap of waits) {
          now += gap;
          const waitMs = limit('one', now);
          if (waitMs === 0) continue;
          expect(waitMs).toBeLessThanOrEqual(Math.ceil(1000 / perSecond) + 1);
          now += waitMs;
          expect(limit('one', now)).toBe(0);
        }
      }),
      { seed: SEED },
    );
  });

  it('does not mind a clock that is set back', () => {
    const limit = createRateLimit({ perSecond: 1, burst: 2 });
    expect([limit('one', 10_000), limit('one', 0), limit('one', 0), limit('one', 1000)]).toEqual([0, 0, 1000, 0]);
  });

  it(`holds over any stretch of time: never more than the burst and 20 a second (SEED=${SEED})`, () => {
    const gaps = fc.array(fc.oneof(fc.constant(0), fc.nat({ max: 400 })), { minLength: 1, maxLength: 300 });
    fc.assert(
      fc.property(gaps, (waits) => {
        const limit = createRateLimit();
        let now = 0;
        const times = waits.map((wait) => (now += wait));
        const passed = times.filter((time) => limit('one', time) === 0);
        const over = passed.flatMap((from, first) =>
          passed.slice(first).filter((to, more) => more + 1 > 40 + ((to - from) / 1000) * 20 + 1e-3),
        );
        expect(over).toEqual([]);
      }),
      { seed: SEED, numRuns: 50 },
    );
  });
});
