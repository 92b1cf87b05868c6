/**
 * The platform edge of the lookup: an HTTP event in, an HTTP result out, whatever happens.
 * Sources: https://cloud.tencent.com/document/product/583/11060 (handler), …/583/9210 (context, no remaining time).
 */

import type { APIGatewayProxyResult } from 'aws-lambda';
import { readLookupConfig } from '../../shared/config/read.ts';
import { createDaysMemory } from '../../shared/days/memory.ts';
import { createLog } from '../../shared/log.ts';
import { problemAnswer } from './responses.ts';
import { createApp } from './app.ts';
import { readHttpEvent, toHttpResult } from './http-event.ts';
import { newRequestId } from './request-log.ts';
import { factsOf } from './problems.ts';
import { createRateLimit } from './rate-limit.ts';

interface PlatformContext {
  callbackWaitsForEmptyEventLoop?: boolean;
  time_limit_in_ms?: number;
  request_id?: string;
}

/** Counts for as long as the instance lives. */
const limit = createRateLimit();
/** What was read of closed days is used again for a minute. */
const memory = createDaysMemory();

/** The platform always tells its limit; this is for others that call the handler. */
const DEFAULT_LIMIT_MS = 30_000;

/** A fifth of the time limit, at most a second, is kept back: a late answer is still better than a killed function. */
function budget(limitMs = DEFAULT_LIMIT_MS): number {
  return limitMs - Math.min(limitMs / 5, 1000);
}

async function respond(event: unknown, context: PlatformContext, requestId: string): Promise<Response> {
  try {
    const config = readLookupConfig(process.env);
    const log = createLog({ level: config.logLevel, secrets: config.secrets });
    const request = readHttpEvent(event);
    if (!(request instanceof Request)) {
      log('warn', `Reading the HTTP event: ${request.fault}.`, { requestId });
      return problemAnswer({ status: 400, detail: `The request cannot be read: ${request.fault}.` }, requestId);
    }
    const budgetMs = budget(context.time_limit_in_ms);
    return await createApp({ config, log, limit, memory, budgetMs, requestId: () => requestId }).fetch(request);
  } catch (error) {
    createLog()('error', error instanceof Error ? error.message : 'lookup failed', { requestId, ...factsOf(error) });
    return problemAnswer({ status: 500 }, requestId);
  }
}

export async function main_handler(event: unknown, context: PlatformContext = {}): Promise<APIGatewayProxyResult> {
  // Without this the platform bills on until every socket is gone (…/583/11060).
  context.callbackWaitsForEmptyEventLoop = false;
  return toHttpResult(await respond(event, context, context.request_id ?? newRequestId()));
}
