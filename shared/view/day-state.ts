/** What is known of a day: closed, complete or not; not closed yet; never pulled; or still to come. */

import type { Shortfall } from '../days/manifest.ts';
import { stretchText } from './amounts.ts';
import type { Words } from '../words/index.ts';
import { h, type Markup } from './markup.ts';
import { badge, type Kind } from './parts.ts';

export type DayState = 'complete' | 'incomplete' | 'open' | 'none' | 'future';

export const STATE_KINDS: Readonly<Record<DayState, Kind>> = {
  complete: 'good',
  incomplete: 'warn',
  open: 'quiet',
  none: 'quiet',
  future: 'quiet',
};

interface Closed {
  readonly complete: boolean;
}

export interface Calendar {
  /** The day it is where the archive keeps its clock. */
  readonly today: string;
  /** The day of the first pull; undefined when that is not known. */
  readonly firstDay: string | undefined;
}

/** Of a day that is not closed. */
export function openState(day: string, { today, firstDay }: Calendar): 'open' | 'none' | 'future' {
  if (day > today) return 'future';
  return firstDay !== undefined && day < firstDay ? 'none' : 'open';
}

export function dayState(day: string, closed: Closed | undefined, calendar: Calendar): DayState {
  if (closed !== undefined) return closed.complete ? 'complete' : 'incomplete';
  return openState(day, calendar);
}

/** A day's state and why, for a row of a table. */
export function stateCell(
  state: DayState,
  {
    generation = 0,
    shortfalls,
  }: { readonly generation: number | undefined; readonly shortfalls: readonly Shortfall[] },
  words: Words,
): Markup {
  return h(
    'td',
    {},
    badge(STATE_KINDS[state], words.day.states[state]),
    generation > 0 ? h('small', {}, ` ${words.day.generation(generation)}`) : undefined,
    shortfalls.map((shortfall) => h('small', { class: 'reason' }, reasonText(shortfall, words))),
  );
}

/** When calls are missing, or may be, and why. */
export function reasonText({ reason, from, to }: Shortfall, words: Words): string {
  return words.day.stretch(stretchText(from, to, words), words.day.reasons[reason]);
}
