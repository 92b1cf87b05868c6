/** The Function URL is an address of the real cloud's shape, which leads nowhere: this one of this machine leads there. */

import { once } from 'node:events';
import { createServer } from 'node:http';
import { gather } from '../../../shared/bytes.ts';
import type { Cloud } from './start.ts';
import { urlHost } from './triggers.ts';

export interface UrlHere {
  readonly url: string;
  readonly close: () => Promise<void>;
}

/** Hands every request to the Function URL that is deployed; 404 as long as there is none. */
export async function serveUrlHere({ functions, fetch }: Cloud): Promise<UrlHere> {
  const server = createServer((request, response) => {
    const serve = async (): Promise<void> => {
      const trigger = [...functions.all.values()]
        .flatMap(({ triggers }) => triggers)
        .find(({ Type }) => Type === 'http');
      if (trigger === undefined)
        return void response.writeHead(404).end('Nothing is deployed: npx serverless deploy\n');
      const { method = 'GET', url = '/', headers } = request;
      const given = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)]));
      const body = (await gather(request)).toString();
      const answer = await fetch(`http://${urlHost(trigger)}${url}`, { method, headers: given, body });
      response.writeHead(answer.status, answer.headers).end(answer.body);
    };
    serve().catch((error: unknown) => response.writeHead(502).end(String(error)));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  return {
    url: `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`,
    close: async () => {
      server.closeAllConnections();
      await once(server.close(), 'close');
    },
  };
}
