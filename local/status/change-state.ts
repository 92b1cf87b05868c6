/** Writes what a person decided into the pull's state, beside pulls that write it too. */

import { loadState, saveState } from '../../functions/pull/state.ts';
import type { ReadState } from '../../shared/archive/pull-state.ts';
import { readStoredState } from '../../shared/archive/stored-state.ts';
import type { PassConfig } from '../../shared/config/read.ts';
import type { Log } from '../../shared/log.ts';
import type { Store } from '../../shared/store/store.ts';
import type { EpochSeconds } from '../../shared/time.ts';
import { decide, isOpen, type Decidable, type Decision } from './decide.ts';

/** Keys that are missing say nothing. */
export function decidable({ gaps, lost, blockedUntil, blocks, notBefore }: ReadState): Decidable {
  return {
    gaps: gaps ?? [],
    lost: lost ?? [],
    blockedUntil: blockedUntil ?? null,
    blocks: blocks ?? 0,
    notBefore: notBefore ?? null,
  };
}

export interface StateContext {
  readonly store: Store;
  readonly passes: PassConfig;
  readonly now: EpochSeconds;
  readonly log: Log;
}

/**
 * Reads, changes and writes as close together as can be: COS cannot write only over what was read.
 * @returns false when a pull wrote its own state over it meanwhile
 * @throws HuadanError `archive`, `config`
 */
export async function changeState(decision: Decision, { store, passes, now, log }: StateContext): Promise<boolean> {
  // The state tells when the last tick was, and this is none.
  const asOf = (await readStoredState(store))?.asOf ?? now;
  const { state } = await loadState(store, now, passes, log);
  await saveState(store, { ...decide(decision, state), asOf: Math.min(asOf, now) }, passes);
  const written = await readStoredState(store);
  return written !== null && written !== undefined && !isOpen(decision, decidable(written));
}
