/**
 * A question to `getCdr`, as the vendor wants it put.
 * Source: https://cloud.tencent.com/document/product/610/11854 (parameters; every value is a string) and the family's
 * page on request headers.
 */

import type { VendorConfig } from '../../config/read.ts';
import type { EpochSeconds } from '../../time.ts';

/** One call, or all calls of a stretch of time (half-open), of one caller or, with an empty `src`, of all. */
export type CdrQuery =
  | { readonly callId: string }
  | { readonly src: string; readonly from: EpochSeconds; readonly to: EpochSeconds };

export interface CdrRequest {
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/**
 * Nobody documents whether the bounds are inclusive. A range is asked for from one second earlier, so that an
 * exclusive lower bound loses nothing; what comes back twice is recognised later.
 */
const OVERLAP_SECONDS = 1;

function parameters(query: CdrQuery): Record<string, string> {
  if ('callId' in query) return { callId: query.callId };
  return {
    src: query.src,
    startTimeStamp: String(Math.max(0, query.from - OVERLAP_SECONDS)),
    endTimeStamp: String(query.to),
  };
}

export function buildRequest(config: VendorConfig, query: CdrQuery): CdrRequest {
  const url = new URL('/201511v3/getCdr', config.endpoint);
  url.searchParams.set('id', config.id);
  return {
    url,
    headers: { Accept: 'application/json', 'Content-Type': 'application/json;charset=utf-8' },
    body: JSON.stringify({ appId: config.appId, ...parameters(query), compress: config.compress ? '1' : '0' }),
  };
}
