import { EventEmitter, once } from 'node:events';
import http from 'node:http';
import { setImmediate as turn } from 'node:timers/promises';
import { gunzipSync, inflateSync } from 'node:zlib';
import * as fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { startVendorServer, type Answer, type VendorServer } from '../../local/simulator/server.ts';
import { encodeReply, inPieces, WIRE_FORMS, type WireForm } from '../../local/simulator/encode-reply.ts';

const open: VendorServer[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map(async (server) => server.close()));
});

async function start(answer: Answer): Promise<VendorServer> {
  const server = await startVendorServer(answer);
  open.push(server);
  return server;
}

async function post(server: VendorServer, body: string, signal?: AbortSignal): Promise<Response> {
  return fetch(`${server.endpoint}/201511v3/getCdr?id=it%20is`, { method: 'POST', body, ...(signal && { signal }) });
}

describe('the simulated vendor keeps what it was asked', () => {
  it('in order, with id, path, headers and body', async () => {
    const server = await start(() => ({ body: '{}' }));
    await post(server, '{"appId":"1"}');
    await fetch(server.endpoint, { headers: { Accept: 'text/plain' } });
    expect(server.requests).toEqual([
      expect.objectContaining({ method: 'POST', id: 'it is', path: '/201511v3/getCdr', rawBody: '{"appId":"1"}' }),
      expect.objectContaining({ method: 'GET', id: null, path: '/', rawBody: '' }),
    ]);
    expect(server.requests[0]?.headers['content-length']).toBe('13');
    expect(server.requests[1]?.headers.accept).toBe('text/plain');
  });

  it.each([
    ['{"appId":"1"}', { appId: '1' }],
    ['{"appId":', {}],
    ['["appId"]', {}],
    ['null', {}],
    ['', {}],
  ])('and reads the body %j as %j', async (rawBody, body) => {
    const server = await start(() => ({ body: '{}' }));
    await post(server, rawBody);
    expect(server.requests.map((request) => request.body)).toEqual([body]);
  });
});

describe('the simulated vendor answers', () => {
  it('with the status, the headers and the body it is given', async () => {
    const server = await start(() => ({ status: 503, headers: { 'Retry-After': '7' }, body: 'later' }));
    const response = await post(server, '{}');
    expect([response.status, response.headers.get('retry-after'), await response.text()]).toEqual([503, '7', 'later']);
  });

  it('with a large body only as far as it is read, and lets go of it when the client leaves', async () => {
    let made = 0;
    const body = new EventEmitter();
    const released = once(body, 'released');
    async function* large(): AsyncGenerator<Buffer> {
      try {
        for (; made < 1000; made += 1) yield Buffer.alloc(65_536, 'x');
      } finally {
        body.emit('released');
      }
    }
    const server = await start(() => ({ body: large() }));
    const request = http.get(server.endpoint);
    const [response] = await once(request, 'response');
    response.pause();
    // Once the pipe is full, nothing more is made, however long one waits.
    for (let still = 0, last = -1; still < 2000; last = made) {
      await turn();
      still = made === last ? still + 1 : 0;
    }
    expect(made).toBeLessThan(1000);
    request.destroy();
    await released;
  });

  it('never, when told to hang, until it is closed', async () => {
    const server = await start(() => ({ body: '{}', fault: 'hang' }));
    const outcome = post(server, '{}').catch((error: unknown) => error);
    while (server.requests.length === 0) await turn();
    await server.close();
    expect(await outcome).toMatchObject({ message: 'fetch failed' });
  });

  it('by breaking the connection, when told to reset', async () => {
    const server = await start(() => ({ body: '{}', fault: 'reset' }));
    await expect(post(server, '{}')).rejects.toMatchObject({ cause: { code: 'ECONNRESET' } });
  });

  it.each([
    ['a body', 'xxxxyyyy'],
    ['a body in pieces', inPieces(Buffer.from('xxxxyyyy'), 1)],
  ])('with half of %s, when told to cut', async (_case, body) => {
    const server = await start(() => ({ body, fault: 'cut' }));
    const [response] = await once(http.get(server.endpoint), 'response');
    const seen: Buffer[] = [];
    response.on('data', (piece: Buffer) => seen.push(piece));
    const [error] = await once(response, 'error');
    expect([response.statusCode, Buffer.concat(seen).toString(), error.code]).toEqual([200, 'xxxx', 'ECONNRESET']);
  });

  it('the next client, when one left before its answer', async () => {
    const leaving = new AbortController();
    const server = await start(async ({ rawBody }) => {
      if (rawBody === 'leave') leaving.abort();
      await turn();
      return { body: 'still here' };
    });
    await expect(post(server, 'leave', leaving.signal)).rejects.toThrow('aborted');
    expect(await (await post(server, 'stay')).text()).toBe('still here');
  });

  it('nothing, when the answer throws, and says so when it is closed', async () => {
    const server = await startVendorServer(() => {
      throw new Error('a mistake of the test');
    });
    await expect(post(server, '{}')).rejects.toThrow('fetch failed');
    await expect(server.close()).rejects.toMatchObject({ errors: [new Error('a mistake of the test')] });
  });
});

const text = (bytes: Buffer): unknown => JSON.parse(bytes.toString());
const unbase64 = (bytes: Buffer): Buffer => Buffer.from(bytes.toString(), 'base64');

describe('a reply travels', () => {
  const reply = {
    cdr: [{ callId: '1', src: '" 话单 \\' }, { callId: '2' }],
    errorCode: '0',
    offset: '0',
    result: 'ok',
  };
  const inCdr = (unpack: (bytes: Buffer) => Buffer) => (bytes: Buffer) => {
    const envelope: { cdr: string } = JSON.parse(bytes.toString());
    return { ...envelope, cdr: text(unpack(Buffer.from(envelope.cdr))) };
  };
  const decoders: Record<WireForm, (bytes: Buffer) => unknown> = {
    plain: text,
    zlib: (bytes) => text(inflateSync(bytes)),
    gzip: (bytes) => text(gunzipSync(bytes)),
    base64: (bytes) => text(unbase64(bytes)),
    'base64-zlib': (bytes) => text(inflateSync(unbase64(bytes))),
    'base64-gzip': (bytes) => text(gunzipSync(unbase64(bytes))),
    'cdr-json': inCdr((bytes) => bytes),
    'cdr-base64': inCdr(unbase64),
    'cdr-base64-zlib': inCdr((bytes) => inflateSync(unbase64(bytes))),
    'cdr-base64-gzip': inCdr((bytes) => gunzipSync(unbase64(bytes))),
  };

  it.each(WIRE_FORMS)('as %s, whole and one byte at a time', async (form) => {
    const bytes = encodeReply(reply, form);
    const server = await start(({ rawBody }) => ({ body: rawBody === 'whole' ? bytes : inPieces(bytes, 1) }));
    for (const way of ['whole', 'pieces']) {
      const received = Buffer.from(await (await post(server, way)).arrayBuffer());
      expect(decoders[form](received)).toEqual(reply);
    }
  });

  it('as plain JSON in the cdr forms when it has no cdr', () => {
    expect(encodeReply({ errorCode: '-1' }, 'cdr-base64-zlib').toString()).toBe('{"errorCode":"-1"}');
  });

  it('in pieces of any size that make up the whole', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 300 }), fc.integer({ min: 1, max: 400 }), async (data, size) => {
        const pieces: Buffer[] = [];
        for await (const piece of inPieces(Buffer.from(data), size)) pieces.push(piece);
        expect(Buffer.concat(pieces)).toEqual(Buffer.from(data));
        expect(pieces.slice(0, -1).every((piece) => piece.length === size)).toBe(true);
      }),
    );
  });
});
