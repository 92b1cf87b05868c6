import { once } from 'node:events';
import http from 'node:http';
import https from 'node:https';
import net, { type AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { proxyFor } from '../../shared/http.ts';
import { askOnce, createAsker, type Asked } from '../support/asking.ts';
import { selfSigned } from '../support/tls.ts';

function isThroughProxy(address: string, except: readonly string[]): boolean {
  return proxyFor(new URL(address), { url: 'http://proxy:3128/', except }) !== undefined;
}

describe('NO_PROXY', () => {
  it.each<[string, string[], boolean]>([
    ['https://vendor.example.com', [], true],
    ['https://vendor.example.com', ['example.com'], false],
    ['https://vendor.example.com', ['.example.com'], false],
    ['https://vendor.example.com', ['*.example.com'], false],
    ['https://vendor.example.com', ['vendor.example.com:443'], false],
    ['https://vendor.example.com', ['vendor.example.com:8443'], true],
    ['https://vendor.example.com:8443', ['vendor.example.com:8443'], false],
    ['https://vendor.example.com', ['ample.com', 'localhost'], true],
    ['https://vendor.example.com', ['*'], false],
    ['https://10.0.0.7', ['10.0.0.7'], false],
    ['http://vendor.example.com', [], false],
  ])('%s, except %j', (address, except, expected) => {
    expect(isThroughProxy(address, except)).toBe(expected);
  });

  it('nothing goes through a proxy that is not set', () => {
    expect(proxyFor(new URL('https://vendor.example.com'), undefined)).toBeUndefined();
  });
});

const open: { close: () => void }[] = [];
afterEach(() => {
  for (const server of open.splice(0)) server.close();
});

async function listen(server: http.Server | https.Server): Promise<number> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  open.push({
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  });
  return (server.address() as AddressInfo).port;
}

/** A proxy that notes what it is asked for, and answers so. */
async function startProxy(status: number): Promise<{ port: number; asked: string[]; authorizations: unknown[] }> {
  const asked: string[] = [];
  const authorizations: unknown[] = [];
  const server = http.createServer();
  server.on('connect', (request, socket, head) => {
    asked.push(request.url ?? '');
    authorizations.push(request.headers['proxy-authorization']);
    if (status !== 200) {
      socket.end(`HTTP/1.1 ${status} No\r\nContent-Length: 0\r\n\r\n`);
      return;
    }
    const [host = '', port = ''] = (request.url ?? '').split(':');
    const onward = net.connect(Number(port), host, () => {
      socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
      onward.write(head);
      onward.pipe(socket).pipe(onward);
    });
    onward.on('error', () => socket.destroy());
    socket.on('error', () => onward.destroy());
  });
  return { port: await listen(server), asked, authorizations };
}

async function askThrough(proxy: string, endpoint: string): Promise<Asked> {
  const asker = createAsker(endpoint, { config: { proxy: { url: proxy, except: [] } } });
  open.push(asker);
  return askOnce(asker, { attempts: 1 });
}

describe('HTTPS_PROXY', () => {
  it('a request goes through it, with its name and password, and the error tells of it but not of these', async () => {
    const vendor = https.createServer(selfSigned('localhost'), (_, response) => response.end('{}'));
    const endpoint = `https://localhost:${await listen(vendor)}`;
    const { port, asked, authorizations } = await startProxy(200);
    const { error } = await askThrough(`http://user:secret@127.0.0.1:${port}/`, endpoint);
    expect(asked).toEqual([new URL(endpoint).host]);
    expect(authorizations).toEqual([`Basic ${Buffer.from('user:secret').toString('base64')}`]);
    const facts = { code: 'DEPTH_ZERO_SELF_SIGNED_CERT', proxy: `127.0.0.1:${port}` };
    expect(error).toMatchObject({ reason: 'retry', facts });
    expect(error?.message).toContain(`through the proxy 127.0.0.1:${port}`);
    expect(error?.message).not.toContain('secret');
  });

  it.each([407, 403, 502])('a proxy that answers %i is named with that', async (status) => {
    const { port } = await startProxy(status);
    const { error } = await askThrough(`http://127.0.0.1:${port}/`, 'https://vendor.example.com');
    expect(error).toMatchObject({ reason: 'retry', facts: { code: `PROXY_${status}` } });
    expect(error?.message).toContain(`proxy does not let the request through (HTTP ${status})`);
  });

  it('a proxy that is not there is named', async () => {
    const { error } = await askThrough('http://127.0.0.1:1/', 'https://vendor.example.com');
    expect(error).toMatchObject({ reason: 'retry', facts: { code: 'ECONNREFUSED', proxy: '127.0.0.1:1' } });
  });
});
