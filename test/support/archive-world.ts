/** An archive as months of use leave it, small: closed days, open days, revised calls, ids that tell the wrong day. */

import { createLayout, STATE_NAME } from '../../shared/archive/layout.ts';
import { writePullState } from '../../shared/archive/pull-state.ts';
import type { CdrRecord } from '../../shared/cdr/schema.ts';
import type { Store } from '../../shared/store/store.ts';
import type { EpochSeconds } from '../../shared/time.ts';
import { putPart, record, runClose } from './closing.ts';
import { at } from './pulling.ts';
import { createRandom } from './random.ts';

export const SLOT_SECONDS = 3600;
export const LAYOUT = { slotSeconds: SLOT_SECONDS, utcOffsetSeconds: 8 * 3600 };
export const FIRST_DAY = '2026-03-01';
/** The afternoon of the tenth: eight days are closed, two and tomorrow are open. */
export const NOW = at('2026-03-10T15:00:00');
const CLOSED_DAYS = 8;
const DAYS = 10;
const DAY_SECONDS = 86_400;
/** The hours in which people call: the fewer parts, the faster the tests. */
const OPENS = 9 * 3600;
const OPEN_SECONDS = 4 * 3600;

export interface World {
  /** The latest version of each call, by its id. */
  readonly calls: Map<string, CdrRecord>;
  readonly random: () => number;
  /** An id such as the vendor makes, of one of the days or another, or such as it does not. */
  readonly newId: (day?: number) => string;
}

const SPELLINGS = [
  (national: string) => `0086${national}`,
  (national: string) => `+86 ${national.slice(0, 3)}-${national.slice(3, 7)}-${national.slice(7)}`,
  (national: string) => national,
  (national: string) => `86${national}`,
];

/** National numbers that are called and call. */
export const NUMBERS = Array.from({ length: 30 }, (_, i) => `1380000${String(i).padStart(4, '0')}`);

/** Leaves the state as a pull would: every pass has gone over the days that are to be closed. */
export async function putWorldState(store: Store, closedDays = CLOSED_DAYS): Promise<void> {
  const start = at(FIRST_DAY);
  const ages = [300, 5400, 43_200];
  const state = {
    asOf: NOW,
    since: start,
    passes: ages.map((ageSeconds, i) => ({
      ageSeconds,
      cursor: i === 0 ? NOW - 300 : start + closedDays * DAY_SECONDS,
    })),
    gaps: [],
    lost: [],
    blockedUntil: null,
    blocks: 0,
    notBefore: null,
    rehearsal: false,
  };
  await store.put(STATE_NAME, writePullState(state, LAYOUT));
}

/** Files records as pulls would, each in the slot of its start. */
export async function fileCalls(store: Store, records: readonly CdrRecord[]): Promise<void> {
  const { slotOf } = createLayout(LAYOUT);
  const bySlot = new Map<EpochSeconds, CdrRecord[]>();
  for (const one of records) {
    const slot = slotOf(Date.parse(one.startSrcCallTime ?? one.endCallTime ?? '') / 1000);
    bySlot.set(slot, [...(bySlot.get(slot) ?? []), one]);
  }
  for (const there of bySlot.values()) await putPart(store, there, SLOT_SECONDS);
}

export async function closeDays(store: Store): Promise<void> {
  const limits = { calls: 60, bytes: 1_000_000 };
  await runClose(store, undefined, { layout: createLayout(LAYOUT), now: NOW, limits, places: 4096 });
}

/** @param callsADay in each of the ten days */
export async function makeWorld(store: Store, seed: number, callsADay = 100): Promise<World> {
  const random = createRandom(seed);
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)]!;
  const newId = (day = Math.floor(random() * 40)): string => {
    const unique = Math.floor(random() * 2 ** 48).toString(16);
    const date = new Date((at(FIRST_DAY) + LAYOUT.utcOffsetSeconds + day * DAY_SECONDS) * 1000).toISOString();
    return random() < 0.2 ? `call_${unique}` : `12-${date.slice(2, 10).replaceAll('-', '')}-${unique}`;
  };
  const calls = new Map<string, CdrRecord>();
  for (let day = 0; day < DAYS; day++) {
    const first = Array.from({ length: callsADay }, () => {
      const start = at(FIRST_DAY) + day * DAY_SECONDS + OPENS + Math.floor(random() * OPEN_SECONDS);
      // One id in six tells another day than its call's.
      const callId = newId(random() < 0.17 ? undefined : day);
      const src = pick(SPELLINGS)(pick(NUMBERS));
      const one = record(callId, start, { src, dst: random() < 0.1 ? null : pick(SPELLINGS)(pick(NUMBERS)) });
      return random() < 0.05 ? { ...one, startSrcCallTime: null } : one;
    });
    const revised = first
      .filter(() => random() < 0.2)
      .map((one) => ({ ...one, recordUrl: 'https://recordings.example.com/a.mp3', rev: 1 }));
    await fileCalls(store, first);
    await fileCalls(store, revised);
    for (const one of [...first, ...revised]) calls.set(one.callId, one);
  }
  await putWorldState(store);
  await closeDays(store);
  return { calls, random, newId };
}

/** As a lookup answers it. */
export function answered(one: CdrRecord): string {
  return JSON.stringify({ ...one, rev: undefined });
}
