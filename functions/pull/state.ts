/**
 * Loads and saves where the passes stand. The state is written last and trusted least: it may be lost, stale, edited by
 * hand or written by two, and then work is repeated and the archive stays right.
 */

import { readPullState, writePullState, type PullState } from '../../shared/archive/pull-state.ts';
import { refuseOtherLayout } from '../../shared/archive/refuse-layout.ts';
import { CDR_PREFIX, STATE_NAME } from '../../shared/archive/layout.ts';
import type { PassConfig } from '../../shared/config/read.ts';
import type { Log } from '../../shared/log.ts';
import type { Store } from '../../shared/store/store.ts';
import { createIsoTime, DAY_SECONDS, type EpochSeconds } from '../../shared/time.ts';
import { believe } from './believe.ts';
import { cutOut } from './gaps.ts';

/** Keeps what people or accidents made of the state beside it, before it is written anew. */
async function keepBroken(store: Store, bytes: Buffer, now: EpochSeconds, config: PassConfig): Promise<string> {
  const time = createIsoTime(config.utcOffsetSeconds)(now).slice(0, 19).replaceAll(/[-:]/g, '');
  const name = STATE_NAME.replace('.json', `-${time}.broken.json`);
  await store.putIfAbsent(name, bytes);
  return name;
}

/** Whether the archive is seen to hold calls of these days, which a state should know of. */
async function holdsCalls(store: Store, now: EpochSeconds, config: PassConfig): Promise<boolean> {
  const iso = createIsoTime(config.utcOffsetSeconds);
  try {
    for (const at of [now, now - DAY_SECONDS]) {
      if ((await store.list(`${CDR_PREFIX}dt=${iso(at).slice(0, 10)}/`)).length > 0) return true;
    }
  } catch {
    // A listing only serves to say so; nothing depends on one.
  }
  return false;
}

export interface LoadedState {
  readonly state: PullState;
  /** It is not what stands in the store: there is none yet, or not all of it was to be believed. */
  readonly changed: boolean;
}

/**
 * @param rehearsal `now` is not the clock's: cursors are not held to it, and what it writes is no start for real ticks
 * @throws HuadanError `archive` when the store cannot tell, `config` when the archive was begun with another layout.
 * A state that is there but unreadable is not an error: everything since LOOKBACK is pulled again, loudly.
 */
export async function loadState(
  store: Store,
  now: EpochSeconds,
  config: PassConfig,
  log: Log,
  rehearsal = false,
): Promise<LoadedState> {
  const iso = createIsoTime(config.utcOffsetSeconds);
  const bytes = await store.get(STATE_NAME);
  const found = bytes === null ? undefined : await readPullState(bytes);
  if (found !== undefined) refuseOtherLayout(found, config);
  const isOnlyRehearsed = found?.rehearsal === true && !rehearsal;
  const read = isOnlyRehearsed ? undefined : found;
  const { state, told } = believe(read, now, config, rehearsal);

  if (bytes !== null && (found === undefined || found.damaged)) {
    const name = await keepBroken(store, bytes, now, config);
    const what = found === undefined ? 'is unreadable' : `is damaged (${found.faults.join('; ')})`;
    log(
      'error',
      `The state ${STATE_NAME} ${what}; it is kept as ${name}. What can be read of it is believed, the rest begins again at ${iso(state.since)}, and no earlier day is complete. Calls are not filed twice.`,
    );
  } else if (found !== undefined && found.faults.length > 0) {
    log('warn', `The state ${STATE_NAME} was edited: ${found.faults.join('; ')}. All the rest of it is believed.`);
  }
  if (bytes === null && (await holdsCalls(store, now, config))) {
    log(
      'error',
      `The state ${STATE_NAME} is gone although the archive holds calls. It begins again at ${iso(state.since)}; no earlier day is complete. Calls are not filed twice.`,
    );
  }
  for (const sentence of told) log('error', `The state ${STATE_NAME} is not believed: ${sentence}.`);
  const newlyLost = (read?.lost ?? []).reduce((left, { window }) => cutOut(left, window), [...state.lost]);
  for (const { window, why } of newlyLost) {
    log(
      'error',
      `Calls from ${iso(window.from)} to ${iso(window.to)} may be lost (${why}): the vendor is believed to keep records for RETENTION only. Ask the vendor for them; when you have decided about them: npm run status -- --accept-loss.`,
      { from: iso(window.from), to: iso(window.to), why },
    );
  }
  const stands = bytes !== null && read !== undefined && read.faults.length === 0 && told.length === 0;
  return { state, changed: !stands || newlyLost.length > 0 };
}

export async function saveState(store: Store, state: PullState, config: PassConfig): Promise<void> {
  await store.put(STATE_NAME, writePullState(state, config));
}
