/** What the people who run the archive are told of a tick: the vendor refuses, the archive lags, a gap lasts. */

import { tellAfter, type AlertContext, type Condition, type Conditions } from '../../shared/alert.ts';
import type { ReadState } from '../../shared/archive/pull-state.ts';
import { readStoredState } from '../../shared/archive/stored-state.ts';
import { isHuadanError } from '../../shared/errors.ts';
import { meaningOf } from '../../shared/source/error-codes.ts';
import { createIsoTime } from '../../shared/time.ts';
import { pullDue, type PullContext } from './pull.ts';

/** A younger gap may still close by itself. */
const OLD_GAP_SECONDS = 3600;

const REFUSES = 'refuses';
const LAG = 'lag';
const GAP = 'gap';

/** `1 h 20 min`. */
function inWords(seconds: number): string {
  const minutes = Math.floor(seconds / 60);
  return minutes < 60 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

function refusal(code: unknown): Condition {
  // Not every refusal has a number; its words are the vendor's, and stay in the log.
  if (typeof code !== 'string') {
    return { key: REFUSES, text: 'The vendor refuses to answer. The log of pull says why and what to do.' };
  }
  const { meaning, advice } = meaningOf(code, 'range');
  return { key: REFUSES, text: `The vendor refuses to answer (${code}: ${meaning}). ${advice}` };
}

/** Of the tick that ended with `error`; undefined when the vendor answered, `unknown` when nobody can tell. */
function refusalOf(
  error: unknown,
  state: ReadState | undefined,
  context: PullContext,
): Condition | 'unknown' | undefined {
  if (isHuadanError(error, 'operator', 'blocked')) return refusal(error.facts['vendorCode']);
  if ((state?.blockedUntil ?? 0) > context.now) return refusal('-423');
  return error !== undefined || context.counters.requests === 0 ? 'unknown' : undefined;
}

function lagOf({ passes = [] }: ReadState, { now, config }: PullContext): Condition[] {
  const [first] = [...passes].sort((a, b) => a.ageSeconds - b.ageSeconds);
  const lag = first === undefined ? 0 : now - first.cursor;
  if (lag <= config.alert.lagSeconds) return [];
  const text = `The archive lags ${inWords(lag)} behind (ALERT_LAG ${inWords(config.alert.lagSeconds)}). If it grows, look at the log of pull.`;
  return [{ key: LAG, text }];
}

function gapOf({ gaps = [] }: ReadState, { now, config }: PullContext): Condition[] {
  const iso = createIsoTime(config.passes.utcOffsetSeconds);
  const old = gaps.filter(({ window, tries }) => tries > 0 && window.to <= now - OLD_GAP_SECONDS);
  const [oldest] = old;
  if (oldest === undefined) return [];
  const { from, to } = oldest.window;
  const more = old.length > 1 ? ` and ${old.length - 1} more` : '';
  const text = `Calls from ${iso(from)} to ${iso(to)}${more} cannot be pulled (${oldest.why}). They are tried again until the vendor has forgotten them: ask it for them, or see npm run status.`;
  return [{ key: GAP, text }];
}

/** @param state undefined when it cannot be read */
export function pullConditions(error: unknown, state: ReadState | undefined, context: PullContext): Conditions {
  const refused = refusalOf(error, state, context);
  const stands = state === undefined ? [] : [...lagOf(state, context), ...gapOf(state, context)];
  return {
    holding: [...(typeof refused === 'object' ? [refused] : []), ...stands],
    unknown: (key) => (key === REFUSES ? refused === 'unknown' : state === undefined),
  };
}

/** The state as it stands in the store; undefined when it cannot be read. */
async function readState({ store }: PullContext): Promise<ReadState | undefined> {
  try {
    return (await readStoredState(store)) ?? undefined;
  } catch {
    return undefined;
  }
}

/**
 * A tick, and a message about what it changed. A webhook changes nothing about the tick, but for the time it takes.
 * @throws what `pullDue` throws
 */
export async function pullDueAndTell(
  context: PullContext,
  sending: Pick<AlertContext, 'post' | 'timeoutMs'>,
): Promise<void> {
  const { config, store, log, now } = context;
  const { alert, archive, passes } = config;
  await tellAfter(
    async () => pullDue(context),
    async (error) => pullConditions(error, await readState(context), context),
    { name: 'pull', alert, archive, store, log, now, utcOffsetSeconds: passes.utcOffsetSeconds, ...sending },
  );
}
