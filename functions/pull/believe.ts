/** What of a stored state is believed: it is held to what can be at `now`, and to what the vendor remembers. Pure. */

import type { Pass, PullState, ReadState } from '../../shared/archive/pull-state.ts';
import type { PassConfig } from '../../shared/config/read.ts';
import { createIsoTime, DAY_SECONDS, type EpochSeconds } from '../../shared/time.ts';
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

export interface Believed {
  readonly state: PullState;
  /** Sentences for a person about what was not believed. */
  readonly told: readonly string[];
}

/**
 * @param read undefined: there is none that can be read
 * @param rehearsal `now` is not the clock's: cursors are not held to it
 */
export function believe(
  read: ReadState | undefined,
  now: EpochSeconds,
  config: PassConfig,
  rehearsal: boolean,
): Believed {
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
