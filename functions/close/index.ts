/**
 * The platform edge of the close function: an event in, counters out.
 * Sources: https://cloud.tencent.com/document/product/583/11060 (handler), …/583/9210 (context, no remaining time).
 */

import { setFlagsFromString } from 'node:v8';
import { createLayout } from '../../shared/archive/layout.ts';
import { misspeltWarnings } from '../../shared/config/misspelt.ts';
import { readCloseConfig } from '../../shared/config/read.ts';
import { isHuadanError } from '../../shared/errors.ts';
import { createHttp } from '../../shared/http.ts';
import { createLog } from '../../shared/log.ts';
import { openReplaceable } from '../../shared/store/open-store.ts';
import { closeAndTell } from './alerts.ts';
import type { CloseContext } from './close.ts';
import { createCounters, type Counters } from './counters.ts';
import { readEvent } from './event.ts';

interface PlatformContext {
  callbackWaitsForEmptyEventLoop?: boolean;
  time_limit_in_ms?: number;
}

// A close makes little but objects of short life. V8 gives them up to 32 MB more as it goes, which saves no time here: with
// what a file takes, a function of 256 MB has not that much (https://nodejs.org/docs/latest-v20.x/api/v8.html#v8setflagsfromstringflags).
setFlagsFromString('--semi-space-growth-factor=1');

/** No day is begun after half of the time: a large one takes minutes, and what is not ended is begun again. */
function deadline(startMs: number, limitMs: number | undefined): number {
  return limitMs === undefined ? Number.POSITIVE_INFINITY : startMs + limitMs / 2;
}

export async function main_handler(event: unknown, context: PlatformContext = {}): Promise<Counters> {
  // Without this the platform bills on until every kept-alive socket is gone (…/583/11060).
  context.callbackWaitsForEmptyEventLoop = false;
  const startMs = Date.now();
  const counters = createCounters();
  const { post, close: closeConnections } = createHttp();
  let log = createLog();
  try {
    const config = readCloseConfig(process.env);
    log = createLog({ level: config.logLevel, secrets: config.secrets });
    for (const warning of misspeltWarnings(process.env)) log('warn', warning);
    const task = readEvent(event, config.passes.utcOffsetSeconds);
    const rehearsed = task.kind === 'tick' ? task.now : undefined;
    const closing: CloseContext = {
      store: openReplaceable(config.archive),
      layout: createLayout(config.passes),
      log,
      now: rehearsed ?? Math.floor(startMs / 1000),
      clock: Date.now,
      deadlineMs: deadline(startMs, context.time_limit_in_ms),
      counters,
    };
    await closeAndTell(task, closing, { config, post });
    log('info', 'close', { ...counters });
    return counters;
  } catch (error) {
    const facts = isHuadanError(error) ? { reason: error.reason, ...error.facts } : {};
    log('error', error instanceof Error ? error.message : 'close failed', { ...facts, ...counters });
    throw error;
  } finally {
    closeConnections();
  }
}
