/** What the pull's state says of a day: whether it is due to be closed, and what is missing for it to be complete. */

import type { ReadState } from '../archive/pull-state.ts';
import type { Shortfall } from './manifest.ts';
import { createIsoTime, type Window } from '../time.ts';

export interface Standing {
  /** Every pass has gone over it, and no gap in it is still being tried. */
  readonly due: boolean;
  /** Why it is not complete; empty when it is. */
  readonly incomplete: Shortfall[];
}

/** What a day lacks that was closed before: a state that begins later, for it was lost, takes nothing from one that was complete. */
export function shortfallsOf(incomplete: readonly Shortfall[], wasComplete: boolean): Shortfall[] {
  return incomplete.filter(({ reason }) => !(wasComplete && reason === 'since'));
}

/** @param state undefined when there is none that can be believed */
export function standingOf(day: Window, state: ReadState | undefined, utcOffsetSeconds: number): Standing {
  const iso = createIsoTime(utcOffsetSeconds);
  const shortfall = (reason: Shortfall['reason'], { from, to }: Window, why: string): Shortfall[] => {
    const within = { from: Math.max(from, day.from), to: Math.min(to, day.to) };
    return within.from < within.to ? [{ reason, from: iso(within.from), to: iso(within.to), why }] : [];
  };
  const { since = Infinity, passes = [], gaps = [], lost = [] } = state ?? {};
  const covered = passes.length === 0 ? -Infinity : Math.min(...passes.map(({ cursor }) => cursor));
  const open = [
    ...shortfall('passes', { from: covered, to: Infinity }, 'not every pass has gone over it'),
    ...gaps.flatMap(({ window, why }) => shortfall('gap', window, why)),
  ];
  const unknown = shortfall('since', { from: -Infinity, to: since }, 'the state begins later');
  return {
    due: open.length === 0,
    incomplete: [...unknown, ...open, ...lost.flatMap(({ window, why }) => shortfall('lost', window, why))],
  };
}

/** Of a day that is not closed nothing is sure yet, but what the pull could not get is known. */
export function missingOf(day: Window, state: ReadState | undefined, utcOffsetSeconds: number): Shortfall[] {
  const { incomplete } = standingOf(day, state, utcOffsetSeconds);
  return incomplete.filter(({ reason }) => reason === 'gap' || reason === 'lost');
}
