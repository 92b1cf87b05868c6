import { readFileSync } from 'node:fs';
import { deflateSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { inPieces } from '../../local/simulator/encode-reply.ts';
import type { Post, PostReply } from '../../shared/http.ts';
import { askOnce, createAsker, WINDOW, type Asked } from '../support/asking.ts';
import { CREDENTIALS } from '../support/pulling.ts';
import { vendorRow } from '../support/vendor-rows.ts';

const fixture = (name: string): string => readFileSync(new URL(`../fixtures/cases/${name}`, import.meta.url), 'utf8');

type Scripted = Partial<PostReply> & { text?: string | Buffer };

/** A good reply with these rows. */
const replyOf = (...rows: object[]): string => JSON.stringify({ errorCode: '0', cdr: rows, offset: '0' });
const GOOD = replyOf(vendorRow('a', WINDOW.from));

/** A vendor that gives these replies one after the other, the last one for ever, on a clock that only waiting moves. */
function scripted(...replies: Scripted[]) {
  const start = 1_600_000_000_000;
  let nowMs = start;
  const sentAt: number[] = [];
  const waits: number[] = [];
  const post: Post = async () => {
    sentAt.push(nowMs - start);
    const { text = GOOD, ...reply } = replies[Math.min(sentAt.length, replies.length) - 1] ?? {};
    return {
      status: 200,
      retryAfter: undefined,
      body: inPieces(Buffer.from(text), 1000),
      discard: () => undefined,
      ...reply,
    };
  };
  const sleep = async (ms: number): Promise<void> => {
    waits.push(ms);
    nowMs += ms;
  };
  const deps = { post, sleep, clock: () => nowMs, random: () => 0.5 };
  return { deps, sentAt, waits, deadlineMs: start + 600_000 };
}

async function ask(...replies: Scripted[]): Promise<Asked & { sentAt: number[]; waits: number[] }> {
  const { deps, sentAt, waits, deadlineMs } = scripted(...replies);
  return { ...(await askOnce(createAsker('https://vendor.example', { deps }), { deadlineMs })), sentAt, waits };
}

describe('asking again', () => {
  it('trouble that passes costs a wait and nothing else', async () => {
    const { records, waits } = await ask({ status: 503, text: '' }, { text: '{"errorCode":"-501"}' }, {});
    expect(records.map(({ callId }) => callId)).toEqual(['a']);
    expect(waits).toEqual([300, 600]);
  });

  it('trouble that lasts ends after five tries with growing waits', async () => {
    const { error, requests, waits } = await ask({ status: 500, text: fixture('01-http500-one-window/input-500.txt') });
    expect(error).toMatchObject({ reason: 'retry', facts: { httpStatus: 500, vendorText: 'Internal Server Error' } });
    expect([requests, waits]).toEqual([5, [300, 600, 1200, 2400]]);
  });

  it('the rows of a reply that broke off are no answer', async () => {
    const rows = [vendorRow('lost', WINDOW.from), vendorRow('lost too', WINDOW.from)];
    const packed = deflateSync(JSON.stringify({ errorCode: '0', cdr: rows, x: GOOD.repeat(100) }));
    for (const cut of [replyOf(...rows).slice(0, -3), packed.subarray(0, -9)]) {
      const { records } = await ask({ text: cut }, {});
      expect(records.map(({ callId }) => callId)).toEqual(['a']);
    }
  });

  it.each(['30', '30.0', '30, 30', 'Sun, 13 Sep 2020 12:27:10 GMT'])(
    'Retry-After: %s is kept to',
    async (retryAfter) => {
      const { waits } = await ask({ status: 429, retryAfter, text: '' }, {});
      expect(waits).toEqual([30_000]);
    },
  );

  it('a Retry-After of an hour is not waited for, and nothing is asked again', async () => {
    const { error, requests, waits } = await ask({
      status: 429,
      retryAfter: '3600',
      text: fixture('13-retry-after-an-hour/input-429.json'),
    });
    expect(error).toMatchObject({ reason: 'retry', facts: { httpStatus: 429, retryAfterMs: 3_600_000 } });
    expect(error?.message).toContain('rate limit');
    expect([requests, waits]).toEqual([1, []]);
  });

  it('a Retry-After of years is one of a day', async () => {
    const { error, requests } = await ask({ status: 429, retryAfter: '99999999999', text: '' });
    expect([error?.facts['retryAfterMs'], requests]).toEqual([86_400_000, 1]);
  });

  it('no wait goes past the deadline', async () => {
    const { deps, waits } = scripted({ status: 503, retryAfter: '5', text: '' });
    const { error, requests } = await askOnce(createAsker('https://vendor.example', { deps }), {
      deadlineMs: deps.clock() + 4000,
    });
    expect([error?.reason, requests, waits]).toEqual(['retry', 1, []]);
  });

  it('nothing is asked once the deadline has passed', async () => {
    const { deps } = scripted({});
    const { error, requests } = await askOnce(createAsker('https://vendor.example', { deps }), {
      deadlineMs: deps.clock(),
    });
    expect([error?.reason, requests]).toEqual(['deadline', 0]);
  });
});

describe('CDR_RATE', () => {
  it.each([20, 3, 0.5])('%f requests a second leave, however many are wanted at once', async (ratePerSecond) => {
    const { deps, sentAt, deadlineMs } = scripted({});
    const asker = createAsker('https://vendor.example', { deps, config: { ratePerSecond } });
    for (let i = 0; i < 50; i++) await askOnce(asker, { deadlineMs });
    const most = Math.max(1, ratePerSecond);
    const spanMs = Math.max(1000, 1000 / ratePerSecond);
    for (const [i, first] of sentAt.entries()) {
      expect(
        sentAt.filter((at) => at >= first && at < first + spanMs).length,
        `from request ${i} on`,
      ).toBeLessThanOrEqual(most);
    }
    expect(sentAt.at(-1)! - sentAt[0]!, 'and no fewer').toBeLessThanOrEqual((49 / ratePerSecond) * 1000);
  });

  it('questions at the same time share it, also those of several sources', async () => {
    const { deps: moving, deadlineMs } = scripted({});
    const waits: number[] = [];
    const deps = { ...moving, sleep: async (ms: number) => void waits.push(ms) };
    const askers = [1, 2, 3].map(() => createAsker('https://vendor.example', { deps, config: { ratePerSecond: 1 } }));
    await Promise.all(askers.map(async (asker) => askOnce(asker, { deadlineMs })));
    expect(waits).toEqual([1000, 2000]);
  });

  it('a turn that comes too late is not waited for', async () => {
    const { deps } = scripted({});
    const asker = createAsker('https://vendor.example', { deps, config: { ratePerSecond: 0.1 } });
    const deadlineMs = deps.clock() + 9000;
    await askOnce(asker, { deadlineMs });
    const { error, requests } = await askOnce(asker, { deadlineMs });
    expect([error?.reason, requests]).toEqual(['deadline', 0]);
  });
});

const recordsUnder = (name: string): string =>
  JSON.stringify({ errorCode: '0', [name]: [vendorRow('a', WINDOW.from)], offset: '0' });

describe('a reply that is whole but no answer is told in its own words', () => {
  it.each<[string, string, RegExp]>([
    ['a gateway', fixture('14-gateway-json/input-gateway.json'), /not the call record interface.*no Route matched/],
    ['Spring', fixture('14-gateway-json/input-spring404.json'), /not the call record interface.*Not Found/],
    [
      'Cloud API 3.0',
      fixture('14-gateway-json/input-cloudApi.json'),
      /not the call record interface.*SecretIdNotFound/,
    ],
    ['an empty object', '{}', /not the call record interface/],
    ['records under another name', recordsUnder('data'), /holds call records, but not in "cdr"/],
    ['records deeper down', `{"errorCode":"0","data":${recordsUnder('cdr')}}`, /holds call records, but not in "cdr"/],
    ['some records elsewhere', recordsUnder('more').replace('{', '{"cdr":[],'), /holds call records, but not in "cdr"/],
  ])('%s', async (_, text, words) => {
    const { error } = await ask({ text });
    expect(error).toMatchObject({ reason: 'retry', facts: { httpStatus: 200 } });
    expect(error?.message).toMatch(words);
    expect(error?.message).not.toContain('broke off');
    expect(error?.message).not.toContain('callId');
  });

  it('with the status, where that says it', async () => {
    const { error } = await ask({ status: 404, text: fixture('14-gateway-json/input-spring404.json') });
    expect(error?.message).toMatch(/HTTP 404 \(.*Not Found/);
  });
});

describe('what a reply says is quoted as text, and nothing private with it', () => {
  it('a row with an unescaped quote: the reply cannot be read, and none of it is quoted', async () => {
    const { error } = await ask({ text: fixture('03-odd-quote-in-a-row/input-reply.txt') });
    expect(error?.message).toContain('the reply broke off or is no JSON object. ');
    expect(error?.facts).not.toHaveProperty('vendorText');
  });

  it.each(['a', 'b', 'c'])('numbers in any spelling: %s', async (name) => {
    const { error } = await ask({ text: fixture(`33-numbers-in-the-log/input-${name}.txt`) });
    const told = `${error?.message} ${JSON.stringify(error?.facts)}`;
    for (const text of [told, Buffer.from(told, 'base64').toString('latin1')]) {
      expect(text.replaceAll(/[^0-9A-Za-z]/g, '')).not.toMatch(/13812340001|075586013388|13912340002|13500000001/);
    }
    if (name !== 'a') expect(error?.facts).not.toHaveProperty('vendorText');
  });

  it.each([
    ['UTF-8', Buffer.from('<html><title>系统维护中</title></html>')],
    [
      'GBK',
      Buffer.concat([
        Buffer.from('<html><title>'),
        Buffer.from('cfb5cdb3ceacbba4d6d0', 'hex'),
        Buffer.from('</title></html>'),
      ]),
    ],
    ['UTF-8 in zlib', deflateSync('<html><title>系统维护中</title></html>')],
  ])('a Chinese page in %s', async (_, text) => {
    expect((await ask({ status: 502, text })).error?.message).toContain(
      'HTTP 502 (<html><title>系统维护中</title></html>)',
    );
  });

  it('a Chinese text in GBK', async () => {
    const text = Buffer.concat([
      Buffer.from('{"errorCode":"-501","result":"'),
      Buffer.from('b7fecef1c6f7d2ecb3a3', 'hex'),
      Buffer.from('"}'),
    ]);
    expect((await ask({ text })).error?.message).toContain('in its words "服务器异常"');
  });

  it.each(['\u0000\u0001\u0002', 'PHNjcmlwdD4wMDg2MTM1MDAwMDAwMDE8L3NjcmlwdD4='])(
    'no bytes and no code: %j',
    async (text) => {
      expect((await ask({ status: 500, text })).error?.facts).not.toHaveProperty('vendorText');
    },
  );

  it.each(['"-1000000"', '"DENIED"', '"13812340001"', '1.5', '"- 1"'])('a code that is none: %s', async (code) => {
    const { error } = await ask({ text: `{"errorCode":${code}}` });
    expect(error?.facts).not.toHaveProperty('vendorCode');
    expect(error?.message).not.toContain(code.replaceAll('"', ''));
  });

  it('the account is never told', async () => {
    const { error } = await ask({ text: `{"errorCode":"-401","result":"appId ${CREDENTIALS.CDR_APP_ID} unknown"}` });
    expect(error?.message).toContain('appId **** unknown');
  });
});

describe('bounds', () => {
  it('damaged compression is told as that', async () => {
    const packed = deflateSync(GOOD);
    packed[20] = packed[20]! ^ 0xff;
    const { error } = await ask({ text: packed });
    expect(error?.reason).toBe('retry');
    expect(error?.message).toMatch(/compressed reply is damaged|broke off or is no JSON object/);
    expect(error?.message).not.toContain('connection');
  });

  it('a caller with little memory gets less', async () => {
    const { deps, deadlineMs } = scripted({
      text: JSON.stringify({ errorCode: '0', cdr: Array.from({ length: 5000 }, (_, i) => i) }),
    });
    const { source } = createAsker('https://vendor.example', { deps });
    const query = { src: '', window: WINDOW };
    await expect(source.calls(query, { deadlineMs })).resolves.toMatchObject({ received: 5000 });
    await expect(source.calls(query, { deadlineMs, maxAnswerBytes: 1 << 20 })).rejects.toMatchObject({
      reason: 'oversize',
    });
    await expect(source.calls(query, { deadlineMs, maxReplyBytes: 9000 })).rejects.toMatchObject({
      reason: 'oversize',
    });
  });
});
