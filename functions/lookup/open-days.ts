/** Days that have no closed file yet: their parts are all there is of them, and the pull's state tells since when. */

import { createLayout, STATE_NAME } from '../../shared/archive/layout.ts';
import type { StoredRecord } from '../../shared/cdr/stored-line.ts';
import type { ArchiveLayout, ReadState } from '../../shared/archive/pull-state.ts';
import { searchSlot } from '../../shared/archive/search-slot.ts';
import { readStoredState } from '../../shared/archive/stored-state.ts';
import { dayAfter, dayOf, daysBetween, slotsOf, windowOf } from '../../shared/days/calendar.ts';
import type { CatalogueEntry } from '../../shared/days/catalogue.ts';
import type { Day } from '../../shared/days/layout.ts';
import { missingOf } from '../../shared/days/standing.ts';
import type { Shortfall } from '../../shared/days/manifest.ts';
import { HuadanError } from '../../shared/errors.ts';
import type { StoreReader } from '../../shared/store/store.ts';
import type { EpochSeconds, Window } from '../../shared/time.ts';

/** Objects that are read at once. */
const SLOTS_AT_ONCE = 32;

/**
 * Where the passes stand; null when nothing was ever pulled.
 * @throws HuadanError `archive`
 */
export async function readState(reader: StoreReader): Promise<ReadState | null> {
  const state = await readStoredState(reader);
  if (state === null || state?.since !== undefined) return state;
  throw new HuadanError(
    'archive',
    `Reading ${STATE_NAME}: it does not say since when calls are pulled. The next tick of the pull puts it right.`,
    { facts: { name: STATE_NAME } },
  );
}

/** The slots of the archive, as its state has them; as the settings have them where the state does not say. */
export function layoutOf(state: ReadState | null, { slotSeconds, utcOffsetSeconds }: ArchiveLayout): ArchiveLayout {
  const minutes = state?.slotMinutes;
  return { slotSeconds: minutes === undefined ? slotSeconds : minutes * 60, utcOffsetSeconds };
}

/**
 * Every day that may have parts and is not closed, newest first: from the day after the last closed one, or from where
 * the pull began, up to tomorrow, for a clock may be ahead. Where neither is known,
 * from yesterday.
 */
export function openDays(
  state: ReadState | null,
  closed: readonly Day[],
  now: EpochSeconds,
  utcOffsetSeconds: number,
): Day[] {
  const today = dayOf(now, utcOffsetSeconds);
  const last = closed.at(-1);
  const firsts = [
    dayAfter(today, -1),
    ...(last === undefined ? [] : [dayAfter(last)]),
    ...(state?.since === undefined ? [] : [dayOf(state.since, utcOffsetSeconds)]),
  ].sort();
  const isClosed = new Set(closed);
  return daysBetween(firsts[0] ?? today, dayAfter(today))
    .filter((day) => !isClosed.has(day))
    .reverse();
}

export interface OpenDaySearch {
  readonly reader: StoreReader;
  readonly layout: ArchiveLayout;
  readonly isWanted: (record: StoredRecord) => boolean;
  /** Called before each round of reads; may throw. */
  readonly checkTime: () => void;
  /** A call is looked for: the newest slot that has it is enough. */
  readonly first: boolean;
}

/** The records, without `rev`, that are wanted of one open day. @throws HuadanError `archive`, `deadline` */
export async function searchOpenDay(
  day: Day,
  { reader, layout, isWanted, checkTime, first }: OpenDaySearch,
): Promise<string[]> {
  const names = createLayout(layout);
  const slots = slotsOf(day, layout).reverse();
  const found: string[] = [];
  for (let i = 0; i < slots.length; i += SLOTS_AT_ONCE) {
    checkTime();
    const round = slots.slice(i, i + SLOTS_AT_ONCE).map(async (slot) => searchSlot(reader, names, slot, isWanted));
    for (const contents of await Promise.all(round)) {
      found.push(...contents.map((content) => `${content}}`));
      if (first && found.length > 0) return found;
    }
  }
  return found;
}

interface Known {
  readonly state: ReadState | null;
  readonly entries: readonly CatalogueEntry[];
  /** The days of the range that are not closed. */
  readonly open: readonly Day[];
  readonly utcOffsetSeconds: number;
}

/** Stretches of a range whose calls the archive may lack: by the catalogue of closed days, by the state of open ones. */
export function shortfallsOf({ from, to }: Window, { state, entries, open, utcOffsetSeconds }: Known): Shortfall[] {
  const ofOpenDays = open.map((day) =>
    missingOf(windowOf(day, utcOffsetSeconds), state ?? undefined, utcOffsetSeconds),
  );
  return [...entries.map(({ incomplete }) => incomplete), ...ofOpenDays]
    .flat()
    .filter((one) => Date.parse(one.from) < to * 1000 && Date.parse(one.to) > from * 1000);
}
