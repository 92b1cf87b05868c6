import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { PROBLEM_STATUSES } from '../../functions/lookup/responses.ts';
import { anyText } from '../support/any-text.ts';
import { apiGatewayEvent, functionUrlEvent } from '../support/http-events.ts';
import { startLookup, startVendor, TOKEN, type HttpResult } from '../support/lookup-function.ts';
import { runs, SEED } from '../support/seed.ts';
import { success, vendorRow } from '../support/vendor-rows.ts';

const START = 1_741_140_000;
const known: readonly number[] = [200, 204, ...PROBLEM_STATUSES];

function expectWellFormed({ statusCode, headers, body, isBase64Encoded }: HttpResult): void {
  expect(known).toContain(statusCode);
  expect([typeof body, isBase64Encoded]).toEqual(['string', false]);
  for (const [name, value] of Object.entries(headers))
    expect(`${name}: ${value}`).toMatch(/^[a-z0-9-]+: [\u0020-\u007e]+$/);
  expect(headers).toMatchObject({ 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' });
  if (body === '' || headers['content-type']?.startsWith('text/html') === true) return;
  const answer: unknown = JSON.parse(body);
  expect(answer).toBeTypeOf('object');
  expect(headers['content-type']).toBe(statusCode === 200 ? 'application/json' : 'application/problem+json');
  expect(answer).toMatchObject(statusCode === 200 ? {} : { type: 'about:blank', status: statusCode });
}

const oddText = fc.oneof(anyText, fc.constantFrom('', '\0', '\ud800', '../', '%', '//x', '话'));
const anything = fc.anything({ withNullPrototype: true, withDate: true, withBigInt: true });
const method = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom('GET', 'get', 'HEAD', 'OPTIONS', 'POST', 'TRACE', 'CONNECT') },
  oddText,
  anything,
);
const segment = fc.oneof(oddText, fc.constantFrom('cdr', 'healthz', 'openapi.json', 'a', '..', '%2e%2e', '__proto__'));
const path = fc.oneof(
  { weight: 6, arbitrary: fc.array(segment, { maxLength: 4 }).map((segments) => `/${segments.join('/')}`) },
  { weight: 3, arbitrary: fc.oneof(oddText, fc.constant('a')).map((id) => `/cdr/${id}`) },
  { weight: 2, arbitrary: fc.constant('/cdr') },
  oddText,
  anything,
);
const token = fc.oneof(
  { weight: 5, arbitrary: fc.constant(`Bearer ${TOKEN}`) },
  oddText.map((text) => `Bearer ${text}`),
  oddText,
  fc.array(oddText, { maxLength: 3 }),
  anything,
);
const headerName = fc.oneof(
  fc.constantFrom('authorization', 'Authorization', 'host', '__proto__', 'constructor'),
  oddText,
);
const headers = fc.oneof(
  { weight: 4, arbitrary: fc.dictionary(headerName, token, { maxKeys: 4 }) },
  { weight: 4, arbitrary: fc.constant({ authorization: `Bearer ${TOKEN}` }) },
  anything,
);
const value = fc.oneof(
  fc.constantFrom('008613500000000', String(START), String(START + 600), '2025-03-05T10:00:00+08:00', ''),
  oddText,
  fc.array(oddText, { maxLength: 3 }),
);
const query = fc.oneof(
  { weight: 3, arbitrary: fc.constant({ src: '008613500000000', from: String(START), to: String(START + 600) }) },
  {
    weight: 6,
    arbitrary: fc.dictionary(fc.oneof(fc.constantFrom('src', 'from', 'to'), oddText), value, { maxKeys: 5 }),
  },
  anything,
);
const event = fc.oneof(
  {
    weight: 8,
    arbitrary: fc
      .record({
        shape: fc.constantFrom(functionUrlEvent, apiGatewayEvent),
        changes: fc.record(
          { httpMethod: method, path, headers, queryString: query, queryStringParameters: query, body: anything },
          { requiredKeys: ['httpMethod', 'path', 'headers'] },
        ),
      })
      .map(({ shape, changes }) => ({ ...shape({}), ...changes })),
  },
  { weight: 1, arbitrary: anything },
);

it(`whatever the event, a well-formed answer with a known status comes out (SEED=${SEED})`, async () => {
  const reply = success([vendorRow('a', START)]);
  const vendor = await startVendor(() => reply);
  const lookup = await startLookup(vendor);
  const statuses = new Map<number, number>();
  await fc.assert(
    fc.asyncProperty(event, async (anyEvent) => {
      const result = await lookup.invoke(anyEvent);
      statuses.set(result.statusCode, (statuses.get(result.statusCode) ?? 0) + 1);
      expectWellFormed(result);
    }),
    { seed: SEED, numRuns: runs(500, 20_000) },
  );
  // A fuzz that never gets past the door proves nothing.
  expect([...statuses.keys()]).toEqual(expect.arrayContaining([200, 400, 401, 404, 405]));
  for (const { body } of vendor.requests) {
    const question = JSON.stringify([body['callId'], body['src']]);
    expect(question).toMatch(/^\["[A-Za-z0-9_-]{1,128}",null\]$|^\[null,"\d{4,22}"\]$/);
  }
});
