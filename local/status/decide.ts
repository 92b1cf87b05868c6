/** What becomes of the state when a person decides about it. Pure functions. */

import { addLost, cutOut } from '../../functions/pull/gaps.ts';
import type { PullState } from '../../shared/archive/pull-state.ts';
import type { Window } from '../../shared/time.ts';

export type Decision =
  | { readonly kind: 'drop-gap' | 'accept-loss'; readonly window: Window }
  | { readonly kind: 'unblock' };

/** What of the state a decision can be about. */
export type Decidable = Pick<PullState, 'gaps' | 'lost' | 'blockedUntil' | 'blocks' | 'notBefore'>;

const GIVEN_UP = 'given up by a person';

/** The pieces of `list` inside `window`. */
function inside(list: readonly { readonly window: Window }[], window: Window): Window[] {
  return list
    .map((one) => ({ from: Math.max(one.window.from, window.from), to: Math.min(one.window.to, window.to) }))
    .filter(({ from, to }) => from < to);
}

/** The stretches a decision is about. */
export function touchedBy(decision: Decision, { gaps, lost }: Pick<Decidable, 'gaps' | 'lost'>): Window[] {
  if (decision.kind === 'unblock') return [];
  return inside(decision.kind === 'drop-gap' ? gaps : lost, decision.window);
}

/** False when there is nothing to decide, or it was done. */
export function isOpen(decision: Decision, state: Decidable): boolean {
  if (decision.kind !== 'unblock') return touchedBy(decision, state).length > 0;
  return state.blockedUntil !== null || state.notBefore !== null || state.blocks > 0;
}

export function decide<T extends Decidable>(decision: Decision, state: T): T {
  if (decision.kind === 'unblock') return { ...state, blockedUntil: null, blocks: 0, notBefore: null };
  const touched = touchedBy(decision, state);
  // What is lost may still be asked for once more as a gap; accepted, it would come back as lost.
  const gaps = touched.reduce((left, window) => cutOut(left, window), [...state.gaps]);
  if (decision.kind === 'accept-loss') return { ...state, gaps, lost: cutOut(state.lost, decision.window) };
  return { ...state, gaps, lost: addLost(state.lost, ...touched.map((window) => ({ window, why: GIVEN_UP }))) };
}
