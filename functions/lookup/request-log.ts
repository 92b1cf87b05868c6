/** What a request carries through the app, and the one line of the log that tells of it. */

import type { Context, MiddlewareHandler } from 'hono';
import type { Log } from '../../shared/log.ts';
import { problemAnswer, type Problem } from './responses.ts';

export interface Variables {
  requestId: string;
  /** In milliseconds since 1970; see `LookupContext.budgetMs`. */
  deadlineMs: number;
  askedFor: 'callId' | 'range' | 'archive';
  /** What must not be read in the log, should the vendor repeat it: the callId or number asked for. */
  secrets: readonly string[];
  /** What the log line tells besides. */
  facts: Record<string, unknown>;
}
export type AppContext = Context<{ Variables: Variables }>;
export type Handler = MiddlewareHandler<{ Variables: Variables }>;

export function refuse(c: AppContext, problem: Problem): Response {
  return problemAnswer(problem, c.get('requestId'));
}

/** Unlike others of the same day, which is all that a search in the log needs. */
export function newRequestId(): string {
  return Math.random().toString(36).slice(2);
}

export interface RequestLogOptions {
  readonly log: Log;
  readonly clock: () => number;
  readonly budgetMs: number;
  readonly requestId: () => string;
}

export function createRequestLog({ log, clock, budgetMs, requestId }: RequestLogOptions): Handler {
  return async function requestLog(c, next) {
    const startMs = clock();
    c.set('requestId', requestId());
    c.set('deadlineMs', startMs + budgetMs);
    c.set('facts', {});
    c.set('secrets', []);
    await next();
    log('info', 'lookup', {
      requestId: c.get('requestId'),
      // Anything can be sent as a method, also what nobody should read.
      method: /^[A-Z]{1,10}$/.test(c.req.method) ? c.req.method : 'other',
      askedFor: c.get('askedFor'),
      status: c.res.status,
      ms: clock() - startMs,
      ...c.get('facts'),
    });
  };
}
