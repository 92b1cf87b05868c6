/** An HTTP server that stands where the vendor would. What it answers, and how it fails, is the caller's to say. */

import { once } from 'node:events';
import http, { type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { gather } from '../../shared/bytes.ts';

/** One request as the vendor sees it. */
export interface SeenRequest {
  readonly method: string;
  /** The `id` of the query string. */
  readonly id: string | null;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly rawBody: string;
  /** The parsed JSON object; `{}` when the body is none. */
  readonly body: Record<string, unknown>;
}

export interface VendorReply {
  /** 200 when not given. */
  readonly status?: number;
  readonly headers?: Record<string, string>;
  /** A string or Buffer goes out whole, with its length; an async iterable piece by piece, as fast as it is read. */
  readonly body: string | Buffer | AsyncIterable<Buffer>;
  /**
   * `hang`: never answer. `reset`: break the connection before answering.
   * `cut`: send the head and half of the body, then break the connection (an iterable is gathered first).
   */
  readonly fault?: 'hang' | 'reset' | 'cut';
}

export interface VendorServer {
  /** Scheme, host and port, as `CDR_ENDPOINT` wants it. */
  readonly endpoint: string;
  /** All requests so far, in the order in which they were read to their end. */
  readonly requests: SeenRequest[];
  /** Breaks what is open, also what hangs. Throws what `answer` threw, if it did: that is a mistake of the test. */
  close(): Promise<void>;
}

export type Answer = (request: SeenRequest) => VendorReply | Promise<VendorReply>;

/** Listens on 127.0.0.1, by default on any free port. */
export async function startVendorServer(answer: Answer, options: { port?: number } = {}): Promise<VendorServer> {
  const requests: SeenRequest[] = [];
  const mistakes: unknown[] = [];

  async function serve(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const seen = await readRequest(incoming);
    if (seen === undefined) return;
    requests.push(seen);
    try {
      await send(await answer(seen), response);
    } catch (error) {
      // A client that went away ends the sending too, but that is no mistake of ours.
      if (!isClientGone(error)) mistakes.push(error);
      response.destroy();
    }
  }

  const server = http.createServer((incoming, response) => void serve(incoming, response));
  // A connection that is kept for the next request must not be closed just as that request is on its way.
  server.keepAliveTimeout = 0;
  server.listen(options.port ?? 0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();

  return {
    endpoint: `http://127.0.0.1:${address === null || typeof address === 'string' ? 0 : address.port}`,
    requests,
    close: async () => {
      if (!server.listening) return;
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
      if (mistakes.length > 0) throw new AggregateError(mistakes, 'The simulated vendor could not answer.');
    },
  };
}

/** Undefined when the client went away before the end of its request. */
async function readRequest(incoming: IncomingMessage): Promise<SeenRequest | undefined> {
  const bytes = await gather(incoming).catch(() => undefined);
  if (bytes === undefined) return undefined;
  const [path = '', query = ''] = (incoming.url ?? '').split('?', 2);
  const rawBody = bytes.toString();
  return {
    method: incoming.method ?? '',
    id: new URLSearchParams(query).get('id'),
    path,
    headers: incoming.headers,
    rawBody,
    body: parseObject(rawBody),
  };
}

function parseObject(text: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : {};
  } catch {
    return {};
  }
}

async function send(reply: VendorReply, response: ServerResponse): Promise<void> {
  if (reply.fault === 'hang') return;
  if (reply.fault === 'reset') {
    response.socket?.resetAndDestroy();
    return;
  }
  const { status = 200, headers = {}, body } = reply;
  const head = { 'Content-Type': 'application/json;charset=utf-8', ...headers };
  if (reply.fault === undefined && typeof body !== 'string' && !Buffer.isBuffer(body)) {
    response.writeHead(status, head);
    await pipeline(Readable.from(body), response);
    return;
  }
  const whole = await wholeOf(body);
  response.writeHead(status, { 'Content-Length': String(whole.length), ...head });
  if (reply.fault === 'cut') {
    response.write(whole.subarray(0, Math.floor(whole.length / 2)), () => response.destroy());
  } else {
    response.end(whole);
  }
}

async function wholeOf(body: VendorReply['body']): Promise<Buffer> {
  return typeof body === 'string' ? Buffer.from(body) : Buffer.isBuffer(body) ? body : gather(body);
}

function isClientGone(error: unknown): boolean {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  return ['ERR_STREAM_PREMATURE_CLOSE', 'ERR_STREAM_DESTROYED', 'ECONNRESET', 'EPIPE'].includes(code);
}
