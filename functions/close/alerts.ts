/** What the people who run the archive are told of a close: days that stay open, and a pull that is silent. */

import { tellAfter, type AlertContext, type Condition, type Conditions } from '../../shared/alert.ts';
import type { ReadState } from '../../shared/archive/pull-state.ts';
import { readStoredState } from '../../shared/archive/stored-state.ts';
import type { CloseConfig } from '../../shared/config/read.ts';
import { dayAfter, dayOf, daysBetween, windowOf } from '../../shared/days/calendar.ts';
import type { Day } from '../../shared/days/layout.ts';
import { readCatalogue } from '../../shared/days/read.ts';
import { createIsoTime, type EpochSeconds } from '../../shared/time.ts';
import { close, type CloseContext } from './close.ts';
import type { CloseTask } from './event.ts';
import { standingOf } from '../../shared/days/standing.ts';

/** No more are told, the oldest first. */
const MOST_DAYS = 100;
const SILENT = 'silent';

interface Stands {
  /** Undefined when it cannot be read. */
  readonly state: ReadState | undefined;
  /** Undefined when they cannot be read. */
  readonly closed: ReadonlySet<Day> | undefined;
  readonly now: EpochSeconds;
  readonly config: Pick<CloseConfig, 'alert' | 'passes'>;
}

/** Told by the close: a pull that does not run cannot report it. */
function silenceOf({ state, now, config }: Stands): Condition[] {
  const { asOf } = state ?? {};
  if (asOf === undefined || now - asOf <= config.alert.lagSeconds) return [];
  const since = createIsoTime(config.passes.utcOffsetSeconds)(asOf);
  const text = `The pull has not kept its state since ${since}: it does not run, or fails each time. Look at its timer and its log.`;
  return [{ key: SILENT, text }];
}

/** Days that should have been closed for `ALERT_CLOSE`: that long after their oldest pass was due. */
function openDays({ state, closed, now, config }: Stands): Condition[] {
  const { alert, passes } = config;
  const { utcOffsetSeconds } = passes;
  if (closed === undefined || state?.since === undefined) return [];
  const late = (passes.passAgesSeconds.at(-1) ?? 0) + alert.closeSeconds;
  const last = dayAfter(dayOf(now - late - 1, utcOffsetSeconds), -1);
  const open = daysBetween(dayOf(state.since, utcOffsetSeconds), last).filter((day) => !closed.has(day));
  return open.slice(0, MOST_DAYS).map((day) => {
    const { incomplete, due } = standingOf(windowOf(day, utcOffsetSeconds), state, utcOffsetSeconds);
    const why = due
      ? 'look at the log of close'
      : (incomplete.find(({ reason }) => reason !== 'lost')?.why ?? 'not due');
    return { key: `day ${day}`, text: `${day} is not closed yet: ${why}. See npm run status.` };
  });
}

export function closeConditions(stands: Stands): Conditions {
  const { state, closed } = stands;
  return {
    holding: [...silenceOf(stands), ...openDays(stands)],
    unknown: (key) => state === undefined || (key !== SILENT && closed === undefined),
  };
}

async function readable<T>(read: () => Promise<T>): Promise<T | undefined> {
  try {
    return await read();
  } catch {
    return undefined;
  }
}

async function look(config: CloseConfig, { store, now }: CloseContext): Promise<Conditions> {
  const state = await readable(async () => readStoredState(store));
  const catalogue = await readable(async () => readCatalogue(store));
  return closeConditions({
    state: state ?? undefined,
    closed: catalogue === undefined ? undefined : new Set(catalogue?.days.map(({ day }) => day)),
    now,
    config,
  });
}

/**
 * A close, and a message about what it changed. A webhook changes nothing about the close, but for the time it takes.
 * @throws what `close` throws
 */
export async function closeAndTell(
  task: CloseTask,
  context: CloseContext,
  { config, ...sending }: Pick<AlertContext, 'post' | 'timeoutMs'> & { readonly config: CloseConfig },
): Promise<void> {
  const { store, log, now } = context;
  const { alert, archive, passes } = config;
  await tellAfter(
    async () => close(task, context),
    async () => look(config, context),
    { name: 'close', alert, archive, store, log, now, utcOffsetSeconds: passes.utcOffsetSeconds, ...sending },
  );
}
