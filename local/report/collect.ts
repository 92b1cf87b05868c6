/** What a report tells: of each of its days what was closed, and what the pull's state says of those that are not. */

import type { PullState, ReadState } from '../../shared/archive/pull-state.ts';
import { readStoredState } from '../../shared/archive/stored-state.ts';
import { windowOf } from '../../shared/days/calendar.ts';
import type { CatalogueEntry } from '../../shared/days/catalogue.ts';
import type { Manifest, Shortfall } from '../../shared/days/manifest.ts';
import { readCalls } from '../../shared/days/read-calls.ts';
import { readCatalogue } from '../../shared/days/read.ts';
import type { Store } from '../../shared/store/store.ts';
import { createIsoTime, type EpochSeconds, type Window } from '../../shared/time.ts';
import { dayState, type DayState } from '../../shared/view/day-state.ts';
import { addUp, type Sums } from '../../shared/view/sums.ts';
import { calendarOf } from '../console/calendar.ts';
import { daySlots } from './day-slots.ts';

export interface ReportDay {
  readonly day: string;
  readonly state: DayState;
  /** Undefined where the day is not closed. */
  readonly entry: CatalogueEntry | undefined;
  /** Stretches of the day in which calls are missing or may be. */
  readonly shortfalls: readonly Shortfall[];
}

export interface Report {
  /** Made at this time, in ISO 8601. */
  readonly now: string;
  readonly days: readonly ReportDay[];
  /** Of the days that are closed. */
  readonly totals: Sums;
}

/** A closed day with all that its pictures need. */
export interface DayInFull {
  readonly manifest: Manifest;
  /** Calls by slot, from midnight on. */
  readonly slots: readonly number[];
}

export interface ReportQuestion {
  /** In order, on the archive's clock. */
  readonly days: readonly string[];
  readonly now: EpochSeconds;
  readonly utcOffsetSeconds: number;
}

function inside(window: Window, day: Window): Window | undefined {
  const both = { from: Math.max(window.from, day.from), to: Math.min(window.to, day.to) };
  return both.from < both.to ? both : undefined;
}

/** Of a day that is not closed nothing is sure yet, but what the pull could not get is known. */
function openShortfalls(
  { gaps, lost }: Pick<PullState, 'gaps' | 'lost'>,
  utcOffsetSeconds: number,
): (day: string) => Shortfall[] {
  const iso = createIsoTime(utcOffsetSeconds);
  const all = [
    ...gaps.map(({ window, why }) => ({ window, why, reason: 'gap' as const })),
    ...lost.map(({ window, why }) => ({ window, why, reason: 'lost' as const })),
  ];
  return (day) => {
    return all.flatMap(({ window, why, reason }): Shortfall[] => {
      const both = inside(window, windowOf(day, utcOffsetSeconds));
      return both === undefined ? [] : [{ reason, why, from: iso(both.from), to: iso(both.to) }];
    });
  };
}

/** @throws HuadanError `archive` */
export async function collectReport(
  store: Pick<Store, 'get'>,
  { days, now, utcOffsetSeconds }: ReportQuestion,
): Promise<Report> {
  const iso = createIsoTime(utcOffsetSeconds);
  const entries = new Map((await readCatalogue(store))?.days.map((entry) => [entry.day, entry]));
  const { since, gaps = [], lost = [] }: Partial<ReadState> = (await readStoredState(store)) ?? {};
  const shortfallsOf = openShortfalls({ gaps, lost }, utcOffsetSeconds);
  const calendar = calendarOf(since, now, utcOffsetSeconds);
  const told = days.map((day): ReportDay => {
    const entry = entries.get(day);
    const shortfalls = entry?.incomplete ?? shortfallsOf(day);
    return { day, state: dayState(day, entry, calendar), entry, shortfalls };
  });
  return { now: iso(now), days: told, totals: addUp(told.flatMap(({ entry }) => entry ?? [])) };
}

/**
 * Reads the calls of a closed day as well: the manifest tells of hours, and a picture shows slots.
 * @throws HuadanError `archive`
 */
export async function readInFull(
  store: Pick<Store, 'get'>,
  day: string,
  slotSeconds: number,
): Promise<DayInFull | undefined> {
  const read = await readCalls(store, day);
  if (read === null) return undefined;
  return { manifest: read.manifest, slots: await daySlots(read.lines, slotSeconds) };
}
