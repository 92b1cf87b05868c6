/**
 * Days of an archive as real pulls leave them, on a clock of their own, and what is known of them without the project's
 * word: which seconds the vendor was asked for in time, and which calls it gave. Closes work on it with `runClose`.
 */

import { createLayout } from '../../../shared/archive/layout.ts';
import { isHuadanError } from '../../../shared/errors.ts';
import type { Store } from '../../../shared/store/store.ts';
import type { EpochSeconds } from '../../../shared/time.ts';
import { createModelVendor, type ModelCall, type ModelRules, type ModelVendor } from '../model-vendor.ts';
import { createPuller, type Puller } from '../pulling.ts';

const HOUR = 3600;
const DAY_SECONDS = 24 * HOUR;
const OFFSET = 8 * HOUR;
export const RETENTION = 8 * HOUR;
/** Hours instead of minutes: a day is 24 slots. */
export const ENV = { SLOT_MINUTES: '60', PASSES: '5m,2h', LOOKBACK: '7h', RETENTION: '8h' };
export const pulledLayout = createLayout({ slotSeconds: HOUR, utcOffsetSeconds: OFFSET });

/** The day in Beijing. */
export function beijingDay(at: EpochSeconds): string {
  return new Date((at + OFFSET) * 1000).toISOString().slice(0, 10);
}

export function beijingMidnight(day: string): EpochSeconds {
  return Date.parse(`${day}T00:00:00+08:00`) / 1000;
}

/** Waits for work that may fail, in the ways that the project knows. */
export async function settled(...work: Promise<unknown>[]): Promise<void> {
  for (const outcome of await Promise.allSettled(work)) {
    if (outcome.status === 'rejected' && !isHuadanError(outcome.reason)) throw outcome.reason;
  }
}

export interface PulledDays {
  readonly vendor: ModelVendor;
  readonly puller: Puller;
  /** Everything that is due, at the vendor's time. A pull that fails has saved what it did; the next one goes on. */
  pull: () => Promise<void>;
  /** A range, once, whatever became of it. */
  pullRange: (from: EpochSeconds, to: EpochSeconds) => Promise<void>;
  /** Pulls every three hours until a time, and then. */
  pullUntil: (until: EpochSeconds) => Promise<void>;
  /** The first second of a day that was not answered for while the vendor was believed to remember it. */
  notAskedInTime: (day: string) => EpochSeconds | undefined;
  /** Ids of the calls of a day that a tick was given whole. */
  given: (day: string) => ReadonlySet<string>;
}

const ANY: ModelRules = { filter: 'start', lower: 'inclusive', upper: 'exclusive' };

/** @param began its first tick is to come then */
export function createPulledDays(
  store: Store,
  calls: readonly ModelCall[],
  began: EpochSeconds,
  { rules = ANY, passes = ENV.PASSES }: { rules?: ModelRules; passes?: string } = {},
): PulledDays {
  const vendor = createModelVendor(calls, rules, began);
  vendor.wireForms = ['plain'];
  const puller = createPuller('http://127.0.0.1:1', store, {
    env: { ...ENV, PASSES: passes },
    deps: { post: vendor.post, clock: () => vendor.now * 1000, random: () => 0 },
  });
  /** By day and second of it: 1 where it was asked for in time. */
  const inTime = new Map<string, Uint8Array>();
  const given = new Map<string, Set<string>>();

  /** Each answer is about one slot. */
  function noteAnswers(): void {
    for (const { from, to } of vendor.answered.splice(0)) {
      const day = beijingDay(from);
      const seconds = inTime.get(day) ?? new Uint8Array(DAY_SECONDS);
      const remembered = Math.min(Math.max(from, vendor.now - RETENTION), to);
      inTime.set(day, seconds.fill(1, remembered - beijingMidnight(day), to - beijingMidnight(day)));
    }
  }

  async function pull(): Promise<void> {
    await settled(puller.tick(vendor.now));
    noteAnswers();
    for (const { row } of vendor.returned.splice(0)) {
      const day = beijingDay(Number(row['startSrcCallTime']));
      given.set(day, (given.get(day) ?? new Set()).add(row['callId']!));
    }
  }

  return {
    vendor,
    puller,
    pull,
    async pullRange(from, to) {
      await settled(puller.range(from, to, vendor.now));
      noteAnswers();
      // It is the one who asked that is told of what could not be filed, not the state.
      vendor.returned.length = 0;
    },
    async pullUntil(until) {
      for (; vendor.now < until; vendor.now += 3 * HOUR) await pull();
      vendor.now = until;
      await pull();
    },
    notAskedInTime(day) {
      const missed = (inTime.get(day) ?? new Uint8Array(DAY_SECONDS)).indexOf(0);
      return missed < 0 ? undefined : beijingMidnight(day) + missed;
    },
    given: (day) => given.get(day) ?? new Set(),
  };
}
