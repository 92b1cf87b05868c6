/** Closes in tests: archives laid out part by part, and the real work on them. */

import { gzipSync } from 'node:zlib';
import { close } from '../../functions/close/close.ts';
import { createCounters, type Counters } from '../../functions/close/counters.ts';
import type { CloseTask } from '../../functions/close/event.ts';
import type { DayContext } from '../../functions/close/write-day.ts';
import { createLayout, STATE_NAME } from '../../shared/archive/layout.ts';
import { writePullState, type PullState } from '../../shared/archive/pull-state.ts';
import type { CdrRecord } from '../../shared/cdr/schema.ts';
import { createLog } from '../../shared/log.ts';
import type { Store } from '../../shared/store/store.ts';
import { createIsoTime, type EpochSeconds } from '../../shared/time.ts';
import { logTo } from './output.ts';
import { at } from './pulling.ts';

const OFFSET = 8 * 3600;
const iso = createIsoTime(OFFSET);
export const DAY = '2026-03-05';
export const MIDNIGHT = at(DAY);
export const layout = createLayout({ slotSeconds: 600, utcOffsetSeconds: OFFSET });

/** A call that was answered after 20 s and billed 70 s. */
export function record(
  callId: string,
  start: EpochSeconds,
  { rev = 0, ...changes }: Partial<CdrRecord> = {},
): CdrRecord {
  return {
    callId,
    src: '008613500000000',
    dst: '008613631234568',
    startSrcCallTime: iso(start),
    startSrcRingTime: iso(start + 2),
    srcAcceptTime: iso(start + 8),
    startDstCallTime: iso(start + 9),
    startDstRingTime: iso(start + 12),
    dstAcceptTime: iso(start + 20),
    endCallTime: iso(start + 90),
    callEndStatus: 1,
    duration: 70,
    recordUrl: null,
    callType: 3,
    bizId: null,
    orderId: null,
    ...changes,
    rev,
  };
}

function filedAt({ startSrcCallTime, endCallTime }: CdrRecord): EpochSeconds {
  return Date.parse(startSrcCallTime ?? endCallTime ?? '') / 1000;
}

/** Files records of one slot as its next part, as a pull would. Returns its name. */
export async function putPart(store: Store, records: readonly CdrRecord[], slotSeconds = 600): Promise<string> {
  const names = createLayout({ slotSeconds, utcOffsetSeconds: OFFSET });
  const slot = names.slotOf(filedAt(records[0]!));
  const sorted = [...records].sort((a, b) => filedAt(a) - filedAt(b) || (a.callId < b.callId ? -1 : 1));
  for (let number = 0; ; number++) {
    const { name } = names.part(slot, number);
    const lines = sorted.map((one) => `${JSON.stringify(one)}\n`).join('');
    if (await store.putIfAbsent(name, gzipSync(lines))) return name;
  }
}

/** Leaves the state as a pull would that has gone over everything before `covered` with every pass. */
export async function putState(
  store: Store,
  covered: EpochSeconds,
  changes: Partial<PullState> = {},
  slotSeconds = 600,
): Promise<void> {
  const state: PullState = {
    asOf: covered + 12 * 3600,
    since: MIDNIGHT - 86_400,
    passes: [300, 5400, 43_200].map((ageSeconds) => ({ ageSeconds, cursor: covered })),
    gaps: [],
    lost: [],
    blockedUntil: null,
    blocks: 0,
    notBefore: null,
    rehearsal: false,
    ...changes,
  };
  await store.put(STATE_NAME, writePullState(state, { slotSeconds, utcOffsetSeconds: OFFSET }));
}

export interface Closed {
  readonly counters: Counters;
  readonly logged: string[];
}

export const TICK: CloseTask = { kind: 'tick', now: undefined };

export function days(from: string, to = from, force = false): CloseTask {
  return { kind: 'days', from, to, force };
}

/** For days of some thousand calls: the memory of a large day, taken anew for each close, would cost more than closing. */
const SMALL = { limits: { bytes: 2_000_000 }, places: 2 ** 13 };

/** One close. Its clock stands still, two days after DAY. */
export async function runClose(
  store: Store,
  task: CloseTask = TICK,
  {
    limits,
    ...options
  }: Partial<Pick<DayContext, 'layout' | 'limits' | 'places' | 'now'>> & {
    deadlineMs?: number;
    clock?: () => number;
  } = {},
): Promise<Closed> {
  const logged: string[] = [];
  const counters = createCounters();
  await close(task, {
    store,
    layout,
    log: createLog({ level: 'debug', write: logTo(logged) }),
    now: MIDNIGHT + 2 * 86_400,
    clock: () => 0,
    deadlineMs: Number.POSITIVE_INFINITY,
    counters,
    ...SMALL,
    limits: { ...SMALL.limits, ...limits },
    ...options,
  });
  return { counters, logged };
}
