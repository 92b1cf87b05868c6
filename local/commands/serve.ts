/** Serves an app of web-standard requests and responses on a port of this machine. */

import { once } from 'node:events';
import { createAdaptorServer } from '@hono/node-server';

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

/** What must not reach an app: on the platform it does not either. */
function refusal({
  method,
  url = '',
}: {
  method?: string | undefined;
  url?: string | undefined;
}): Response | undefined {
  // The Fetch standard knows no TRACE: https://fetch.spec.whatwg.org/#methods
  if (method === 'TRACE') return new Response(null, { status: 501 });
  // A whole address is for a proxy, which this is not.
  return url.startsWith('/') ? undefined : new Response(null, { status: 404 });
}

/** Listens until `close`. @throws the error of a port that cannot be had */
export async function serveApp(app: WebApp, { port = 0, host = '127.0.0.1' }: ServeOptions = {}): Promise<Served> {
  const server = createAdaptorServer({
    fetch: async (request, { incoming }) => {
      try {
        return refusal(incoming) ?? (await app.fetch(request));
      } catch {
        // The app answers its own errors; this is a mistake in it.
        return new Response(null, { status: 500 });
      }
    },
    overrideGlobalObjects: false,
  });
  server.listen(port, host);
  await once(server, 'listening');
  const address = server.address();
  const bound = typeof address === 'object' && address !== null ? address.port : port;
  return {
    url: `http://${host.includes(':') ? `[${host}]` : host}:${bound}`,
    port: bound,
    close: async () => {
      if (!server.listening) return;
      const closed = once(server, 'close');
      server.close();
      if ('closeAllConnections' in server) server.closeAllConnections();
      await closed;
    },
  };
}
