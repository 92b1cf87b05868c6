/** The Function URL: HTTP in, the documented event to the function, its answer out (cloud.tencent.com/document/product/583/96099). */

import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Functions } from './functions.ts';
import { invokeStored, type InvokerOptions } from './invoke.ts';
import { isReachedAt } from './triggers.ts';

const MAX_BYTES = 6 * 1024 * 1024;

interface Answer {
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

function isHttpAnswer(
  value: unknown,
): value is { statusCode: number; headers?: Record<string, string>; body?: string; isBase64Encoded?: boolean } {
  return typeof value === 'object' && value !== null && 'statusCode' in value;
}

function toEvent(request: IncomingMessage, body: Buffer): object {
  const url = new URL(request.url ?? '/', 'http://function');
  const headers = Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, String(value)]));
  return {
    body: body.toString(),
    headers: { ...headers, 'x-scf-remote-addr': request.socket.remoteAddress ?? '' },
    httpMethod: request.method,
    path: url.pathname,
    queryString: Object.fromEntries(url.searchParams),
  };
}

function problem(statusCode: number, message: string): Answer {
  return {
    statusCode,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ errorCode: -1, errorMessage: message }),
  };
}

/** What is no HTTP answer is sent as a JSON body with 200. */
function toAnswer(value: string): Answer {
  const parsed: unknown = JSON.parse(value);
  if (!isHttpAnswer(parsed)) return { statusCode: 200, headers: { 'content-type': 'application/json' }, body: value };
  const text = parsed.body ?? '';
  const body = parsed.isBase64Encoded === true ? Buffer.from(text, 'base64').toString() : text;
  return { statusCode: parsed.statusCode, headers: parsed.headers ?? {}, body };
}

async function call(
  functions: Functions,
  request: IncomingMessage,
  body: Buffer,
  invoker: InvokerOptions,
): Promise<Answer> {
  const host = request.headers.host ?? '';
  const stored = [...functions.all.values()].find((one) => isReachedAt(one, host));
  if (stored === undefined) return problem(404, 'no such Function URL');
  if (body.length > MAX_BYTES) return problem(406, 'request too large');
  const { status, value, error } = await invokeStored(stored, toEvent(request, body), 'http', invoker);
  if (status !== 200) return problem(status, error);
  return Buffer.byteLength(value) > MAX_BYTES ? problem(407, 'response too large') : toAnswer(value);
}

export async function serveFunctionUrl(
  functions: Functions,
  request: IncomingMessage,
  response: ServerResponse,
  body: Buffer,
  invoker: InvokerOptions,
): Promise<void> {
  const answer = await call(functions, request, body, invoker);
  response.writeHead(answer.statusCode, answer.headers);
  response.end(request.method === 'HEAD' ? undefined : answer.body);
}
