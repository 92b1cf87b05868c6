/**
 * One message to `ALERT_WEBHOOK`: a robot of WeCom, DingTalk or Feishu, each in its own form, or whatever takes JSON.
 * Robots answer 200 to what they refuse; their body says so.
 */

import { errorCode, HuadanError } from './errors.ts';
import type { Post, PostRequest, Proxy } from './http.ts';

export interface Message {
  readonly text: string;
  /** What plain JSON holds besides. */
  readonly facts: Readonly<Record<string, unknown>>;
}

interface Robot {
  readonly hosts: readonly string[];
  readonly body: (text: string) => unknown;
  /** The members that say how it went: 0 is well. */
  readonly outcome: readonly string[];
}

const ROBOTS: readonly Robot[] = [
  {
    // https://developer.work.weixin.qq.com/document/path/91770
    hosts: ['qyapi.weixin.qq.com'],
    body: (content) => ({ msgtype: 'text', text: { content } }),
    outcome: ['errcode'],
  },
  {
    // https://open.dingtalk.com/document/robots/custom-robot-access
    hosts: ['oapi.dingtalk.com', 'api.dingtalk.com'],
    body: (content) => ({ msgtype: 'text', text: { content } }),
    outcome: ['errcode'],
  },
  {
    // https://open.feishu.cn/document/client-docs/bot-v3/add-custom-bot
    hosts: ['open.feishu.cn', 'open.larksuite.com'],
    body: (text) => ({ msg_type: 'text', content: { text } }),
    outcome: ['code', 'StatusCode'],
  },
];

const TIMEOUT_MS = 5000;
const MAX_REPLY_BYTES = 64 * 1024;

async function readJson(body: AsyncIterable<Buffer>): Promise<Record<string, unknown>> {
  const pieces: Buffer[] = [];
  let bytes = 0;
  for await (const piece of body) {
    pieces.push(piece);
    bytes += piece.length;
    if (bytes > MAX_REPLY_BYTES) return {};
  }
  try {
    const value: unknown = JSON.parse(Buffer.concat(pieces).toString());
    return typeof value === 'object' && value !== null ? { ...value } : {};
  } catch {
    return {};
  }
}

function alertError(what: string, facts: Record<string, string | number> = {}, cause?: unknown): HuadanError {
  const advice = 'Check ALERT_WEBHOOK: `npm run doctor -- --alert` sends a test message.';
  return new HuadanError('alert', `Sending a message to ALERT_WEBHOOK: ${what}. ${advice}`, { facts, cause });
}

async function deliver(request: PostRequest, robot: Robot | undefined, post: Post): Promise<void> {
  const reply = await post(request);
  const { status } = reply;
  if (status < 200 || status > 299) {
    reply.discard();
    throw alertError(`it answered with HTTP ${status}`, { status });
  }
  if (robot === undefined) return reply.discard();
  const answer = await readJson(reply.body);
  const code = robot.outcome.map((name) => answer[name]).find((value) => typeof value === 'number');
  if (code === 0) return undefined;
  throw alertError(`the robot refused it${code === undefined ? '' : ` (${code})`}`, code === undefined ? {} : { code });
}

export interface SendOptions {
  readonly post: Post;
  readonly proxy?: Proxy | undefined;
  /** Until it is given up. @default 5000 */
  readonly timeoutMs?: number | undefined;
}

/**
 * @param webhook the whole address, which is a secret
 * @throws HuadanError `alert`; neither message nor facts hold the address
 */
export async function sendToWebhook(
  webhook: string,
  { text, facts }: Message,
  { post, proxy, timeoutMs = TIMEOUT_MS }: SendOptions,
): Promise<void> {
  const url = new URL(webhook);
  const robot = ROBOTS.find(({ hosts }) => hosts.includes(url.hostname));
  const headers = { 'Content-Type': 'application/json; charset=utf-8', Accept: 'application/json' };
  const body = JSON.stringify(robot === undefined ? { text, ...facts } : robot.body(text));
  const signal = AbortSignal.timeout(timeoutMs);
  try {
    await deliver({ url, headers, body, signal, proxy }, robot, post);
  } catch (error) {
    if (error instanceof HuadanError) throw error;
    if (signal.aborted) throw alertError(`no answer within ${timeoutMs} ms`);
    const code = errorCode(error);
    throw alertError(`the connection failed${code === undefined ? '' : ` (${code})`}`, {}, error);
  }
}
