/**
 * The page on a port of this machine, in front of a lookup that runs elsewhere: some platforms hand HTML out as a
 * download. Questions are passed on as they come, the token with them, and answers come back as they are.
 */

import { once } from 'node:events';
import { pageAnswer } from '../../functions/lookup/page/answer.ts';
import { gather } from '../../shared/bytes.ts';
import type { Get } from '../../shared/http.ts';
import { readLocalConfig } from '../../shared/config/read.ts';
import { createDeps } from '../../shared/deps.ts';
import type { Host } from '../console/command.ts';
import { listenNear } from '../console/listen.ts';
import { argumentFault } from '../console/read-all.ts';
import type { Words } from '../words/index.ts';
import { serveApp, type WebApp } from './serve.ts';

const TIME_LIMIT_MS = 60_000;
/** What the page reads of an answer. */
const PASSED_ON = ['content-type', 'retry-after'];
const LOOPBACK = new Set(['localhost', '127.0.0.1', '[::1]']);

/** @throws HuadanError `config`: the token goes there, so it must not travel in clear */
export function readLookupUrl(text: string, { lookup }: Words): URL {
  const fault = argumentFault(lookup.pageUrl);
  let url: URL;
  try {
    url = new URL(text);
  } catch {
    throw fault;
  }
  if (url.protocol !== 'https:' && !(url.protocol === 'http:' && LOOPBACK.has(url.hostname))) throw fault;
  return url;
}

/** The address of the question at the lookup, below whatever path that stands at. */
function addressOf(asked: string, lookup: URL): URL {
  const { pathname, search } = new URL(asked);
  const url = new URL(lookup);
  url.pathname = `${lookup.pathname.replace(/\/$/, '')}${pathname}`;
  url.search = search;
  return url;
}

async function passOn(request: Request, lookup: URL, get: Get): Promise<Response> {
  const authorization = request.headers.get('Authorization');
  const reply = await get({
    url: addressOf(request.url, lookup),
    headers: authorization === null ? {} : { authorization },
    signal: AbortSignal.timeout(TIME_LIMIT_MS),
  });
  const headers = PASSED_ON.flatMap((name): [string, string][] => {
    const value = reply.headers[name];
    return typeof value === 'string' ? [[name, value]] : [];
  });
  return new Response(await gather(reply.body), {
    status: reply.status,
    headers: [...headers, ['cache-control', 'no-store']],
  });
}

/** A lookup that cannot be reached is 502, which the page tells in its own words. */
export function createPageApp(lookup: URL, get: Get, { lookup: say }: Words): WebApp {
  return {
    async fetch(request) {
      if (request.method !== 'GET') return new Response(null, { status: 405, headers: { Allow: 'GET' } });
      if (new URL(request.url).pathname === '/') return pageAnswer();
      try {
        return await passOn(request, lookup, get);
      } catch {
        const problem = { status: 502, title: 'Bad Gateway', detail: say.pageUnreachable, hint: say.pageHint };
        return new Response(JSON.stringify(problem), {
          status: 502,
          headers: { 'Content-Type': 'application/problem+json' },
        });
      }
    },
  };
}

type Surroundings = Pick<Host, 'environment' | 'stdout' | 'stopSignal'> & { readonly words: Words };

/** Serves the page at HOST and PORT until Ctrl-C; on another port where that one is taken. */
export async function servePage(lookup: URL, { environment, stdout, stopSignal, words }: Surroundings): Promise<void> {
  const { host, port } = readLocalConfig(environment);
  const deps = createDeps();
  const stop = stopSignal();
  const app = createPageApp(lookup, deps.get, words);
  const served = await listenNear(port, async (chosen) => serveApp(app, { host, port: chosen }));
  stdout.write(`${words.lookup.pageAt(`${served.url}/`, lookup.origin)}\n`);
  if (!stop.aborted) await once(stop, 'abort');
  await served.close();
  deps.close();
}
