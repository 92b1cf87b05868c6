/** Small HTTP helpers of the stand-in. */

import { request as httpRequest, type IncomingMessage } from 'node:http';
import { gather } from '../../../shared/bytes.ts';

export interface HttpAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: string;
}

export interface HttpInit {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** Asks the stand-in at `port` for an address of the internet, which it tells by the Host header. */
export async function fetchThrough(port: number, url: string, init: HttpInit = {}): Promise<HttpAnswer> {
  const { method = 'GET', headers = {}, body = '' } = init;
  const { host, pathname, search } = new URL(url);
  const response = await new Promise<IncomingMessage>((resolve, reject) => {
    const options = { host: '127.0.0.1', port, method, path: pathname + search, headers: { ...headers, host } };
    httpRequest(options).once('error', reject).once('response', resolve).end(body);
  });
  const bytes = await gather(response);
  return { status: response.statusCode ?? 0, headers: response.headers, body: bytes.toString() };
}
