/** The lookup's routes, on web-standard requests and responses: the same app on the platform and on one machine. */

// The smallest preset: a handful of routes, made anew for every request, need no prepared router.
import { Hono } from 'hono/tiny';
import * as z from 'zod/mini';
import type { LookupConfig } from '../../shared/config/read.ts';
import type { Log } from '../../shared/log.ts';
import { mask } from '../../shared/mask.ts';
import { pageAnswer } from './page/answer.ts';
import { jsonAnswer, optionsAnswer } from './responses.ts';
import type { Found, Question } from './from-vendor.ts';
import { createFinder, type Finder } from './find.ts';
import { createAuth } from './auth.ts';
import { createRequestLog, newRequestId, refuse, type AppContext, type Variables } from './request-log.ts';
import { factsOf, NO_SUCH_CALL, problemOf, TOO_MUCH, UNREADABLE } from './problems.ts';
import { callIdSchema } from './schemas.ts';
import { readRange } from './query.ts';
import { createRateLimit, type RateLimit } from './rate-limit.ts';

export interface LookupContext {
  readonly config: LookupConfig;
  readonly log: Log;
  /** An answer, if only that there is none in time, takes no longer. @default 25000 */
  readonly budgetMs?: number;
  /** Outlives the app where that is made for each request. */
  readonly limit?: RateLimit;
  /** What a request is called in the log and in problems. */
  readonly requestId?: () => string;
  readonly clock?: () => number;
  readonly find?: Finder;
}

const ALLOW = 'GET, HEAD, OPTIONS';
/** Whatever follows `/cdr/` is a callId: a bad one is told so, and not that there is no such path. */
const CALL_PATH = '/cdr/:callId{.*}';
const PATHS = ['/', '/healthz', '/openapi.json', CALL_PATH, '/cdr'];

function foundAnswer(c: AppContext, { records, unreadable, tooMuch }: Found): Response {
  if (tooMuch) return refuse(c, TOO_MUCH);
  if (c.get('askedFor') === 'callId' && records.length === 0) {
    return refuse(c, unreadable === 0 ? NO_SUCH_CALL : UNREADABLE);
  }
  const rest = unreadable === 0 ? '' : `,"unreadable":${unreadable}`;
  return jsonAnswer(`{"cdr":[${records.join(',')}],"source":"vendor"${rest}}`);
}

export function createApp(context: LookupContext): Hono<{ Variables: Variables }> {
  const { config, log, budgetMs = 25_000, requestId = newRequestId, clock = Date.now } = context;
  const { limit = createRateLimit(), find = createFinder(config) } = context;
  const auth = createAuth(config.tokens, limit, clock);

  async function answerQuestion(c: AppContext, question: Question): Promise<Response> {
    c.set('secrets', ['callId' in question ? question.callId : question.src]);
    const found = await find(question, c.get('deadlineMs'));
    const { records, requests, foreign, unreadable, reasons } = found;
    Object.assign(c.get('facts'), { found: records.length, requests });
    if (foreign > 0) log('warn', 'The vendor sent calls that were not asked for; they were dropped.', { foreign });
    if (unreadable > 0) log('warn', 'The vendor sent rows that cannot be read.', { unreadable, reasons });
    return foundAnswer(c, found);
  }

  const app = new Hono<{ Variables: Variables }>();
  app.use(createRequestLog({ log, clock, budgetMs, requestId }));

  app.get('/', pageAnswer);

  app.get('/healthz', () => jsonAnswer('{"status":"ok"}'));

  app.get('/openapi.json', async () => {
    const { default: document } = await import('./openapi.json', { with: { type: 'json' } });
    return jsonAnswer(JSON.stringify(document));
  });

  app.get(CALL_PATH, auth, async (c) => {
    c.set('askedFor', 'callId');
    const callId = z.safeParse(callIdSchema, c.req.param('callId'));
    if (callId.success) return answerQuestion(c, { callId: callId.data });
    return refuse(c, { status: 400, detail: `The callId ${callId.error.issues[0]?.message ?? 'is wrong'}.` });
  });

  app.get('/cdr', auth, async (c) => {
    c.set('askedFor', 'range');
    const range = readRange(new URL(c.req.url).searchParams, config.utcOffsetSeconds);
    return 'status' in range ? refuse(c, range) : answerQuestion(c, range);
  });

  for (const path of PATHS) {
    app.options(path, () => optionsAnswer(ALLOW));
    app.all(path, (c) => refuse(c, { status: 405, detail: 'Calls can only be read.', headers: { Allow: ALLOW } }));
  }

  app.notFound((c: AppContext) =>
    refuse(c, {
      status: 404,
      detail: 'There is nothing at this path.',
      hint: 'GET /openapi.json tells what there is.',
    }),
  );

  app.onError((error, c) => {
    const problem = problemOf(error, c.get('askedFor'));
    const passing = problem.status === 503 || problem.status === 504;
    if (problem.status !== 404) {
      log(passing ? 'warn' : 'error', mask(error.message, c.get('secrets')), {
        requestId: c.get('requestId'),
        ...factsOf(error),
      });
    }
    return refuse(c, problem);
  });

  return app;
}
