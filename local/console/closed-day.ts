/** Closed days in words: what became of one, what is to be done with one, why one is not due. */

import type { ClosedDay } from '../../functions/close/day.ts';
import type { Plan, PlannedDay } from '../../functions/close/plan.ts';
import type { Shortfall } from '../../shared/days/manifest.ts';
import { printable } from '../../shared/printable.ts';
import { count } from './format-counters.ts';

const SHOWN = 3;

/** `lost 09:00 to 09:20 (asked too late), and 2 more`. */
export function tellShortfalls(incomplete: readonly Shortfall[]): string {
  const told = incomplete
    .slice(0, SHOWN)
    .map(({ reason, from, to, why }) => `${reason} ${from.slice(11, 16)} to ${to.slice(11, 16)} (${printable(why)})`);
  const more = incomplete.length > SHOWN ? [`and ${incomplete.length - SHOWN} more`] : [];
  return [...told, ...more].join(', ');
}

const WHY: Readonly<Record<PlannedDay['why'], string>> = {
  new: 'it was not closed yet',
  parts: 'there are new parts',
  standing: 'what is known of its completeness changed',
  asked: 'it was asked for',
};

export function tellPlanned({ day, why, incomplete }: PlannedDay): string {
  const missing = incomplete.length === 0 ? '' : `; incomplete: ${tellShortfalls(incomplete)}`;
  return `${day}  to be closed, for ${WHY[why]}${missing}`;
}

export function tellNotDue({ day, incomplete }: Plan['notDue'][number]): string {
  return `${day}  not due: ${tellShortfalls(incomplete)}. --force closes it as incomplete.`;
}

export function tellClosed({ what, manifest }: ClosedDay): string {
  const { day, totals, changes, complete, incomplete } = manifest;
  const news = what === 'reopened' && changes !== null ? ` (${changes.added} added, ${changes.revised} revised)` : '';
  const state = complete ? 'complete' : `incomplete: ${tellShortfalls(incomplete)}`;
  return `${day}  ${what}: ${count(totals.calls, 'call')}${news}, ${count(totals.billedSeconds, 'billed second')}, ${state}`;
}
