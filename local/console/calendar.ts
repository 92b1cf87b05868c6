/** What tells days apart that are not closed: the day it is, and the day of the first pull. */

import { readStoredState } from '../../shared/archive/stored-state.ts';
import { dayOf } from '../../shared/days/calendar.ts';
import type { Store } from '../../shared/store/store.ts';
import type { EpochSeconds } from '../../shared/time.ts';
import type { Calendar } from '../../shared/view/day-state.ts';

/** @param since where the cursors of the pull began */
export function calendarOf(since: EpochSeconds | undefined, now: EpochSeconds, utcOffsetSeconds: number): Calendar {
  return {
    today: dayOf(now, utcOffsetSeconds),
    firstDay: since === undefined ? undefined : dayOf(since, utcOffsetSeconds),
  };
}

/** @throws HuadanError `archive` */
export async function readCalendar(
  store: Pick<Store, 'get'>,
  now: EpochSeconds,
  utcOffsetSeconds: number,
): Promise<Calendar> {
  return calendarOf((await readStoredState(store))?.since, now, utcOffsetSeconds);
}
