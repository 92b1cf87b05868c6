import { deflateSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createApp } from '../../functions/lookup/app.ts';
import { callFromVendor } from '../../functions/lookup/from-vendor.ts';
import { openVendor } from '../../functions/lookup/places.ts';
import { startVendorServer, type VendorServer } from '../../local/simulator/server.ts';
import { readLookupConfig } from '../../shared/config/read.ts';
import { createDeps } from '../../shared/deps.ts';
import { createLog } from '../../shared/log.ts';
import { ALLOWED, FORBIDDEN, NOT_UTF8, UNBALANCED, UNKEEPABLE } from '../support/json-cases.ts';
import { TOKEN, TOKEN_ENTRY } from '../support/lookup-function.ts';
import { CREDENTIALS } from '../support/pulling.ts';
import { vendorRow } from '../support/vendor-rows.ts';
import { logTo } from '../support/output.ts';

const START = 1_741_140_000;

let body: Buffer | string = '';
let vendor: VendorServer;
const real = createDeps();
const deps = { ...real, sleep: async () => undefined };
beforeAll(async () => {
  vendor = await startVendorServer(() => ({ body }));
});
afterAll(async () => {
  real.close();
  await vendor.close();
});

/** Asks for the call `case`. Whatever came, the answer is JSON of the right kind that no cache keeps. */
async function lookUp(
  reply: Buffer | string,
): Promise<{ status: number; answer: { cdr?: Record<string, unknown>[] } }> {
  body = reply;
  const env = { CDR_ENDPOINT: vendor.endpoint, ...CREDENTIALS, LOOKUP_TOKENS: TOKEN_ENTRY, CDR_MAX_REPLY: '1MB' };
  const config = readLookupConfig(env);
  const app = createApp({
    config,
    log: createLog({ write: logTo([]) }),
    limit: () => 0,
    find: async (question, { deadlineMs, onRequest = () => undefined }) => {
      if (!('callId' in question)) throw new TypeError('only calls are looked up here');
      const source = await openVendor(config, deps);
      return callFromVendor(question, { source, utcOffsetSeconds: config.utcOffsetSeconds, deadlineMs, onRequest });
    },
  });
  const response = await app.request('/cdr/case', { headers: { Authorization: `Bearer ${TOKEN}` } });
  expect(response.headers.get('cache-control')).toBe('no-store');
  const kind = response.status === 200 ? 'application/json' : 'application/problem+json';
  expect(response.headers.get('content-type')).toBe(kind);
  const answer: { status?: number; cdr?: Record<string, unknown>[] } = JSON.parse(await response.text());
  if (response.status !== 200) expect(answer.status).toBe(response.status);
  return { status: response.status, answer };
}

const rowWith = (value: string): string => `${JSON.stringify(vendorRow('case', START)).slice(0, -1)},"x":${value}}`;
const listOf = (row: string): string => `{"cdr":[${row}],"errorCode":"0"}`;

describe('a vendor that sends, in the row asked for,', () => {
  it(`each of ${ALLOWED.length} values that JSON allows: 200 with that value`, async () => {
    for (const value of ALLOWED) {
      const { status, answer } = await lookUp(listOf(rowWith(value)));
      expect([status, JSON.stringify(answer.cdr?.[0]?.['x'])]).toEqual([200, JSON.stringify(JSON.parse(value))]);
    }
  });

  it(`each of ${UNKEEPABLE.length} numbers that a double cannot hold: 200`, async () => {
    for (const value of UNKEEPABLE) {
      expect([value, (await lookUp(listOf(rowWith(value)))).status]).toEqual([value, 200]);
    }
  });

  it(`each of ${FORBIDDEN.length} values that cannot be kept: 502`, async () => {
    for (const value of FORBIDDEN) {
      expect([value, (await lookUp(listOf(rowWith(value)))).status]).toEqual([value, 502]);
    }
    const [head = '', tail = ''] = listOf(rowWith('"\u0001"')).split('\u0001');
    for (const [, bytes] of NOT_UTF8) {
      const reply = Buffer.concat([Buffer.from(head), Buffer.from(bytes), Buffer.from(tail)]);
      expect((await lookUp(reply)).status).toBe(502);
    }
  });

  it(`each of ${UNBALANCED.length} values without an end: 503`, async () => {
    for (const value of UNBALANCED)
      expect([value, (await lookUp(listOf(rowWith(value)))).status]).toEqual([value, 503]);
  });
});

describe('a vendor that sends, as the whole reply,', () => {
  it('anything that is none: 503', async () => {
    for (const reply of ['', 'null', '[]', '{}', '"x"', '<html>', '{"cdr":[]}']) {
      expect([reply, (await lookUp(reply)).status]).toEqual([reply, 503]);
    }
  });

  it('what inflates past CDR_MAX_REPLY: 502', async () => {
    expect((await lookUp(deflateSync(`{"cdr":[${' '.repeat(4 << 20)}],"errorCode":"0"}`))).status).toBe(502);
  });
});
