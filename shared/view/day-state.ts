/** What is known of a day: closed and complete, closed but not complete, or not closed. */

import type { Shortfall } from '../days/manifest.ts';
import { stretchText } from './amounts.ts';
import type { Words } from '../words/index.ts';
import type { Kind } from './parts.ts';

export type DayState = 'complete' | 'incomplete' | 'open' | 'future';

export const STATE_KINDS: Readonly<Record<DayState, Kind>> = {
  complete: 'good',
  incomplete: 'warn',
  open: 'quiet',
  future: 'quiet',
};

interface Closed {
  readonly complete: boolean;
}

export function dayState(day: string, closed: Closed | undefined, today: string): DayState {
  if (closed !== undefined) return closed.complete ? 'complete' : 'incomplete';
  return day > today ? 'future' : 'open';
}

/** Why a day is not complete, a sentence a reason. */
export function reasonTexts(shortfalls: readonly Shortfall[], words: Words): string[] {
  return shortfalls.map(({ reason, from, to }) => `${stretchText(from, to, words)}: ${words.day.reasons[reason]}`);
}
