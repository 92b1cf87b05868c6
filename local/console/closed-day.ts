/** Closed days in words: what became of one, what is to be done with one, why one is not due. */

import type { ClosedDay } from '../../functions/close/day.ts';
import type { Plan, PlannedDay } from '../../functions/close/plan.ts';
import type { Shortfall } from '../../shared/days/manifest.ts';
import { printable } from '../../shared/printable.ts';
import type { Words } from '../words/index.ts';

const SHOWN = 3;

/** The end of a day is the midnight that ends it, not the one that begins it (ISO 8601). */
const endOfDay = (time: string): string => (time === '00:00' ? '24:00' : time);

/** `lost 09:00 to 09:20 (asked too late), and 2 more`. */
export function tellShortfalls(incomplete: readonly Shortfall[], { days, counted }: Words): string {
  const told = incomplete.slice(0, SHOWN).map(({ reason, from, to, why }) => {
    const end = endOfDay(to.slice(11, 16));
    return days.shortfall(reason, from.slice(11, 16), end, printable(days.why(why)));
  });
  const more = incomplete.length > SHOWN ? [days.more(incomplete.length - SHOWN)] : [];
  return counted.list([...told, ...more]);
}

export function tellPlanned({ day, why, incomplete }: PlannedDay, words: Words): string {
  return words.days.planned(day, why, tellShortfalls(incomplete, words));
}

export function tellNotDue({ day, incomplete }: Plan['notDue'][number], words: Words): string {
  return words.days.notDue(day, tellShortfalls(incomplete, words));
}

export function tellClosed({ what, manifest }: ClosedDay, words: Words): string {
  const { days } = words;
  const { day, totals, changes, complete, incomplete } = manifest;
  const news = what === 'reopened' && changes !== null ? days.news(changes.added, changes.revised) : '';
  const state = complete ? days.complete : days.incomplete(tellShortfalls(incomplete, words));
  return days.closedDay(day, days.what[what], totals.calls, news, totals.billedSeconds, state);
}
