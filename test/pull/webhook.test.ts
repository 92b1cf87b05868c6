/** Each robot gets its own form, and is not believed when it says 200 to what it refused. */

import { afterEach, expect, test } from 'vitest';
import { startVendorServer, type VendorReply, type VendorServer } from '../../local/simulator/server.ts';
import { tellConditions, type AlertContext, type Conditions } from '../../shared/alert.ts';
import { createHttp, type Post } from '../../shared/http.ts';
import { createLog } from '../../shared/log.ts';
import { sendToWebhook } from '../../shared/webhook.ts';
import { createMemoryStore } from '../support/memory-store.ts';
import { at } from '../support/pulling.ts';
import { logTo } from '../support/output.ts';

let server: VendorServer | undefined;
const http = createHttp();
afterEach(async () => server?.close());

/** Requests to any host reach the server of the test, as they are. */
async function standIn(reply: VendorReply): Promise<{ post: Post; asked: URL[] }> {
  const { endpoint } = (server = await startVendorServer(() => reply));
  const asked: URL[] = [];
  return {
    asked,
    post: async (request) => {
      asked.push(request.url);
      return http.post({ ...request, url: new URL(request.url.pathname + request.url.search, endpoint) });
    },
  };
}

const ROBOTS = [
  [
    'WeCom',
    'https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=x',
    '{"errcode":0,"errmsg":"ok"}',
    '{"errcode":45009,"errmsg":"api freq out of limit"}',
  ],
  [
    'DingTalk',
    'https://oapi.dingtalk.com/robot/send?access_token=x',
    '{"errcode":0,"errmsg":"ok"}',
    '{"errcode":310000,"errmsg":"keywords not in content"}',
  ],
  [
    'Feishu',
    'https://open.feishu.cn/open-apis/bot/v2/hook/x',
    '{"code":0,"msg":"success","data":{}}',
    '{"code":9499,"msg":"Bad Request"}',
  ],
  [
    'Feishu of old',
    'https://open.feishu.cn/open-apis/bot/v2/hook/x',
    '{"StatusCode":0,"StatusMessage":"success"}',
    '{"StatusCode":19001}',
  ],
] as const;
const FORMS: Readonly<Record<string, unknown>> = {
  WeCom: { msgtype: 'text', text: { content: 'hello' } },
  DingTalk: { msgtype: 'text', text: { content: 'hello' } },
  Feishu: { msg_type: 'text', content: { text: 'hello' } },
  'Feishu of old': { msg_type: 'text', content: { text: 'hello' } },
};

test.each(ROBOTS)('a robot of %s gets the form it takes', async (name, webhook, good) => {
  const { post, asked } = await standIn({ body: good });
  await sendToWebhook(webhook, { text: 'hello', facts: { began: [] } }, { post });
  expect(asked.map(String)).toEqual([webhook]);
  expect(server?.requests[0]).toMatchObject({
    method: 'POST',
    body: FORMS[name],
    headers: { 'content-type': 'application/json; charset=utf-8' },
  });
});

test.each(ROBOTS)(
  'a robot of %s that refuses with 200 is a failure, with its code',
  async (_name, webhook, _good, bad) => {
    const { post } = await standIn({ body: bad });
    await expect(sendToWebhook(webhook, { text: 'hello', facts: {} }, { post })).rejects.toMatchObject({
      reason: 'alert',
      facts: { code: expect.any(Number) },
      message: expect.not.stringContaining('https://'),
    });
  },
);

test.each([['<html>'], [''], ['[]'], ['{"errcode":"0"}'], ['x'.repeat(200_000)]])(
  'a robot that answers something else is a failure (%#)',
  async (body) => {
    const { post } = await standIn({ body });
    await expect(sendToWebhook(ROBOTS[0][1], { text: 'hello', facts: {} }, { post })).rejects.toMatchObject({
      reason: 'alert',
    });
  },
);

test('anything else gets plain JSON, and is believed by its status', async () => {
  const { post } = await standIn({ body: 'thanks' });
  await sendToWebhook('https://ops.example.com/hook', { text: 'hello', facts: { began: [1] } }, { post });
  expect(server?.requests[0]?.body).toEqual({ text: 'hello', began: [1] });
});

test.each([400, 404, 500, 302])('HTTP %s is a failure', async (status) => {
  const { post } = await standIn({ body: '', status });
  await expect(
    sendToWebhook('https://ops.example.com/hook', { text: 'hello', facts: {} }, { post }),
  ).rejects.toMatchObject({
    reason: 'alert',
    facts: { status },
  });
});

const NOW = at('2026-03-05T10:00:00');

function alertContext(post: Post, now: number): AlertContext {
  return {
    name: 'close',
    alert: { webhook: 'https://ops.example.com/hook', lagSeconds: 3600, closeSeconds: 86_400 },
    archive: {
      kind: 'cos',
      bucket: 'records-1250000000',
      root: 'lake/',
      region: 'ap-guangzhou',
      endpoint: undefined,
      secretId: 'a',
      secretKey: 'b',
      sessionToken: undefined,
    },
    store: createMemoryStore(),
    post,
    log: createLog({ write: logTo([]) }),
    now,
    utcOffsetSeconds: 28_800,
  };
}

function days(count: number): () => Promise<Conditions> {
  const holding = Array.from({ length: count }, (_, i) => ({
    key: `day ${i}`,
    text: `号码 day ${i} is not closed. ${'x'.repeat(i * 7)}`,
  }));
  return async () => ({ holding });
}

test('a flood of conditions is one message of at most 2048 bytes, and none is told again', async () => {
  const { post } = await standIn({ body: 'ok' });
  const context = alertContext(post, NOW);
  await tellConditions(days(300), context);
  await tellConditions(days(300), { ...context, now: NOW + 60 });
  expect(server?.requests).toHaveLength(1);
  const text = String(server?.requests[0]?.body['text']);
  expect(Buffer.byteLength(text)).toBeLessThanOrEqual(2048);
  expect(text).toMatch(/^Huadan close, archive records\/lake\/, 2026-03-05T10:00:00\+08:00\nBEGAN: 号码 day 0 is/);
  expect(text).toMatch(/… and \d+ more: npm run status$/);
  expect(text).not.toContain('1250000000');
});

test('what comes and goes every second is told 20 times a minute at most', async () => {
  const { post } = await standIn({ body: 'ok' });
  const context = alertContext(post, NOW);
  for (let second = 0; second < 60; second++) {
    await tellConditions(days(second % 2), { ...context, now: NOW + second });
  }
  expect(server?.requests.length).toBeLessThanOrEqual(20);
  expect(server?.requests.length).toBeGreaterThan(5);
});

test('a message that was not taken is not taken for told; a state that cannot be kept repeats it', async () => {
  const { post } = await standIn({ body: 'ok' });
  const context = alertContext(post, NOW);
  const full = { ...context, store: { get: async () => null, put: async () => Promise.reject(new Error('full')) } };
  await tellConditions(days(1), full);
  await tellConditions(days(1), { ...full, now: NOW + 60 });
  expect(server?.requests).toHaveLength(2);
});
