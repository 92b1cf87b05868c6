/**
 * Loads and saves where the passes stand. The state is written last and trusted least: it may be lost, stale, edited by
 * hand or written by two, and then work is repeated and the archive stays right. What it claims is held to what can be.
 */

import {
  readPullState,
  writePullState,
  type Pass,
  type PullState,
  type ReadState,
} from '../../shared/archive/pull-state.ts';
import { refuseOtherLayout } from '../../shared/archive/refuse-layout.ts';
import { CDR_PREFIX, STATE_NAME } from '../../shared/archive/layout.ts';
import type { PassConfig } from '../../shared/config/read.ts';
import type { Log } from '../../shared/log.ts';
import type { Store } from '../../shared/store/store.ts';
import { createIsoTime, DAY_SECONDS, durationText, type EpochSeconds } from '../../shared/time.ts';
import { addLost, ageGaps, cutOut, tidyGaps } from './gaps.ts';
import { dueEnd, slotStart } from './schedule.ts';

/** Clocks of two machines differ by less. */
const CLOCK_TOLERANCE_SECONDS = 60;
/** After a long outage the vendor is asked once for so much of what it is believed to have forgotten. */
const ASK_ANYWAY_SECONDS = 7 * DAY_SECONDS;

/** The first time that the vendor is believed to remember, and where a new state begins. */
function bounds(now: EpochSeconds, config: PassConfig): { forgotten: EpochSeconds; start: EpochSeconds } {
  const forgotten = slotStart(now - config.retentionSeconds, config) + config.slotSeconds;
  return { forgotten, start: slotStart(now - config.lookbackSeconds, config) };
}

/**
 * The passes of the configuration at their cursors. A pass that is new has come as far as the farthest older one, for
 * that one pulled at its age too; without an older one it begins where the slowest stands.
 */
function openPasses(kept: readonly Pass[], start: EpochSeconds, config: PassConfig): Pass[] {
  return config.passAgesSeconds.map((ageSeconds) => {
    const same = kept.find((pass) => pass.ageSeconds === ageSeconds);
    if (same !== undefined) return { ageSeconds, cursor: same.cursor };
    const older = kept.filter((pass) => pass.ageSeconds > ageSeconds).map((pass) => pass.cursor);
    if (older.length > 0) return { ageSeconds, cursor: Math.max(...older) };
    return { ageSeconds, cursor: kept.length > 0 ? Math.min(...kept.map((pass) => pass.cursor)) : start };
  });
}

interface Opened {
  readonly state: PullState;
  /** Sentences for a person about what was not believed. */
  readonly told: readonly string[];
}

/** What is read, held to what can be at `now`. */
function open(read: ReadState | undefined, now: EpochSeconds, config: PassConfig, rehearsal: boolean): Opened {
  const iso = createIsoTime(config.utcOffsetSeconds);
  const { forgotten, start } = bounds(now, config);
  const told: string[] = [];
  const kept = read?.passes ?? [];
  let passes = openPasses(kept, start, config);
  let since = read?.since ?? (kept.length > 0 ? Math.min(...passes.map(({ cursor }) => cursor)) : start);
  if (kept.length === 0 || read?.damaged === true) since = Math.max(since, start, forgotten);

  if (!rehearsal) {
    const aheadSeconds = (read?.asOf ?? now) - now;
    const isAhead = aheadSeconds > CLOCK_TOLERANCE_SECONDS;
    // A pass of a greater age than LOOKBACK begins ahead of what is due.
    const lies = ({ ageSeconds, cursor }: Pass): boolean =>
      cursor > Math.max(dueEnd(ageSeconds, now, config), start) + config.slotSeconds;
    if (isAhead) {
      told.push(
        `it was written by a clock that is ${aheadSeconds} s ahead; everything since ${iso(start)} is pulled again`,
      );
      if (aheadSeconds > config.lookbackSeconds) since = Math.max(since, start);
    } else if (passes.some(lies)) {
      told.push(`it claims to have pulled what has not come yet; everything since ${iso(start)} is pulled again`);
      since = Math.max(since, start);
    }
    if (since > now) {
      told.push(`it claims to begin at ${iso(since)}, which has not come yet; ${iso(start)} is taken for it`);
      since = start;
    }
    passes = passes.map((pass) => (isAhead || lies(pass) ? { ...pass, cursor: Math.min(pass.cursor, start) } : pass));
  }

  const latest = now + DAY_SECONDS;
  const notLater = (at: EpochSeconds | undefined | null): EpochSeconds | null =>
    at === undefined || at === null ? null : Math.min(at, latest);
  // Nothing is asked for, and nothing is lost, that has not come yet.
  const future = { from: rehearsal ? Number.POSITIVE_INFINITY : now, to: Number.POSITIVE_INFINITY };
  let gaps = cutOut(read?.gaps ?? [], future).map((gap) => ({ ...gap, nextTry: Math.min(gap.nextTry, latest) }));
  let lost = addLost([], ...cutOut(read?.lost ?? [], future));

  const aged = ageGaps(gaps, forgotten);
  gaps = aged.gaps;
  lost = addLost(lost, ...cutOut(aged.lost, { from: 0, to: since }));
  // A first run asks from LOOKBACK on, whatever the vendor may have forgotten of it.
  if (kept.length > 0) {
    const cursors = passes.map(({ cursor }) => cursor);
    const tooLate = { window: { from: Math.max(cursors[0]!, since), to: forgotten }, why: 'asked for too late' };
    if (tooLate.window.from < forgotten) lost = addLost(lost, tooLate);
    const behind = { from: Math.max(Math.min(...cursors), forgotten - ASK_ANYWAY_SECONDS), to: forgotten };
    if (behind.from < forgotten)
      gaps = [...cutOut(gaps, behind), { ...tooLate, window: behind, tries: 0, nextTry: now }];
    passes = passes.map((pass) => ({ ...pass, cursor: Math.max(pass.cursor, forgotten) }));
  }

  const state = {
    asOf: read?.asOf ?? now,
    since,
    passes,
    gaps: tidyGaps(gaps),
    lost,
    blockedUntil: notLater(read?.blockedUntil),
    blocks: read?.blocks ?? 0,
    notBefore: notLater(read?.notBefore),
    rehearsal: rehearsal && (read === undefined || read.rehearsal === true),
  };
  return { state, told };
}

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
  const { state, told } = open(read, now, config, rehearsal);

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
      `Calls from ${iso(window.from)} to ${iso(window.to)} may be lost (${why}): the vendor is believed to keep records for ${durationText(config.retentionSeconds)} only. Ask the vendor for them; when you have decided about them: npm run status -- --accept-loss.`,
      { from: iso(window.from), to: iso(window.to), why },
    );
  }
  const stands = bytes !== null && read !== undefined && read.faults.length === 0 && told.length === 0;
  return { state, changed: !stands || newlyLost.length > 0 };
}

export async function saveState(store: Store, state: PullState, config: PassConfig): Promise<void> {
  await store.put(STATE_NAME, writePullState(state, config));
}
