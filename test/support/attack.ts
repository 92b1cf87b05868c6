/** One tick of the real pull against a hostile vendor, and what must hold after it whatever the vendor did. */

import { expect } from 'vitest';
import type { Counters } from '../../functions/pull/counters.ts';
import { isHuadanError, type HuadanError } from '../../shared/errors.ts';
import type { CdrRecord } from '../../shared/cdr/schema.ts';
import type { Post } from '../../shared/http.ts';
import { createMemoryStore, type MemoryStore } from './memory-store.ts';
import { postReply } from './post-reply.ts';
import { expectSound, expectUnchanged, snapshot } from './promises.ts';
import { archiveRecords, at, createPuller, CREDENTIALS, rejectLines } from './pulling.ts';
import { vendorRow } from './vendor-rows.ts';

/** The window that is due: the state stands at its beginning, and its slot has one call already. */
export const DUE = { from: at('2019-01-23T17:10:00'), to: at('2019-01-23T17:20:00') };
const ENV = { PASSES: '5m', LOOKBACK: '15m' };
const STATE = '_state/pull.json';
const NUMBER = '008613500000000';

async function archiveThatStands(): Promise<MemoryStore> {
  const store = createMemoryStore();
  const known = JSON.stringify({ errorCode: '0', cdr: [vendorRow('known', DUE.from + 5)] });
  const post: Post = async () => postReply(200, known);
  const puller = createPuller('http://127.0.0.1:1', store, { env: ENV, deps: { post } });
  await puller.tick('2019-01-23T17:16:00');
  await puller.range(DUE.from, DUE.to);
  puller.close();
  return store;
}

const standing = archiveThatStands();

export interface Attacked {
  readonly error: HuadanError | undefined;
  readonly counters: Counters | undefined;
  /** What the tick filed. */
  readonly filed: readonly CdrRecord[];
  readonly rejects: readonly { reason: string; raw?: string; rawBase64?: string; bytes: number }[];
}

export interface AttackOptions {
  readonly env?: Record<string, string>;
  /** For the whole tick. @default 20 s, more than any attack needs that is not about time */
  readonly deadlineMs?: number;
}

/**
 * Ticks once at `endpoint`. The archive is sound afterwards and its parts are as they were. A tick that failed is an
 * error of the family that tells no secret, came by its deadline, filed nothing and left the state as it was; one that
 * did not fail moved the cursor past the window.
 */
export async function attack(endpoint: string, options: AttackOptions = {}): Promise<Attacked> {
  const store = createMemoryStore();
  for (const [name, bytes] of (await standing).objects) store.objects.set(name, bytes);
  const parts = await snapshot(store);
  const state = String(store.objects.get(STATE));
  const deadlineMs = Date.now() + (options.deadlineMs ?? 20_000);
  const puller = createPuller(endpoint, store, { env: { ...ENV, ...options.env }, deadlineMs });
  let counters: Counters | undefined;
  let error: HuadanError | undefined;
  try {
    counters = await puller.tick('2019-01-23T17:26:00');
  } catch (caught) {
    if (!isHuadanError(caught)) throw caught;
    error = caught;
  } finally {
    puller.close();
  }
  await expectSound(store, 10);
  await expectUnchanged(store, parts);
  const stateNow = String(store.objects.get(STATE));
  const filed = (await archiveRecords(store)).filter(({ callId }) => callId !== 'known');
  const rejects = await rejectLines(store);
  if (error === undefined) {
    expect(stateNow, 'the cursor stands behind the window').toContain('"cursor": "2019-01-23T17:20:00+08:00"');
    // Where time ran out while ever smaller pieces were asked for, the rest is a gap.
    expect(counters!.complete || counters!.gaps > 0, 'all is done, or what is left is a gap').toBe(true);
  } else {
    // Generous: a machine may be slow, but a tick that hangs is late by more.
    expect(Date.now(), 'it ends by its deadline').toBeLessThan(deadlineMs + 60_000);
    expect(stateNow, 'the state is as it was').toBe(state);
    // Time may run out between two halves of a window; what the first one held is filed by then.
    if (error.reason !== 'deadline') expect(filed, 'nothing is filed').toEqual([]);
  }
  const told = [error?.message, JSON.stringify(error?.facts), ...puller.logged].join('\n');
  for (const secret of [...Object.values(CREDENTIALS), NUMBER]) expect(told).not.toContain(secret);
  return { error, counters, filed, rejects };
}
