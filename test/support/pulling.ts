/** Pulls in tests: the real work with a store, clock and chance of the test's choosing. */

import { gunzipSync } from 'node:zlib';
import { pullDueAndTell } from '../../functions/pull/alerts.ts';
import { createCounters, type Counters } from '../../functions/pull/counters.ts';
import type { PullContext } from '../../functions/pull/pull.ts';
import { pullRange } from '../../functions/pull/range.ts';
import { readPullConfig, type PullConfig } from '../../shared/config/read.ts';
import { createDeps, type Deps } from '../../shared/deps.ts';
import { createLog } from '../../shared/log.ts';
import type { CdrRecord } from '../../shared/cdr/schema.ts';
import { createSource } from '../../shared/source/create-source.ts';
import type { Store } from '../../shared/store/store.ts';
import { parseInstant, type EpochSeconds } from '../../shared/time.ts';
import { heardPost, logTo } from './output.ts';

export interface Puller {
  readonly store: Store;
  readonly config: PullConfig;
  /** Everything that was logged, one JSON line each. */
  readonly logged: string[];
  tick(now: string | EpochSeconds): Promise<Counters>;
  range(from: string | EpochSeconds, to: string | EpochSeconds, now?: EpochSeconds): Promise<Counters>;
  close(): void;
}

/** `2019-01-23T17:10:00` in Beijing, or seconds as they are. */
export function at(time: string | EpochSeconds): EpochSeconds {
  const seconds = typeof time === 'number' ? time : parseInstant(time, 8 * 3600);
  if (seconds === undefined) throw new Error(`not a time: ${time}`);
  return seconds;
}

export const CREDENTIALS = { CDR_ID: 'demo-id-4711', CDR_APP_ID: '1400004711' };

/** A puller of `endpoint` into `store`. Waits between retries pass at once. */
export function createPuller(
  endpoint: string,
  store: Store,
  options: {
    env?: Record<string, string>;
    deps?: Partial<Deps>;
    deadlineMs?: number;
    rehearsal?: boolean;
    alertTimeoutMs?: number;
  } = {},
): Puller {
  const config = readPullConfig({
    CDR_ENDPOINT: endpoint,
    ...CREDENTIALS,
    ARCHIVE_URL: 'file:unused',
    CDR_RATE: 'unlimited',
    ...options.env,
  });
  const real = createDeps();
  const deps: Deps = { ...real, sleep: async () => undefined, ...options.deps };
  const logged: string[] = [];
  const log = createLog({ level: 'debug', secrets: config.secrets, write: logTo(logged) });
  const context = (now: EpochSeconds): PullContext => ({
    config,
    source: createSource(config.vendor, deps),
    clock: deps.clock,
    store,
    log,
    now,
    rehearsal: options.rehearsal ?? false,
    deadlineMs: options.deadlineMs ?? Number.POSITIVE_INFINITY,
    counters: createCounters(),
  });
  return {
    store,
    config,
    logged,
    async tick(now) {
      const tick = context(at(now));
      await pullDueAndTell(tick, { post: heardPost(deps.post), timeoutMs: options.alertTimeoutMs });
      return tick.counters;
    },
    async range(from, to, now = Math.floor(Date.now() / 1000)) {
      const range = context(now);
      await pullRange({ from: at(from), to: at(to) }, range);
      return range.counters;
    },
    close: real.close,
  };
}

/** Every line of every part, with the part it stands in. */
export async function archiveLines(store: Store): Promise<{ name: string; line: string }[]> {
  const lines: { name: string; line: string }[] = [];
  for (const name of await store.list('cdr/')) {
    const packed = await store.get(name);
    if (packed === null) throw new Error(`listed but not there: ${name}`);
    for (const line of gunzipSync(packed).toString().split('\n').slice(0, -1)) lines.push({ name, line });
  }
  return lines;
}

export async function archiveRecords(store: Store): Promise<CdrRecord[]> {
  return (await archiveLines(store)).map(({ line }) => JSON.parse(line) as CdrRecord);
}

/** What was set aside, as it is kept. */
export async function rejectLines(store: Store): Promise<{ reason: string; raw: string; bytes: number }[]> {
  const names = await store.list('_rejects/');
  const files = await Promise.all(names.map(async (name) => store.get(name)));
  const lines = files.flatMap((file) => (file?.toString() ?? '').split('\n').slice(0, -1));
  return lines.map((line) => JSON.parse(line) as { reason: string; raw: string; bytes: number });
}
