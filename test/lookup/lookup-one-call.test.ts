import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { encodeReply, WIRE_FORMS } from '../../local/simulator/encode-reply.ts';
import { EVENT_SHAPES, functionUrlEvent } from '../support/http-events.ts';
import { CONTEXT, startLookup, startVendor, TOKEN } from '../support/lookup-function.ts';
import { NPP_KEYS, startNppVendor } from '../support/npp-vendor.ts';
import { failure, success, vendorRow } from '../support/vendor-rows.ts';

const SAMPLE = await readFile('test/fixtures/vendor/getcdr-ok.json', 'utf8');
const SAMPLE_RECORD =
  '{"callId":"12-190123-2773afbbe32943668a2fb98exxxxxx","src":"008613500000000","dst":"008613631234568",' +
  '"startSrcCallTime":"2019-01-23T17:17:39+08:00","startSrcRingTime":"2019-01-23T17:17:42+08:00","srcAcceptTime":null,' +
  '"startDstCallTime":null,"startDstRingTime":null,"dstAcceptTime":null,"endCallTime":"2019-01-23T17:18:38+08:00",' +
  '"callEndStatus":2,"duration":0,"recordUrl":null,"callType":3,"bizId":null,"orderId":null}';

const START = 1_741_140_000;

describe.each(EVENT_SHAPES)('one call, asked for through a %s event', (_shape, event) => {
  it("is the vendor's row as a record without rev", async () => {
    const vendor = await startVendor(() => ({ body: SAMPLE }));
    const lookup = await startLookup(vendor);
    const result = await lookup.invoke(event({ token: TOKEN }));
    expect(result).toEqual({
      statusCode: 200,
      headers: { 'cache-control': 'no-store', 'content-type': 'application/json', 'x-content-type-options': 'nosniff' },
      body: `{"cdr":[${SAMPLE_RECORD}],"source":"vendor"}`,
      isBase64Encoded: false,
    });
  });

  it('is asked for with its callId alone', async () => {
    const vendor = await startVendor(() => ({ body: SAMPLE }));
    const lookup = await startLookup(vendor);
    await lookup.invoke(event({ token: TOKEN }));
    expect(vendor.requests.map(({ method, path, id, body }) => ({ method, path, id, body }))).toEqual([
      {
        method: 'POST',
        path: '/201511v3/getCdr',
        id: 'id-of-the-tests',
        body: { appId: '1400987654', callId: '12-190123-2773afbbe32943668a2fb98exxxxxx', compress: '0' },
      },
    ]);
  });

  it.each([
    ['the vendor says so', failure('-201', 'callId not exist')],
    ['its list is empty', success([])],
  ])('is 404 when %s', async (_why, reply) => {
    const lookup = await startLookup(await startVendor(() => reply));
    const result = await lookup.invoke(event({ token: TOKEN }));
    expect([result.statusCode, result.headers['content-type']]).toEqual([404, 'application/problem+json']);
    expect(JSON.parse(result.body)).toMatchObject({ type: 'about:blank', title: 'Not Found', status: 404 });
  });
});

describe('one call', () => {
  it('is told in the time zone that is configured', async () => {
    const lookup = await startLookup(await startVendor(() => ({ body: SAMPLE })), { UTC_OFFSET: '+00:00' });
    const { body } = await lookup.invoke(functionUrlEvent({ token: TOKEN }));
    expect(body).toContain('"startSrcCallTime":"2019-01-23T09:17:39+00:00"');
  });

  it('is asked for through Cloud API 3.0 with CDR_SOURCE=npp', async () => {
    const reply = await readFile('test/fixtures/vendor/npp-describe-callback-cdr-ok.json', 'utf8');
    const npp = await startNppVendor(() => ({ body: reply }));
    const { secretId, secretKey, token } = NPP_KEYS;
    const lookup = await startLookup(npp, {
      CDR_SOURCE: 'npp',
      NPP_APP_ID: '65535',
      NPP_ENDPOINT: npp.endpoint,
      TENCENTCLOUD_SECRETID: secretId,
      TENCENTCLOUD_SECRETKEY: secretKey,
      TENCENTCLOUD_SESSIONTOKEN: token,
    });
    const { body } = await lookup.invoke(functionUrlEvent({ path: '/cdr/xxxxx', token: TOKEN }));
    await npp.close();
    expect(JSON.parse(body)).toMatchObject({ cdr: [{ callId: 'xxxxx', duration: 13, callType: 3 }], source: 'vendor' });
    expect(npp.requests.map((request) => request.body)).toEqual([{ BizAppId: '65535', CallId: 'xxxxx' }]);
  });

  it.each(WIRE_FORMS)('is read from a reply in the form %s', async (form) => {
    const body = encodeReply(JSON.parse(SAMPLE), form);
    const vendor = await startVendor(() => ({ body }));
    const lookup = await startLookup(vendor, { CDR_COMPRESS: '1' });
    const result = await lookup.invoke(functionUrlEvent({ token: TOKEN }));
    expect(result.body).toBe(`{"cdr":[${SAMPLE_RECORD}],"source":"vendor"}`);
    expect(vendor.requests[0]?.body['compress']).toBe('1');
  });

  it('is told once when the vendor lists one row twice, and in both versions when they differ', async () => {
    const row = vendorRow('a', START);
    const revised = { ...row, recordUrl: 'https://recordings.example.com/a.mp3' };
    const lookup = await startLookup(await startVendor(() => success([row, row, revised])));
    const { body } = await lookup.invoke(functionUrlEvent({ path: '/cdr/a', token: TOKEN }));
    const { cdr } = JSON.parse(body);
    expect(cdr.map(({ recordUrl }: { recordUrl: unknown }) => recordUrl)).toEqual([
      'https://recordings.example.com/a.mp3',
      null,
    ]);
  });

  it('is never another call than the one asked for', async () => {
    const lookup = await startLookup(await startVendor(() => success([vendorRow('other', START)])));
    const result = await lookup.invoke(functionUrlEvent({ path: '/cdr/a', token: TOKEN }));
    expect(result.statusCode).toBe(404);
    expect(await lookup.printed()).toContain('not asked for');
  });

  it('is 502, not 404, when its row cannot be read', async () => {
    const broken = { ...vendorRow('a', START), duration: 'long' };
    const lookup = await startLookup(await startVendor(() => success([broken])));
    const result = await lookup.invoke(functionUrlEvent({ path: '/cdr/a', token: TOKEN }));
    expect(result.statusCode).toBe(502);
    expect(await lookup.printed()).toContain('duration is not a whole number');
  });

  it('comes with the number of its rows that cannot be read, if there are any', async () => {
    const row = vendorRow('a', START);
    const lookup = await startLookup(await startVendor(() => success([row, { ...row, duration: 'long' }])));
    const { body } = await lookup.invoke(functionUrlEvent({ path: '/cdr/a', token: TOKEN }));
    expect(JSON.parse(body)).toMatchObject({ cdr: [{ callId: 'a' }], source: 'vendor', unreadable: 1 });
  });

  it.each([
    ['too long', '/cdr/' + 'x'.repeat(129)],
    ['empty', '/cdr/'],
    ['of other characters', '/cdr/a.b'],
    ['of encoded characters', '/cdr/a%20b'],
    ['with an encoded slash', '/cdr/a%2Fb'],
    ['with a slash', '/cdr/a/b'],
    ['not UTF-8', '/cdr/%ff'],
    ['not even encoded well', '/cdr/%zz'],
  ])('with an id that is %s is 400 and asks nobody', async (_what, path) => {
    const vendor = await startVendor(() => success([]));
    const lookup = await startLookup(vendor);
    const result = await lookup.invoke(functionUrlEvent({ path, token: TOKEN }));
    expect([result.statusCode, vendor.requests]).toEqual([400, []]);
    expect(JSON.parse(result.body).detail).toBe('The callId must be 1 to 128 letters, digits, - or _.');
  });

  it('may have an id that arrives percent-encoded', async () => {
    const lookup = await startLookup(await startVendor(() => success([vendorRow('a-b', START)])));
    const result = await lookup.invoke(functionUrlEvent({ path: '/cdr/a%2Db', token: TOKEN }));
    expect(result.statusCode).toBe(200);
  });
});

describe('what else may be asked', () => {
  it.each(['/healthz', '/openapi.json'])('GET %s needs no token and asks nobody', async (path) => {
    const vendor = await startVendor(() => success([]));
    const lookup = await startLookup(vendor, { LOOKUP_TOKENS: undefined });
    const result = await lookup.invoke(functionUrlEvent({ path }));
    expect([result.statusCode, result.headers['content-type'], vendor.requests]).toEqual([200, 'application/json', []]);
  });

  it('HEAD answers as GET does, without the body', async () => {
    const lookup = await startLookup(await startVendor(() => ({ body: SAMPLE })));
    const get = await lookup.invoke(functionUrlEvent({ token: TOKEN }));
    expect(await lookup.invoke(functionUrlEvent({ method: 'HEAD', token: TOKEN }))).toEqual({ ...get, body: '' });
  });

  it('OPTIONS tells the methods', async () => {
    const lookup = await startLookup(await startVendor(() => success([])));
    const result = await lookup.invoke(functionUrlEvent({ method: 'OPTIONS' }));
    expect([result.statusCode, result.headers['allow'], result.body]).toEqual([204, 'GET, HEAD, OPTIONS', '']);
  });

  it.each(['POST', 'PUT', 'PATCH', 'DELETE', 'SOMETHING'])(
    '%s is 405, and Allow says what is possible',
    async (method) => {
      const vendor = await startVendor(() => success([]));
      const lookup = await startLookup(vendor);
      for (const path of ['/cdr/a', '/cdr', '/healthz', '/openapi.json']) {
        const result = await lookup.invoke(functionUrlEvent({ method, path, token: TOKEN }));
        expect([result.statusCode, result.headers['allow']]).toEqual([405, 'GET, HEAD, OPTIONS']);
      }
      expect(vendor.requests).toEqual([]);
    },
  );

  it.each(['//', '/cdrs', '/health', '/index.html'])('%s is 404', async (path) => {
    const lookup = await startLookup(await startVendor(() => success([])));
    const result = await lookup.invoke(functionUrlEvent({ path, token: TOKEN }));
    expect([result.statusCode, JSON.parse(result.body).detail]).toEqual([404, 'There is nothing at this path.']);
  });
});

describe('an event that is no HTTP request', () => {
  const good: Record<string, unknown> = { ...functionUrlEvent({ token: TOKEN }) };
  const without = (field: string): object =>
    Object.fromEntries(Object.entries(good).filter(([name]) => name !== field));

  const events: readonly (readonly [what: string, event: unknown])[] = [
    ['null', null],
    ['undefined', undefined],
    ['a text', 'GET /healthz'],
    ['a number', 42],
    ['a list', [good]],
    ['empty', {}],
    ['the timer', { Type: 'Timer', TriggerName: 'EveryDay', Time: '2019-02-21T11:49:00Z', Message: '' }],
    ...['httpMethod', 'path', 'headers'].map((field) => [`without ${field}`, without(field)] as const),
    ...['httpMethod', 'path', 'headers'].map((field) => [`with ${field} null`, { ...good, [field]: null }] as const),
    ...['httpMethod', 'path', 'headers', 'queryString', 'queryStringParameters', 'body', 'isBase64Encoded'].map(
      (field) => [`with a number as ${field}`, { ...good, [field]: 7 }] as const,
    ),
    ['with a number as a header', { ...good, headers: { authorization: 7 } }],
    ['with an object as a query value', { ...good, queryString: { src: {} } }],
    ['with a method that no request can have', { ...good, httpMethod: 'GET /' }],
    ['with a method that is forbidden', { ...good, httpMethod: 'TRACE' }],
  ];

  it.each(events)('(%s) is 400', async (_what, event) => {
    const vendor = await startVendor(() => success([]));
    const lookup = await startLookup(vendor);
    const result = await lookup.invoke(event);
    expect([result.statusCode, result.headers['content-type'], vendor.requests]).toEqual([
      400,
      'application/problem+json',
      [],
    ]);
    expect(await lookup.printed()).toContain('Reading the HTTP event');
  });

  it.each(['queryString', 'body', 'isBase64Encoded'])('is one all the same without %s', async (field) => {
    const lookup = await startLookup(await startVendor(() => ({ body: SAMPLE })));
    expect((await lookup.invoke(without(field))).statusCode).toBe(200);
    expect((await lookup.invoke({ ...good, [field]: null })).statusCode).toBe(200);
  });

  it('has its header names read in any case, and headers that no request can have left out', async () => {
    const lookup = await startLookup(await startVendor(() => ({ body: SAMPLE })));
    const headers = { AUTHORIZATION: `Bearer ${TOKEN}`, ':authority': 'x', 'x-name': '话单', 'x-line': 'a\r\nb' };
    expect((await lookup.invoke({ ...good, headers })).statusCode).toBe(200);
  });
});

describe('a function that is not configured', () => {
  it('answers 500 with the request id alone, and the log names every variable', async () => {
    const lookup = await startLookup({ endpoint: 'ftp://nowhere' }, { CDR_ID: undefined });
    const result = await lookup.invoke(functionUrlEvent({ token: TOKEN }));
    expect(result.statusCode).toBe(500);
    expect(JSON.parse(result.body)).toEqual({
      type: 'about:blank',
      title: 'Internal Server Error',
      status: 500,
      requestId: CONTEXT.request_id,
    });
    const [line] = (await lookup.printed()).trim().split('\n');
    const logged = JSON.parse(line ?? '');
    expect(logged).toMatchObject({ level: 'error', requestId: CONTEXT.request_id, reason: 'config' });
    expect(logged.message).toContain('CDR_ENDPOINT must be');
    expect(logged.message).toContain('CDR_ID is missing');
  });
});
