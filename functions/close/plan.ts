/** Which days are to be closed, and why. Three requests: the state, the catalogue, and a listing of the parts. */

import { isDeepStrictEqual } from 'node:util';
import type { ReadState } from '../../shared/archive/pull-state.ts';
import { refuseOtherLayout } from '../../shared/archive/refuse-layout.ts';
import { readStoredState } from '../../shared/archive/stored-state.ts';
import type { Catalogue, CatalogueEntry } from '../../shared/days/catalogue.ts';
import { dayAfter, dayOf, daysBetween, windowOf } from '../../shared/days/calendar.ts';
import type { Day } from '../../shared/days/layout.ts';
import type { Shortfall } from '../../shared/days/manifest.ts';
import { readCatalogue } from '../../shared/days/read.ts';
import type { Store } from '../../shared/store/store.ts';
import { formatUtcOffset } from '../../shared/time.ts';
import type { DayTask } from './day.ts';
import type { CloseTask } from './event.ts';
import { listParts } from './listing.ts';
import { shortfallsOf, standingOf } from '../../shared/days/standing.ts';
import type { DayContext } from './write-day.ts';

/** - `new`: never closed; `parts`: there are more parts; `standing`: it is complete now, or no more; `asked`: forced */
export type Why = 'new' | 'parts' | 'standing' | 'asked';

export interface PlannedDay extends DayTask {
  readonly why: Why;
  /** SHA-256 of the manifest that the catalogue was made of. */
  readonly catalogued: string | undefined;
}

export interface Plan {
  readonly catalogue: Catalogue;
  /** In the order of days. */
  readonly due: readonly PlannedDay[];
  /** Closed, and there is nothing to do. */
  readonly unchanged: readonly CatalogueEntry[];
  /** Asked for by name, and not due. */
  readonly notDue: readonly { readonly day: Day; readonly incomplete: readonly Shortfall[] }[];
}

/** From the state's first day, or the first that has parts or was closed, to the last that every pass has gone over. */
function daysOfTick(state: ReadState | undefined, known: readonly Day[], utcOffsetSeconds: number): Day[] {
  const { since, passes = [] } = state ?? {};
  if (passes.length === 0) return [];
  const covered = Math.min(...passes.map(({ cursor }) => cursor));
  const last = dayAfter(dayOf(covered, utcOffsetSeconds), -1);
  const watched = since === undefined ? [] : daysBetween(dayOf(since, utcOffsetSeconds), last);
  return [...new Set([...watched, ...known.filter((day) => day <= last)])].sort();
}

async function listFor(store: Pick<Store, 'list'>, task: CloseTask): Promise<Map<Day, string[]>> {
  if (task.kind === 'tick') return listParts(store, '');
  const listings = daysBetween(task.from, task.to).map(async (day) => listParts(store, day));
  return new Map((await Promise.all(listings)).flatMap((listing) => [...listing]));
}

function whyOf(entry: CatalogueEntry | undefined, task: DayTask): Why | undefined {
  if (entry === undefined) return 'new';
  if (task.listed.length > entry.parts) return 'parts';
  if (!isDeepStrictEqual(entry.incomplete, task.incomplete)) return 'standing';
  return undefined;
}

/**
 * @throws HuadanError `archive`; `config` when the settings are not the archive's
 */
export async function planClose(
  task: CloseTask,
  { store, layout }: Pick<DayContext, 'store' | 'layout'>,
): Promise<Plan> {
  const { utcOffsetSeconds } = layout;
  const [storedState, stored, listing] = await Promise.all([
    readStoredState(store),
    readCatalogue(store),
    listFor(store, task),
  ]);
  const state = storedState ?? undefined;
  if (state !== undefined) refuseOtherLayout(state, layout);
  const catalogue = stored ?? { version: 1, utcOffset: formatUtcOffset(utcOffsetSeconds), days: [] };
  const entries = new Map(catalogue.days.map((entry) => [entry.day, entry]));
  const days =
    task.kind === 'days'
      ? daysBetween(task.from, task.to)
      : daysOfTick(state, [...entries.keys(), ...listing.keys()], utcOffsetSeconds);
  const force = task.kind === 'days' && task.force;

  const due: PlannedDay[] = [];
  const unchanged: CatalogueEntry[] = [];
  const notDue: { day: Day; incomplete: Shortfall[] }[] = [];
  for (const day of days) {
    const entry = entries.get(day);
    const standing = standingOf(windowOf(day, utcOffsetSeconds), state, utcOffsetSeconds);
    const incomplete = shortfallsOf(standing.incomplete, entry?.complete === true);
    const planned = { day, incomplete, listed: listing.get(day) ?? [], catalogued: entry?.manifest };
    const why = whyOf(entry, planned) ?? (force ? 'asked' : undefined);
    if (!standing.due && !force) notDue.push({ day, incomplete });
    else if (why !== undefined) due.push({ ...planned, why });
    else if (entry !== undefined) unchanged.push(entry);
  }
  return { catalogue, due, unchanged, notDue };
}
