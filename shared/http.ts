/**
 * One POST over node's own client. `fetch` would inflate by what the Content-Encoding header claims and would follow
 * redirects; here the bytes arrive as they were sent and a redirect is just another status.
 */

import http from 'node:http';
import https from 'node:https';

export interface PostRequest {
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly signal: AbortSignal;
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

/** A `post` that keeps connections for the next request until `close`. An open one would keep the function alive. */
export function createPost(): { post: Post; close: () => void } {
  const agents = {
    'http:': new http.Agent({ keepAlive: true }),
    'https:': new https.Agent({ keepAlive: true }),
  };
  const post: Post = async ({ url, headers, body, signal }) => {
    const secure = url.protocol === 'https:';
    const bytes = Buffer.from(body);
    return new Promise((resolve, reject) => {
      const request = (secure ? https : http).request(url, {
        method: 'POST',
        agent: agents[secure ? 'https:' : 'http:'],
        headers: { ...headers, 'Content-Length': String(bytes.length) },
        signal,
      });
      request.on('error', reject);
      // A connection can end without a response and without an error, as after a 101 that nobody asked for.
      request.on('close', () => reject(Object.assign(new Error('closed without a response'), { code: 'ECONNRESET' })));
      request.on('response', (response) => {
        resolve({
          status: response.statusCode ?? 0,
          retryAfter: response.headers['retry-after'],
          contentLength: response.headers['content-length'],
          body: response,
          discard: () => response.destroy(),
        });
      });
      request.end(bytes);
    });
  };
  return {
    post,
    close: () => {
      for (const agent of Object.values(agents)) agent.destroy();
    },
  };
}
