import { once } from 'node:events';
import https from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { startVendorServer } from '../../local/simulator/server.ts';
import { attack, DUE, type Attacked, type AttackOptions } from '../support/attack.ts';
import { CREDENTIALS } from '../support/pulling.ts';
import { flood, startRawVendor, trickle, type RawVendor } from '../support/raw-vendor.ts';
import { selfSigned } from '../support/tls.ts';
import { vendorRow } from '../support/vendor-rows.ts';

const REPLY = JSON.stringify({ errorCode: '0', offset: '0', cdr: [vendorRow('new', DUE.from + 10)] });
const LENGTH = `Content-Length: ${REPLY.length}`;
const SHORT = { env: { CDR_TIMEOUT: '120ms' }, deadlineMs: 300 };

const open: { close: () => Promise<void> }[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map(async (server) => server.close()));
});

async function raw(answer: (socket: Socket) => void): Promise<RawVendor> {
  const vendor = await startRawVendor(answer);
  open.push(vendor);
  return vendor;
}

async function attackWith(answer: (socket: Socket) => void, options?: AttackOptions): Promise<Attacked> {
  return attack((await raw(answer)).endpoint, options);
}

async function closed(socket: Socket): Promise<void> {
  if (!socket.closed) await new Promise((resolve) => socket.once('close', resolve));
}

const head = (...lines: string[]): string => `HTTP/1.1 200 OK\r\n${lines.map((line) => `${line}\r\n`).join('')}\r\n`;

describe('a reply that is no HTTP: retry-class trouble', () => {
  it.each<[string, string]>([
    ['nothing at all', ''],
    ['noise', '\u0000\u0001\u0002\r\n\r\n'],
    ['the JSON without a head', REPLY],
    ['a head that is cut off', 'HTTP/1.1 200 OK\r\nContent-Le'],
    ['a status that is none', `HTTP/1.1 2000 OK\r\n${LENGTH}\r\n\r\n${REPLY}`],
    ['another protocol', 'SSH-2.0-OpenSSH_9.6\r\n'],
    ['a header with NUL', `${head(`X: a\u0000b`, LENGTH)}${REPLY}`],
    ['a header without a colon', `${head('nonsense', LENGTH)}${REPLY}`],
  ])('%s', async (_what, bytes) => {
    expect((await attackWith((socket) => socket.end(bytes))).error?.reason).toBe('retry');
  });
});

describe('wrong lengths: retry-class trouble', () => {
  it.each<[string, string]>([
    ['a Content-Length too small', `${head(`Content-Length: ${REPLY.length - 1}`)}${REPLY}`],
    ['a Content-Length of 0', `${head('Content-Length: 0')}${REPLY}`],
    ['a Content-Length too large', `${head(`Content-Length: ${REPLY.length + 1}`)}${REPLY}`],
    ['a negative one', `${head('Content-Length: -1')}${REPLY}`],
    ['one that is no number', `${head('Content-Length: many')}${REPLY}`],
    ['one past 64 bits', `${head('Content-Length: 99999999999999999999')}${REPLY}`],
    ['two that differ', `${head(LENGTH, 'Content-Length: 7')}${REPLY}`],
    ['a length and chunks', `${head(LENGTH, 'Transfer-Encoding: chunked')}1\r\n{\r\n`],
    ['a chunk size that is none', `${head('Transfer-Encoding: chunked')}zz\r\n${REPLY}\r\n0\r\n\r\n`],
    ['a chunk larger than what comes', `${head('Transfer-Encoding: chunked')}ffff\r\n${REPLY}`],
    ['chunks without an end', `${head('Transfer-Encoding: chunked')}${REPLY.length.toString(16)}\r\n${REPLY}\r\n`],
  ])('%s', async (_what, bytes) => {
    expect((await attackWith((socket) => socket.end(bytes))).error?.reason).toBe('retry');
  });
});

describe('more than was asked for, behind a whole reply: the reply counts, the rest does not', () => {
  it.each<[string, string]>([
    ['noise', `${head(LENGTH)}${REPLY}\u0000\u0001noise`],
    ['a second reply', `${head(LENGTH)}${REPLY}${head(LENGTH)}${REPLY.replace('new', 'forged')}`],
    [
      'an interim reply before it',
      `HTTP/1.1 103 Early Hints\r\n\r\nHTTP/1.1 100 Continue\r\n\r\n${head(LENGTH)}${REPLY}`,
    ],
    ['a wrong Content-Encoding', `${head(LENGTH, 'Content-Encoding: br')}${REPLY}`],
    ['a wrong Content-Type', `${head(LENGTH, 'Content-Type: image/png')}${REPLY}`],
  ])('%s', async (_what, bytes) => {
    const { filed, counters } = await attackWith((socket) => void socket.write(bytes));
    expect([filed.map(({ callId }) => callId), counters?.requests]).toEqual([['new'], 1]);
  });
});

describe('headers without an end or a measure: an error by the deadline', () => {
  it.each<[string, (socket: Socket) => void]>([
    ['10 000 of them', (socket) => void socket.write(`HTTP/1.1 200 OK\r\n${'a: b\r\n'.repeat(10_000)}`)],
    ['one of 100 KB', (socket) => void socket.write(`HTTP/1.1 200 OK\r\nA: ${'b'.repeat(100_000)}\r\n\r\n`)],
    [
      'a flood of them',
      (socket) => {
        socket.write('HTTP/1.1 200 OK\r\n');
        flood(socket, Buffer.from('a: b\r\n'.repeat(2000)));
      },
    ],
    [
      'trailers in a flood',
      (socket) => {
        socket.write(`${head('Transfer-Encoding: chunked')}0\r\n`);
        flood(socket, Buffer.from('a: b\r\n'.repeat(2000)));
      },
    ],
    [
      'chunk extensions in a flood',
      (socket) => {
        socket.write(`${head('Transfer-Encoding: chunked')}1`);
        flood(socket, Buffer.from(';a=b'.repeat(2000)));
      },
    ],
  ])('%s', async (_what, answer) => {
    expect((await attackWith(answer)).error).toMatchObject({ reason: 'retry', facts: { code: expect.any(String) } });
  });

  it.each<[string, (socket: Socket) => void]>([
    ['a byte at a time', (socket) => trickle(socket, 'H', 20)],
    ['interim replies for ever', (socket) => trickle(socket, 'HTTP/1.1 100 Continue\r\n\r\n', 20)],
  ])('%s', async (_what, answer) => {
    expect((await attackWith(answer, SHORT)).error?.reason).toMatch(/^(?:retry|deadline)$/);
  });
});

it('a change of protocol that nobody asked for is retry-class trouble, not a hang', async () => {
  const bytes = 'HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: Upgrade\r\n\r\nhello';
  expect((await attackWith((socket) => void socket.write(bytes))).error?.reason).toBe('retry');
});

function everySecond(socket: Socket): void {
  socket.write(`${head('Content-Length: 1000000')}{`);
  trickle(socket, ' ', 1000);
}

describe('a vendor that takes its time: an error by the deadline', () => {
  it.each<[string, (socket: Socket) => void]>([
    ['never answers', () => undefined],
    ['sends a head and nothing more', (socket) => void socket.write(head(LENGTH))],
    ['sends half of the reply and nothing more', (socket) => void socket.write(head(LENGTH) + REPLY.slice(0, 100))],
    [
      'sends a byte now and then',
      (socket) => {
        socket.write(head('Content-Length: 1000000'));
        trickle(socket, ' ', 20);
      },
    ],
    [
      'sends a row a byte at a time',
      (socket) => {
        socket.write(`${head('Content-Length: 1000000')}{"cdr":["`);
        trickle(socket, 'x', 20);
      },
    ],
    ['sends all but the end of the reply', (socket) => void socket.write(head('Content-Length: 9999') + REPLY)],
  ])('%s', async (_what, answer) => {
    expect((await attackWith(answer, SHORT)).error?.reason).toMatch(/^(?:retry|deadline)$/);
  });

  it('a byte a second, as CDR_TIMEOUT passes', async () => {
    const { error } = await attackWith(everySecond, { env: { CDR_TIMEOUT: '1200ms' }, deadlineMs: 1500 });
    expect(error?.reason).toMatch(/^(?:retry|deadline)$/);
  });
});

describe('a reply that never ends: it ends by the deadline, and the connection is closed', () => {
  it.each<[string, string, string, RegExp]>([
    ['that is no JSON from the start', '<html>', 'x', /^(?:retry|deadline)$/],
    ['of white space', '', ' ', /^(?:retry|deadline)$/],
    ['of white space behind a whole reply', REPLY, ' ', /^(?:oversize|retry|deadline)$/],
    ['of rows', '{"cdr":[0', ',0', /^(?:oversize|retry|deadline)$/],
    ['of one row', '{"cdr":["', 'x', /^(?:oversize|retry|deadline)$/],
    ['of one name', '{"', 'x', /^(?:oversize|retry|deadline)$/],
    ['of opening brackets', '{"cdr":[', '[', /^(?:oversize|retry|deadline)$/],
    ['of base64', '', 'AAAA', /^(?:oversize|retry|deadline)$/],
  ])('%s', async (_what, beginning, more, reason) => {
    const sockets: Socket[] = [];
    const answer = (socket: Socket): void => {
      sockets.push(socket);
      socket.write(`HTTP/1.1 200 OK\r\n\r\n${beginning}`);
      flood(socket, Buffer.from(more.repeat(Math.ceil(16_384 / more.length))));
    };
    const { error } = await attackWith(answer, {
      env: { CDR_TIMEOUT: '80ms', CDR_MAX_REPLY: '256KB' },
      deadlineMs: 200,
    });
    // Of a busy machine the window is a gap: time was over before the vendor as a whole could be asked.
    expect(error?.reason ?? 'deadline').toMatch(reason);
    await Promise.all(sockets.map(closed));
  });
});

describe('a redirect is not followed, and nothing is sent where it points: operator-class trouble', () => {
  it.each([301, 302, 303, 307, 308])('%i', async (status) => {
    const elsewhere = await startVendorServer(() => ({ body: REPLY }));
    const vendor = await startVendorServer(() => ({
      status,
      headers: {
        Location: `${elsewhere.endpoint}/201511v3/getCdr?id=${CREDENTIALS.CDR_ID}`,
        Refresh: `0; url=${elsewhere.endpoint}`,
      },
      body: REPLY,
    }));
    open.push(elsewhere, vendor);
    expect((await attack(vendor.endpoint)).error).toMatchObject({ reason: 'operator', facts: { httpStatus: status } });
    expect([vendor.requests.length, elsewhere.requests.length]).toEqual([2, 0]);
  });
});

describe('a vendor that cannot be reached: retry-class trouble that says where to look', () => {
  it('a name that does not exist', async () => {
    const { error } = await attack('https://huadan-vendor.invalid', { deadlineMs: 60_000 });
    expect(error?.reason).toBe('retry');
    expect(error?.facts['code']).toMatch(/^(?:ENOTFOUND|EAI_AGAIN)$/);
  });

  it('a port where nobody listens', async () => {
    const vendor = await startRawVendor(() => undefined);
    await vendor.close();
    expect((await attack(vendor.endpoint)).error).toMatchObject({ reason: 'retry', facts: { code: 'ECONNREFUSED' } });
  });
});

describe('TLS that proves nothing: retry-class trouble, and no request is sent', () => {
  it.each([
    ['a certificate that signs itself', 'localhost', 'DEPTH_ZERO_SELF_SIGNED_CERT'],
    ['one for another name besides', 'elsewhere.example.com', 'DEPTH_ZERO_SELF_SIGNED_CERT'],
  ])('%s', async (_what, name, code) => {
    const seen: string[] = [];
    const server = https.createServer(selfSigned(name), (request, response) => {
      seen.push(request.url ?? '');
      response.end(REPLY);
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    open.push({ close: async () => void (await once(server.close(), 'close')) });
    const { error } = await attack(`https://localhost:${(server.address() as AddressInfo).port}`);
    expect(error).toMatchObject({ reason: 'retry', facts: { code } });
    expect(error?.message).toContain('Check CDR_ENDPOINT');
    expect(error?.message).toContain('NODE_EXTRA_CA_CERTS');
    expect(seen).toEqual([]);
  });

  it('no TLS at all behind https', async () => {
    const vendor = await raw((socket) => socket.end(head(LENGTH) + REPLY));
    const { error } = await attack(vendor.endpoint.replace('http:', 'https:'), {
      deadlineMs: 3000,
      env: { CDR_TIMEOUT: '1s' },
    });
    expect(error?.reason).toMatch(/^(?:retry|deadline)$/);
  });
});
