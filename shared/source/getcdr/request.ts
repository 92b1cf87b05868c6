/**
 * A question to `getCdr`, as the vendor wants it put.
 * Source: https://cloud.tencent.com/document/product/610/11854 (parameters; every value is a string) and the family's
 * page on request headers.
 */

import type { VendorConfig } from '../../config/read.ts';
import { firstAsked, type Query } from '../source.ts';

export interface CdrRequest {
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

function parameters(query: Query): Record<string, string> {
  if ('callId' in query) return { callId: query.callId };
  return { src: query.src, startTimeStamp: firstAsked(query), endTimeStamp: String(query.to) };
}

export function buildRequest(config: VendorConfig, query: Query): CdrRequest {
  const url = new URL('/201511v3/getCdr', config.endpoint);
  url.searchParams.set('id', config.id);
  return {
    url,
    headers: { Accept: 'application/json', 'Content-Type': 'application/json;charset=utf-8' },
    body: JSON.stringify({ appId: config.appId, ...parameters(query), compress: config.compress ? '1' : '0' }),
  };
}
