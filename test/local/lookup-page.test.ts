import { afterEach, describe, expect, it } from 'vitest';
import { COMMAND_WORDS } from '../../local/words/index.ts';
import { readLookupUrl } from '../../local/commands/lookup-page.ts';
import { serveApp, type Served } from '../../local/commands/serve.ts';
import { runHere, startHere } from '../support/run-here.ts';

const open: Served[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map(async (served) => served.close()));
});

/** A lookup at a path of its own, and what it was asked. */
async function lookup(): Promise<{ url: string; asked: string[] }> {
  const asked: string[] = [];
  const served = await serveApp({
    fetch(request) {
      const { pathname, search } = new URL(request.url);
      asked.push(`${pathname}${search} ${request.headers.get('Authorization') ?? 'nobody'}`);
      return new Response('{"status":503}', {
        status: 503,
        headers: { 'Content-Type': 'application/problem+json', 'Retry-After': '7' },
      });
    },
  });
  open.push(served);
  return { url: `${served.url}/stage`, asked };
}

async function servedPage(url: string): Promise<{ page: string; end: () => Promise<number> }> {
  const running = startHere('lookup', { args: ['--page', url], env: { PORT: '0' } });
  const [, page = ''] = await running.until(/The page is at (http:\S+)\/ and asks/);
  return {
    page,
    end: async () => {
      running.stop();
      return (await running.ended).code;
    },
  };
}

describe('npm run lookup -- --page', () => {
  it('serves the page, and passes questions and answers on as they are', async () => {
    const { url, asked } = await lookup();
    const { page, end } = await servedPage(url);
    const html = await fetch(`${page}/`);
    expect([html.status, html.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8']);
    expect(html.headers.get('content-security-policy')).toContain("default-src 'none'");
    const headers = { Authorization: 'Bearer secret' };
    const answer = await fetch(`${page}/cdr?number=%2B86139&from=a`, { headers });
    expect([answer.status, answer.headers.get('retry-after'), await answer.text()]).toEqual([
      503,
      '7',
      '{"status":503}',
    ]);
    expect(asked).toEqual(['/stage/cdr?number=%2B86139&from=a Bearer secret']);
    expect((await fetch(`${page}/cdr/a`, { method: 'POST' })).status).toBe(405);
    expect(await end()).toBe(0);
  });

  it('says that the lookup cannot be reached', async () => {
    const { page, end } = await servedPage('http://127.0.0.1:9');
    const answer = await fetch(`${page}/status`);
    expect([answer.status, await answer.json()]).toMatchObject([502, { hint: 'Check the address given with --page.' }]);
    await end();
  });

  it.each(['http://example.com', 'ftp://example.com', 'example.com', ''])('refuses %j', async (url) => {
    expect((await runHere('lookup', { args: [`--page=${url}`] })).code).toBe(2);
  });

  it.each(['https://example.com', 'http://127.0.0.1:8651', 'http://localhost/a', 'http://[::1]:1'])(
    'takes %s',
    (url) => {
      expect(readLookupUrl(url, COMMAND_WORDS.en).href).toContain(url);
    },
  );
});
