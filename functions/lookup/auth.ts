/**
 * Who may ask, and how often: `Authorization: Bearer <token>` (RFC 6750), against the hashes of `LOOKUP_TOKENS`.
 */

import type { LookupToken } from '../../shared/config/lookup-tokens.ts';
import { refuse, type Handler } from './request-log.ts';
import type { Problem } from './responses.ts';
import type { RateLimit } from './rate-limit.ts';

const BEARER = /^Bearer +([A-Za-z0-9._~+/-]+=*)$/i;

const NO_TOKENS: Problem = {
  status: 503,
  detail: 'No token is configured, so every lookup is refused.',
  hint: 'Make a token with `npm run token -- <name>` and set LOOKUP_TOKENS.',
};

function unauthorized(challenge: string, detail: string): Problem {
  return { status: 401, detail, headers: { 'WWW-Authenticate': challenge } };
}

/**
 * The name of the token, or why there is none. Hashes of equal length are compared, always all of them: the time it
 * takes tells nothing about any of them.
 */
export async function authorize(
  header: string | undefined,
  tokens: readonly LookupToken[],
): Promise<{ client: string } | Problem> {
  if (tokens.length === 0) return NO_TOKENS;
  const token = BEARER.exec(header ?? '')?.[1];
  if (token === undefined) return unauthorized('Bearer realm="huadan"', 'Send `Authorization: Bearer <token>`.');
  // Loaded where it is needed: it takes 3 ms, a third of the function's cold start.
  const { createHash, timingSafeEqual } = await import('node:crypto');
  const digest = createHash('sha256').update(token).digest();
  let client: string | undefined;
  for (const { name, sha256 } of tokens) {
    if (timingSafeEqual(digest, Buffer.from(sha256, 'hex'))) client = name;
  }
  if (client === undefined) {
    return unauthorized('Bearer realm="huadan", error="invalid_token"', 'The token is not one of those configured.');
  }
  return { client };
}

/** Lets a request pass when its token is known and within its rate. */
export function createAuth(tokens: readonly LookupToken[], limit: RateLimit, clock: () => number): Handler {
  return async function auth(c, next) {
    const asking = await authorize(c.req.header('Authorization'), tokens);
    if ('status' in asking) return refuse(c, asking);
    c.get('facts')['client'] = asking.client;
    const waitMs = limit(asking.client, clock());
    if (waitMs === 0) return next();
    const headers = { 'Retry-After': String(Math.ceil(waitMs / 1000)) };
    return refuse(c, { status: 429, detail: 'This token asks too often.', headers });
  };
}
