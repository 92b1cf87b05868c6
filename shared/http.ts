/**
 * One request over node's own client. `fetch` would inflate by what the Content-Encoding header claims and would follow
 * redirects; here the bytes arrive as they were sent and a redirect is just another status.
 */

import type http from 'node:http';

/** `HTTPS_PROXY` and `NO_PROXY`. */
export interface Proxy {
  /** `http://host:port/`, with a name and a password where it wants them. */
  readonly url: string;
  /** Hosts that are reached without it, in lower case: `host`, `.domain`, `host:port`, or `*` for all. */
  readonly except: readonly string[];
}

export interface GetRequest {
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly signal: AbortSignal;
  readonly proxy?: Proxy | undefined;
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
  readonly body: AsyncIterable<Buffer>;
  /** Lets go of a body that is not going to be read to its end. */
  readonly discard: () => void;
}

/** Of the error of a request that a proxy did not carry. */
export interface ProxyTrouble {
  /** Its host and port. */
  readonly proxy: string;
}

export type Post = (request: PostRequest) => Promise<PostReply>;
export type Get = (request: GetRequest) => Promise<GetReply>;

/** The proxy that requests to `url` go through: `https:` only, as the variable's name says. */
export function proxyFor(url: URL, proxy: Proxy | undefined): string | undefined {
  if (proxy === undefined || url.protocol !== 'https:') return undefined;
  const isExcept = proxy.except.some((entry) => {
    const [, host = '', port = ''] = /^\*?\.?(.+?)(?::(\d+))?$/.exec(entry) ?? [];
    if (entry === '*') return true;
    if (port !== '' && port !== (url.port || '443')) return false;
    return url.hostname === host || url.hostname.endsWith(`.${host}`);
  });
  return isExcept ? undefined : proxy.url;
}

/** One of node's clients, and the agent that keeps its connections for the next request. */
interface Way {
  readonly request: typeof http.request;
  readonly agent: http.Agent;
}

/** Loads what it needs with the first request: node's clients take as long to load as all else together. */
async function openWay(protocol: string, proxy: string | undefined): Promise<Way> {
  const { Agent, request } = await (protocol === 'https:' ? import('node:https') : import('node:http'));
  if (proxy === undefined) return { request, agent: new Agent({ keepAlive: true }) };
  const { HttpsProxyAgent } = await import('https-proxy-agent');
  return { request, agent: new HttpsProxyAgent(proxy, { keepAlive: true }) };
}

/** Connections are kept until `close`. An open one would keep the function alive. */
export function createHttp(): { get: Get; post: Post; close: () => void } {
  const ways = new Map<string, Way>();

  async function wayOf({ protocol }: URL, proxy: string | undefined): Promise<Way> {
    const name = proxy ?? protocol;
    const opened = ways.get(name) ?? (await openWay(protocol, proxy));
    // Another request may have opened it meanwhile.
    const way = ways.get(name) ?? opened;
    ways.set(name, way);
    return way;
  }

  async function send(asked: GetRequest, method: string, body = ''): Promise<http.IncomingMessage> {
    const { url, headers, signal } = asked;
    const proxy = proxyFor(url, asked.proxy);
    const way = await wayOf(url, proxy);
    const trouble: ProxyTrouble | undefined = proxy === undefined ? undefined : { proxy: new URL(proxy).host };
    return new Promise((resolve, reject) => {
      const request = way.request(url, { method, agent: way.agent, headers, signal });
      request.on('error', (error) => reject(Object.assign(error, trouble)));
      request.on('proxyConnect', ({ statusCode }: { statusCode: number }) => {
        if (statusCode !== 200) request.destroy(Object.assign(new Error('refused'), { code: `PROXY_${statusCode}` }));
      });
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
        body: response,
        discard: () => response.destroy(),
      };
    },
    close: () => {
      for (const { agent } of ways.values()) agent.destroy();
    },
  };
}
