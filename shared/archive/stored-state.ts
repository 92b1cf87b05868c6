/** The pull's state as it stands in a store, for whoever reads it beside the pull. */

import type { Store } from '../store/store.ts';
import { STATE_NAME } from './layout.ts';
import { readPullState, type ReadState } from './pull-state.ts';

/**
 * Null when there is none: nothing was ever pulled. Undefined when nothing of it can be believed.
 * @throws HuadanError `archive`
 */
export async function readStoredState(store: Pick<Store, 'get'>): Promise<ReadState | null | undefined> {
  const bytes = await store.get(STATE_NAME);
  return bytes === null ? null : await readPullState(bytes);
}
