/** The lookup's routes, on web-standard requests and responses: the same app on the platform and on one machine. */

// The smallest preset: a handful of routes, made anew for every request, need no prepared router.
import { Hono } from 'hono/tiny';
import type { LookupConfig } from '../../shared/config/read.ts';
import { createDaysMemory, type DaysMemory } from '../../shared/days/memory.ts';
import type { Log } from '../../shared/log.ts';
import { mask } from '../../shared/mask.ts';
import { pageAnswer } from './page/answer.ts';
import { foundJson, jsonAnswer, optionsAnswer } from './responses.ts';
import { createFinder, type Finder, type Found } from './find.ts';
import { openArchive, withDeps } from './places.ts';
import { createAuth } from './auth.ts';
import { createRequestLog, newRequestId, refuse, type AppContext, type Variables } from './request-log.ts';
import { factsOf, noSuchCall, NO_SUCH_DAY, problemOf, TOO_MUCH, UNREADABLE } from './problems.ts';
import { dayPathSchema, monthSchema } from './schemas.ts';
import { readCallQuestion, readParameter, readRangeQuestion, type Question } from './query.ts';
import type { DaysContext } from './days.ts';
import { createRateLimit, type RateLimit } from './rate-limit.ts';

export interface LookupContext {
  readonly config: LookupConfig;
  readonly log: Log;
  /** An answer, if only that there is none in time, takes no longer. @default 25000 */
  readonly budgetMs?: number;
  /** Outlives the app where that is made for each request. */
  readonly limit?: RateLimit;
  /** What is known of closed days; outlives the app likewise. */
  readonly memory?: DaysMemory;
  /** What a request is called in the log and in problems. */
  readonly requestId?: () => string;
  readonly clock?: () => number;
  readonly find?: Finder;
}

const ALLOW = 'GET, HEAD, OPTIONS';
/** Whatever follows `/cdr/` is a callId: a bad one is told so, and not that there is no such path. */
const CALL_PATH = '/cdr/:callId{.*}';
const DAY_PATH = '/days/:day';
const PATHS = ['/', '/healthz', '/openapi.json', CALL_PATH, '/cdr', DAY_PATH, '/days', '/status'];

export function createApp(context: LookupContext): Hono<{ Variables: Variables }> {
  const { config, log, budgetMs = 25_000, requestId = newRequestId, clock = Date.now } = context;
  const { limit = createRateLimit(), memory = createDaysMemory() } = context;
  const { find = createFinder(config, memory, clock) } = context;
  const auth = createAuth(config.tokens, limit, clock);

  function answer(c: AppContext, question: Question, found: Found | null): Response {
    const askedFor = 'callId' in question;
    if (found === null) return refuse(c, noSuchCall(config.archive, question));
    if (found.tooMuch === true) return refuse(c, TOO_MUCH);
    if (askedFor && found.records.length === 0) {
      return refuse(c, found.unreadable ? UNREADABLE : noSuchCall(config.archive, question));
    }
    return jsonAnswer(foundJson(found));
  }

  async function answerQuestion(c: AppContext, question: Question): Promise<Response> {
    c.set('askedFor', 'callId' in question ? 'callId' : 'range');
    const written = new URL(c.req.url).searchParams;
    const inQuery = ['src', 'number'].flatMap((name) => written.getAll(name));
    c.set('secrets', 'callId' in question ? [question.callId] : inQuery);
    const facts = c.get('facts');
    const found = await find(question, {
      deadlineMs: c.get('deadlineMs'),
      onRequest: () => (facts['requests'] = Number(facts['requests'] ?? 0) + 1),
      onTrouble: (error) =>
        log('warn', mask(error.message, c.get('secrets')), { requestId: c.get('requestId'), ...factsOf(error) }),
    });
    if (found !== null) {
      const { source, records, foreign = 0, unreadable = 0, reasons } = found;
      Object.assign(facts, { source, found: records.length });
      if (foreign > 0) log('warn', 'The vendor sent calls that were not asked for; they were dropped.', { foreign });
      if (unreadable > 0) log('warn', 'The vendor sent rows that cannot be read.', { unreadable, reasons });
    }
    return answer(c, question, found);
  }

  /** Asks the archive about itself. */
  async function askArchive<T>(
    c: AppContext,
    ask: (days: typeof import('./days.ts'), context: DaysContext) => Promise<T>,
  ): Promise<T> {
    c.set('askedFor', 'archive');
    return withDeps(clock, async (deps) => {
      const reader = await openArchive(config, deps, c.get('deadlineMs'));
      const days = await import('./days.ts');
      return ask(days, { reader, memory, clock, utcOffsetSeconds: config.utcOffsetSeconds });
    });
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
    const question = readCallQuestion(c.req.param('callId'), new URL(c.req.url).searchParams);
    return 'status' in question ? refuse(c, question) : answerQuestion(c, question);
  });

  app.get('/cdr', auth, async (c) => {
    c.set('askedFor', 'range');
    const question = readRangeQuestion(new URL(c.req.url).searchParams, config.utcOffsetSeconds);
    return 'status' in question ? refuse(c, question) : answerQuestion(c, question);
  });

  app.get('/days', auth, async (c) => {
    const month = readParameter(new URL(c.req.url).searchParams, 'month', monthSchema);
    if (typeof month !== 'string') return refuse(c, month);
    const days = await askArchive(c, async ({ monthAnswer }, archive) => monthAnswer(month, archive));
    return jsonAnswer(JSON.stringify(days));
  });

  app.get(DAY_PATH, auth, async (c) => {
    const day = readParameter(new URLSearchParams({ day: c.req.param('day') }), 'day', dayPathSchema);
    if (typeof day !== 'string') return refuse(c, day);
    const manifest = await askArchive(c, async ({ dayAnswer }, archive) => dayAnswer(day, archive));
    return manifest === null ? refuse(c, NO_SUCH_DAY) : jsonAnswer(JSON.stringify(manifest));
  });

  app.get('/status', auth, async (c) => {
    const status = await askArchive(c, async ({ statusAnswer }, archive) => statusAnswer(archive));
    return jsonAnswer(JSON.stringify(status));
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
