/** Only those who may ask, and not more often than they may, get further. */

import type { LookupToken } from '../../shared/config/lookup-tokens.ts';
import { authorize } from './auth.ts';
import { refuse, type Handler } from './request-log.ts';
import type { RateLimit } from './rate-limit.ts';

export function createGuard(tokens: readonly LookupToken[], limit: RateLimit, clock: () => number): Handler {
  return async function guard(c, next) {
    const asking = await authorize(c.req.header('Authorization'), tokens);
    if ('status' in asking) return refuse(c, asking);
    c.get('facts')['client'] = asking.client;
    const waitMs = limit(asking.client, clock());
    if (waitMs === 0) return next();
    const headers = { 'Retry-After': String(Math.ceil(waitMs / 1000)) };
    return refuse(c, { status: 429, detail: 'This token asks too often.', headers });
  };
}
