import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { expect, it } from 'vitest';
import { buildPage } from '../../functions/lookup/page/build.ts';
import { pageHtml } from '../../functions/lookup/page/html.ts';
import { builtFunction } from '../support/built.ts';
import { functionUrlEvent } from '../support/http-events.ts';
import { startLookup, startVendor } from '../support/lookup-function.ts';
import { success } from '../support/vendor-rows.ts';

it('the page is kept as its sources make it (npm run page)', async () => {
  const kept = await readFile('functions/lookup/page/page.json', 'utf8');
  expect(kept === `${JSON.stringify(await buildPage(), null, 2)}\n`, 'run npm run page').toBe(true);
});

it('GET / answers the page to whoever asks, with a policy that lets nothing else in', async () => {
  const lookup = await startLookup(await startVendor(() => success([])));
  const { statusCode, headers, body } = await lookup.invoke(functionUrlEvent({ path: '/' }));
  const page = await buildPage();
  expect([statusCode, headers['content-type']]).toEqual([200, 'text/html; charset=utf-8']);
  expect(body === pageHtml(page)).toBe(true);
  expect(headers).toMatchObject({
    'content-security-policy': page.policy,
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
  });
  expect(page.policy).toMatch(/^default-src 'none'; script-src 'sha256-[\w+/=]{44}'; style-src 'sha256-[\w+/=]{44}'; /);
});

it('the page loads nothing, and has no handler or style that its policy would refuse', async () => {
  const { style, script } = await buildPage();
  const markup = pageHtml({ style: '', script: '' }).replace('<script type="module">', '');
  const html = style + script;
  expect(markup).not.toMatch(/\son\w+=|\sstyle=|https?:|<script|src=/i);
  expect(html).not.toMatch(/@import|innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(/);
});

it('the packaged lookup has the text of the page in a file of its own, which only GET / loads', async () => {
  const words = 'What happened to a call?';
  expect((await readFile(await builtFunction('lookup'), 'utf8')).includes(words)).toBe(false);
  expect((await readFile(join(dirname(await builtFunction('lookup')), 'page.js'), 'utf8')).includes(words)).toBe(true);
});
