/** What the archive tells of itself: the closed days of a month, one of them, and how the pull stands. */

import { readStoredState } from '../../shared/archive/stored-state.ts';
import { createClosedDays } from '../../shared/days/closed-days.ts';
import type { DaysMemory } from '../../shared/days/memory.ts';
import { readManifest } from '../../shared/days/read.ts';
import { statusOf, type Status } from '../../shared/status.ts';
import type { StoreReader } from '../../shared/store/store.ts';
import { formatUtcOffset } from '../../shared/time.ts';
import type { Manifest } from '../../shared/days/manifest.ts';
import type { CatalogueEntry } from '../../shared/days/catalogue.ts';

export interface DaysContext {
  readonly reader: StoreReader;
  readonly memory: DaysMemory;
  readonly clock: () => number;
  readonly utcOffsetSeconds: number;
}

export interface MonthAnswer {
  readonly month: string;
  readonly utcOffset: string;
  readonly days: readonly CatalogueEntry[];
}

/** @throws HuadanError `archive`, `deadline`, as all of them do */
export async function monthAnswer(
  month: string,
  { reader, memory, clock, utcOffsetSeconds }: DaysContext,
): Promise<MonthAnswer> {
  const catalogue = await createClosedDays(reader, memory, clock).catalogue();
  const days = (catalogue?.days ?? []).filter(({ day }) => day.startsWith(`${month}-`));
  return { month, utcOffset: catalogue?.utcOffset ?? formatUtcOffset(utcOffsetSeconds), days };
}

/** Null when the day is not closed. */
export async function dayAnswer(day: string, { reader }: DaysContext): Promise<Manifest | null> {
  return (await readManifest(reader, day))?.manifest ?? null;
}

export async function statusAnswer({ reader, memory, clock, utcOffsetSeconds }: DaysContext): Promise<Status> {
  const closed = createClosedDays(reader, memory, clock);
  const [state, catalogue] = await Promise.all([readStoredState(reader), closed.catalogue()]);
  return statusOf({ state, catalogue, now: clock() / 1000, utcOffsetSeconds });
}
