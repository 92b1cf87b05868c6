import http from 'node:http';
import { text } from 'node:stream/consumers';
import { afterEach, describe, expect, it } from 'vitest';
import { createApp } from '../../functions/lookup/app.ts';
import { COMMAND_WORDS } from '../../local/words/index.ts';
import { createToken } from '../../local/commands/lookup-token.ts';
import { serveApp, type Served } from '../../local/commands/serve.ts';
import { startVendorServer, type VendorServer } from '../../local/simulator/server.ts';
import { readLookupConfig } from '../../shared/config/read.ts';
import { success, vendorRow } from '../support/vendor-rows.ts';

const open: (Served | VendorServer)[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map(async (server) => server.close()));
});

async function serve(): Promise<{ url: string; port: number; headers: Record<string, string> }> {
  const vendor = await startVendorServer(() => success([vendorRow('a', 1_741_140_000)]));
  const { token, entry } = createToken('demo', COMMAND_WORDS.en);
  const config = readLookupConfig({
    CDR_ENDPOINT: vendor.endpoint,
    CDR_ID: '1',
    CDR_APP_ID: '2',
    LOOKUP_TOKENS: entry,
  });
  const served = await serveApp(createApp({ config, log: () => undefined }));
  open.push(vendor, served);
  return { url: served.url, port: served.port, headers: { Authorization: `Bearer ${token}` } };
}

describe('the lookup, served on this machine', () => {
  it('answers as on the platform', async () => {
    const { url, headers } = await serve();
    const response = await fetch(`${url}/cdr/a`, { headers });
    expect([response.status, response.headers.get('cache-control')]).toEqual([200, 'no-store']);
    expect(await response.json()).toMatchObject({ cdr: [{ callId: 'a' }], source: 'vendor' });
    expect((await fetch(`${url}/cdr/a`)).status).toBe(401);
  });

  it('reads a query with offsets in it', async () => {
    const { url, headers } = await serve();
    const query = 'src=+8613500000000&from=2025-03-05T10:00:00+08:00&to=2025-03-05T10:10:00+08:00';
    const response = await fetch(`${url}/cdr?${query}`, { headers });
    expect(await response.json()).toMatchObject({ cdr: [{ callId: 'a' }] });
  });

  it('answers HEAD without a body, and requests that have one', async () => {
    const { url, headers } = await serve();
    const head = await fetch(`${url}/cdr/a`, { method: 'HEAD', headers });
    expect([head.status, await head.text()]).toEqual([200, '']);
    const post = await fetch(`${url}/cdr/a`, { method: 'POST', headers, body: 'x'.repeat(1_000_000) });
    expect([post.status, post.headers.get('allow')]).toEqual([405, 'GET, HEAD, OPTIONS']);
  });

  it.each([
    ['TRACE', '/cdr/a', 501],
    ['GET', '//elsewhere.example.com/cdr/a', 404],
    ['GET', 'http://elsewhere.example.com/healthz', 404],
  ])('is not confused by %s %s', async (method, path, status) => {
    const { port, headers } = await serve();
    const request = http.request({ host: '127.0.0.1', port, method, path, headers });
    const answered = new Promise<http.IncomingMessage>((resolve, reject) => {
      request.on('response', resolve);
      request.on('error', reject);
    });
    request.end();
    const response = await answered;
    await text(response);
    expect(response.statusCode).toBe(status);
  });

  it('says when its port is taken', async () => {
    const { port } = await serve();
    await expect(serveApp({ fetch: () => new Response() }, { port })).rejects.toMatchObject({ code: 'EADDRINUSE' });
  });

  it('answers 500 when the app throws', async () => {
    const served = await serveApp({ fetch: async () => Promise.reject(new Error('no')) });
    open.push(served);
    expect((await fetch(served.url)).status).toBe(500);
  });
});
