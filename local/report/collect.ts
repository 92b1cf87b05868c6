/** What a report tells: of each of its days what was closed, and what the pull's state says of those that are not. */

import { readStoredState } from '../../shared/archive/stored-state.ts';
import { windowOf } from '../../shared/days/calendar.ts';
import type { CatalogueEntry } from '../../shared/days/catalogue.ts';
import type { Manifest, Shortfall } from '../../shared/days/manifest.ts';
import { readCalls } from '../../shared/days/read-calls.ts';
import { readCatalogue } from '../../shared/days/read.ts';
import { missingOf } from '../../shared/days/standing.ts';
import type { Store } from '../../shared/store/store.ts';
import { createIsoTime, type EpochSeconds } from '../../shared/time.ts';
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

/** @throws HuadanError `archive` */
export async function collectReport(
  store: Pick<Store, 'get'>,
  { days, now, utcOffsetSeconds }: ReportQuestion,
): Promise<Report> {
  const iso = createIsoTime(utcOffsetSeconds);
  const entries = new Map((await readCatalogue(store))?.days.map((entry) => [entry.day, entry]));
  const state = (await readStoredState(store)) ?? undefined;
  const calendar = calendarOf(state?.since, now, utcOffsetSeconds);
  const told = days.map((day): ReportDay => {
    const entry = entries.get(day);
    const shortfalls = entry?.incomplete ?? missingOf(windowOf(day, utcOffsetSeconds), state, utcOffsetSeconds);
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
