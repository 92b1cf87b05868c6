/**
 * One request over node's own client. `fetch` would inflate by what the Content-Encoding header claims and would follow
 * redirects; here the bytes arrive as they were sent and a redirect is just another status.
 */

import http from 'node:http';
import https from 'node:https';

export interface GetRequest {
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly signal: AbortSignal;
}

export interface PostRequest extends GetRequest {
  readonly body: string;
}

export interface GetReply {
  readonly status: number;
  /** Names in lower case. */
  readonly headers: http.IncomingHttpHeaders;
  readonly body: AsyncIterable<Buffer>;
}

export interface PostReply {
  readonly status: number;
  /** The `Retry-After` header, raw. */
  readonly retryAfter: string | undefined;
  /** The `Content-Length` header, raw. */
  readonly contentLength?: string | undefined;
  readonly body: AsyncIterable<Buffer>;
  /** Lets go of a body that is not going to be read to its end. */
  readonly discard: () => void;
}

export type Post = (request: PostRequest) => Promise<PostReply>;
export type Get = (request: GetRequest) => Promise<GetReply>;

/** They keep connections for the next request until `close`. An open one would keep the function alive. */
export function createHttp(): { get: Get; post: Post; close: () => void } {
  const agents = {
    'http:': new http.Agent({ keepAlive: true }),
    'https:': new https.Agent({ keepAlive: true }),
  };
  async function send({ url, headers, signal }: GetRequest, method: string, body = ''): Promise<http.IncomingMessage> {
    const secure = url.protocol === 'https:';
    const agent = agents[secure ? 'https:' : 'http:'];
    return new Promise((resolve, reject) => {
      const request = (secure ? https : http).request(url, { method, agent, headers, signal });
      request.on('error', reject);
      // A connection can end without a response and without an error, as after a 101 that nobody asked for.
      request.on('close', () => reject(Object.assign(new Error('closed without a response'), { code: 'ECONNRESET' })));
      request.on('response', resolve);
      request.end(body);
    });
  }

  return {
    get: async (request) => {
      const response = await send(request, 'GET');
      return { status: response.statusCode ?? 0, headers: response.headers, body: response };
    },
    post: async (request) => {
      const length = String(Buffer.byteLength(request.body));
      const asked = { ...request, headers: { ...request.headers, 'Content-Length': length } };
      const response = await send(asked, 'POST', request.body);
      return {
        status: response.statusCode ?? 0,
        retryAfter: response.headers['retry-after'],
        contentLength: response.headers['content-length'],
        body: response,
        discard: () => response.destroy(),
      };
    },
    close: () => {
      for (const agent of Object.values(agents)) agent.destroy();
    },
  };
}
