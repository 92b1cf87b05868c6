import { once } from 'node:events';
import http from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { describe, expect, it } from 'vitest';
import type { VendorReply } from '../../local/simulator/server.ts';
import { functionUrlEvent } from '../support/http-events.ts';
import { CONTEXT, startLookup, startVendor, TOKEN } from '../support/lookup-function.ts';
import { failure, success, vendorRow } from '../support/vendor-rows.ts';

const START = 1_741_140_000;
const CALL = functionUrlEvent({ path: '/cdr/a', token: TOKEN });
const RANGE = functionUrlEvent({
  path: '/cdr',
  query: { src: '008613500000000', from: String(START), to: String(START + 600) },
  token: TOKEN,
});
/** Of the whole range, so that nothing is asked for in halves. */
const SECOND = functionUrlEvent({
  path: '/cdr',
  query: { src: '008613500000000', from: String(START), to: String(START + 1) },
  token: TOKEN,
});

/** As if the platform gave the function this long. */
function limited(ms: number): object {
  return { ...CONTEXT, time_limit_in_ms: ms };
}

async function* drip(): AsyncGenerator<Buffer> {
  yield Buffer.from('{"cdr":[');
  await new Promise(() => undefined);
}

describe('an error code of the vendor', () => {
  it.each([
    ['-1', 502, 'CDR_ENDPOINT'],
    ['-2', 502, 'Check the number or the range'],
    ['-202', 502, 'older than the vendor keeps'],
    ['-401', 502, 'CDR_APP_ID'],
    ['-402', 502, 'CDR_ID'],
    ['-403', 502, 'public IP address'],
    ['-423', 502, 'lift the block'],
  ])('%s becomes %i with the code and what to do, and is not asked for again', async (code, status, hint) => {
    const vendor = await startVendor(() => failure(code));
    const lookup = await startLookup(vendor);
    for (const event of [CALL, SECOND]) {
      const result = await lookup.invoke(event);
      expect(result.statusCode).toBe(status);
      expect(JSON.parse(result.body)).toMatchObject({ status, vendorCode: code, hint: expect.stringContaining(hint) });
    }
    expect(vendor.requests).toHaveLength(2);
  });

  it.each(['-203', '-501'])('%s becomes 503 with Retry-After when asking again did not help', async (code) => {
    const vendor = await startVendor(() => failure(code));
    const lookup = await startLookup(vendor);
    const result = await lookup.invoke(CALL);
    expect([result.statusCode, result.headers['retry-after']]).toEqual([503, '5']);
    expect(JSON.parse(result.body)).toMatchObject({ status: 503, vendorCode: code });
    expect(vendor.requests).toHaveLength(3);
  });

  it.each([CALL, RANGE])('that nobody documents becomes 502 with the code', async (event) => {
    const lookup = await startLookup(await startVendor(() => failure('-777')));
    const result = await lookup.invoke(event);
    expect(JSON.parse(result.body)).toMatchObject({ status: 502, vendorCode: '-777' });
  });

  it('-201 is no miss when a range was asked for', async () => {
    const lookup = await startLookup(await startVendor(() => failure('-201')));
    expect(JSON.parse((await lookup.invoke(SECOND)).body)).toMatchObject({ status: 502, vendorCode: '-201' });
  });
});

describe('a vendor in trouble', () => {
  it.each<[string, VendorReply]>([
    ['HTTP 500', { status: 500, body: 'oops' }],
    ['a page of HTML', { body: '<html></html>' }],
    ['half a reply', { ...success([vendorRow('a', START)]), fault: 'cut' }],
    ['a reset', { body: '', fault: 'reset' }],
    ['the malformed error its page prints', { body: '{"errorCode":"-501","result":"server disabled",}' }],
  ])('(%s) is asked again, and then it is 503', async (_what, reply) => {
    const vendor = await startVendor(() => reply);
    const lookup = await startLookup(vendor);
    const result = await lookup.invoke(CALL);
    expect([result.statusCode, result.headers['retry-after']]).toEqual([503, '5']);
    expect(vendor.requests).toHaveLength(3);
  });

  it('that recovers is not noticed', async () => {
    let asked = 0;
    const vendor = await startVendor(() =>
      asked++ === 0 ? { body: '', fault: 'reset' } : success([vendorRow('a', START)]),
    );
    const lookup = await startLookup(vendor);
    expect((await lookup.invoke(CALL)).statusCode).toBe(200);
  });

  it('that is down is 503', async () => {
    const vendor = await startVendor(() => success([]));
    await vendor.close();
    const lookup = await startLookup(vendor);
    const result = await lookup.invoke(CALL);
    expect([result.statusCode, result.headers['retry-after']]).toEqual([503, '5']);
  });

  it('has its own Retry-After passed on, where that is too long to wait for', async () => {
    const vendor = await startVendor(() => ({ status: 503, headers: { 'Retry-After': '90' }, body: 'later' }));
    const lookup = await startLookup(vendor);
    const result = await lookup.invoke(CALL);
    expect([result.statusCode, result.headers['retry-after'], vendor.requests.length]).toEqual([503, '90', 1]);
  });

  it('that sends us elsewhere is not followed: 502', async () => {
    const elsewhere = await startVendor(() => success([]));
    const vendor = await startVendor(() => ({ status: 302, headers: { Location: elsewhere.endpoint }, body: '' }));
    const lookup = await startLookup(vendor);
    const result = await lookup.invoke(CALL);
    expect([result.statusCode, elsewhere.requests]).toEqual([502, []]);
    expect(JSON.parse(result.body).hint).toContain('CDR_ENDPOINT');
  });
});

describe('a vendor that is slow', () => {
  it('past CDR_TIMEOUT is 503', async () => {
    const vendor = await startVendor(() => ({ body: '', fault: 'hang' }));
    const lookup = await startLookup(vendor, { CDR_TIMEOUT: '100ms' });
    expect((await lookup.invoke(CALL)).statusCode).toBe(503);
    expect(vendor.requests).toHaveLength(3);
  });

  it.each<[string, () => VendorReply]>([
    ['never begins', () => ({ body: '', fault: 'hang' })],
    ['never ends', () => ({ body: drip() })],
  ])("and whose reply %s is 504 before the platform's time limit", async (_what, reply) => {
    const lookup = await startLookup(await startVendor(reply));
    const results = await Promise.all([CALL, RANGE].map(async (event) => lookup.invoke(event, limited(800))));
    expect(results.map(({ statusCode }) => statusCode)).toEqual([504, 504]);
  });

  it('only now and then costs nothing but time', async () => {
    let asked = 0;
    const vendor = await startVendor(() =>
      asked++ === 0 ? { body: '', fault: 'hang' } : success([vendorRow('a', START)]),
    );
    const lookup = await startLookup(vendor, { CDR_TIMEOUT: '100ms' });
    expect((await lookup.invoke(CALL)).statusCode).toBe(200);
  });
});

describe('after any answer', () => {
  it.each<[string, VendorReply]>([
    ['found', success([vendorRow('a', START)])],
    ['refused', failure('-403')],
    ['out of time', { body: '', fault: 'hang' }],
  ])('(%s) the function holds nothing open: its process ends by itself', async (_what, reply) => {
    const lookup = await startLookup(await startVendor(() => reply));
    await lookup.invoke(CALL, limited(800));
    // Resolves when the process has gone, which nobody told it to.
    expect(await lookup.end()).toContain('"message":"lookup"');
  });

  it('the connection to the vendor is closed, for the platform may freeze the instance now', async () => {
    const { body } = success([vendorRow('a', START)]);
    const server = http.createServer((_request, response) => response.end(body));
    server.keepAliveTimeout = 0;
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const lookup = await startLookup({ endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}` });
    const connected = once(server, 'connection');
    expect((await lookup.invoke(CALL)).statusCode).toBe(200);
    const [socket] = (await connected) as [Socket];
    // Neither the server nor the end of the process closes it: the function lives on.
    if (!socket.closed) await once(socket, 'close');
    expect(socket.closed).toBe(true);
    server.close();
  });
});
