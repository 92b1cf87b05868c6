/**
 * The platform edge of the pull function: an event in, counters out.
 * Sources: https://cloud.tencent.com/document/product/583/11060 (handler), …/583/9210 (context, no remaining time).
 */

import { misspeltWarnings } from '../../shared/config/misspelt.ts';
import { readPullConfig } from '../../shared/config/read.ts';
import { createDeps } from '../../shared/deps.ts';
import { isHuadanError } from '../../shared/errors.ts';
import { createLog } from '../../shared/log.ts';
import { createSource } from '../../shared/source/create-source.ts';
import { openStore } from '../../shared/store/open-store.ts';
import { pullDueAndTell } from './alerts.ts';
import { createCounters, type Counters } from './counters.ts';
import { readEvent } from './event.ts';
import type { PullContext } from './pull.ts';
import { pullRange } from './range.ts';

interface PlatformContext {
  callbackWaitsForEmptyEventLoop?: boolean;
  time_limit_in_ms?: number;
}

/** What is kept back from the time limit for filing what came and saving the state: a quarter, at most 15 s. */
function deadline(startMs: number, limitMs: number | undefined): number {
  return limitMs === undefined ? Number.POSITIVE_INFINITY : startMs + limitMs - Math.min(limitMs / 4, 15_000);
}

/** Half of what is kept back, at most 5 s. */
function alertTimeout(limitMs: number | undefined): number {
  return Math.min(5000, (limitMs ?? Number.POSITIVE_INFINITY) / 8);
}

export async function main_handler(event: unknown, context: PlatformContext = {}): Promise<Counters> {
  // Without this the platform bills on until every kept-alive socket is gone (…/583/11060).
  context.callbackWaitsForEmptyEventLoop = false;
  const startMs = Date.now();
  const deps = createDeps();
  const counters = createCounters();
  let log = createLog();
  try {
    const config = readPullConfig(process.env);
    log = createLog({ level: config.logLevel, secrets: config.secrets });
    for (const warning of misspeltWarnings(process.env)) log('warn', warning);
    const task = readEvent(event, config.passes.utcOffsetSeconds);
    const rehearsed = task.kind === 'tick' ? task.now : undefined;
    const pull: PullContext = {
      config,
      source: createSource(config.vendor, deps),
      clock: deps.clock,
      store: await openStore(config.archive),
      log,
      now: rehearsed ?? Math.floor(startMs / 1000),
      rehearsal: rehearsed !== undefined,
      deadlineMs: deadline(startMs, context.time_limit_in_ms),
      counters,
    };
    const alerts = { post: deps.post, timeoutMs: alertTimeout(context.time_limit_in_ms) };
    await (task.kind === 'tick' ? pullDueAndTell(pull, alerts) : pullRange(task.window, pull));
    log('info', 'pull', { ...counters });
    return counters;
  } catch (error) {
    const facts = isHuadanError(error) ? { reason: error.reason, ...error.facts } : {};
    log('error', error instanceof Error ? error.message : 'pull failed', { ...facts, ...counters });
    throw error;
  } finally {
    deps.close();
  }
}
