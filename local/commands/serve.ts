/** Serves an app of web-standard requests and responses over node's own HTTP server: the platform's part, here. */

import { once } from 'node:events';
import http, { type IncomingMessage, type ServerResponse } from 'node:http';
import { toRequest } from '../../functions/lookup/http-event.ts';

export interface WebApp {
  fetch(request: Request): Response | Promise<Response>;
}

export interface ServeOptions {
  /** Any free port when not given. */
  readonly port?: number;
  /** @default '127.0.0.1', for tokens and call records travel in clear here */
  readonly host?: string;
}

export interface Served {
  /** Scheme, host and port. */
  readonly url: string;
  readonly port: number;
  /** Ends what is under way, and stops listening. */
  close(): Promise<void>;
}

async function answer(app: WebApp, incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
  const { method = 'GET', url = '/', headers } = incoming;
  const question = url.indexOf('?');
  const path = question < 0 ? url : url.slice(0, question);
  const query = new URLSearchParams(question < 0 ? '' : url.slice(question));
  const request = toRequest({ method, path, query, headers });
  const response = request === undefined ? new Response(null, { status: 501 }) : await app.fetch(request);
  const body = Buffer.from(await response.arrayBuffer());
  const length = method === 'HEAD' || response.status === 204 ? {} : { 'content-length': String(body.length) };
  outgoing.writeHead(response.status, { ...Object.fromEntries(response.headers), ...length });
  outgoing.end(body);
  // Nothing here reads a body; without this the connection could not be used again.
  incoming.resume();
}

/** Listens until `close`. @throws the error of a port that cannot be had */
export async function serveApp(app: WebApp, { port = 0, host = '127.0.0.1' }: ServeOptions = {}): Promise<Served> {
  const server = http.createServer((incoming, outgoing) => {
    answer(app, incoming, outgoing).catch(() => {
      if (!outgoing.headersSent) outgoing.writeHead(500);
      outgoing.end();
    });
  });
  server.listen(port, host);
  await once(server, 'listening');
  const address = server.address();
  const bound = typeof address === 'object' && address !== null ? address.port : port;
  return {
    url: `http://${host}:${bound}`,
    port: bound,
    close: async () => {
      if (!server.listening) return;
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}
