/** What is known of a day: closed, complete or not; not closed yet; never collected; or still to come. */

import type { Shortfall } from '../days/manifest.ts';
import { stretchText } from './amounts.ts';
import type { Words } from '../words/index.ts';
import type { Kind } from './parts.ts';

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
  /** The day on which collecting began; undefined when that is not known. */
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

/** Why a day is not complete, a sentence a reason. */
export function reasonTexts(shortfalls: readonly Shortfall[], words: Words): string[] {
  return shortfalls.map(({ reason, from, to }) => `${stretchText(from, to, words)}: ${words.day.reasons[reason]}`);
}
