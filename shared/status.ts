/** How an archive stands, out of the pull's state and the catalogue of closed days: for GET /status and `npm run status`. */

import * as z from 'zod/mini';
import type { ReadState } from './archive/pull-state.ts';
import { dayAfter, dayOf, windowOf } from './days/calendar.ts';
import type { Catalogue } from './days/catalogue.ts';
import { count, daySchema, timeSchema } from './days/manifest.ts';
import { standingOf } from './days/standing.ts';
import { createIsoTime, type EpochSeconds, type Window } from './time.ts';

const about = <T extends z.ZodMiniType>(schema: T, description: string): T => schema.check(z.meta({ description }));
const timeOrNull = z.nullable(timeSchema);
const stretch = { from: timeSchema, to: timeSchema, why: z.string() };

export const statusSchema = z.object({
  now: timeSchema,
  asOf: about(timeOrNull, 'The time of the last tick that kept its state; null when nothing was ever pulled'),
  since: about(timeOrNull, 'Where the passes began: the pull knows nothing of what came before'),
  lagSeconds: about(z.nullable(count), 'From the end of what the first pass has pulled until now'),
  passes: z.array(
    z.object({ ageSeconds: count, cursor: about(timeSchema, 'Everything before was pulled at this age') }),
  ),
  gaps: about(
    z.array(z.object({ ...stretch, tries: count, nextTry: timeOrNull })),
    'Stretches that could not be pulled and are tried again',
  ),
  lost: about(z.array(z.object(stretch)), 'Stretches whose calls may be missing for good'),
  blockedUntil: about(timeOrNull, 'The vendor blocked the account: it is not asked before this'),
  notBefore: about(timeOrNull, 'The vendor wished not to be asked before this'),
  lastClosedDay: z.nullable(daySchema),
  closedDays: z.object({ complete: count, incomplete: count }),
  openDays: about(
    z.array(z.object({ day: daySchema, waitsFor: z.enum(['passes', 'gap', 'close']) })),
    'The newest 31 days that are not closed, newest first. passes: not every pass has gone over it; gap: one in it is still tried; close: nothing but the close function',
  ),
  rejects: about(count, 'Rows of closed days that could not be read'),
  faults: about(z.array(z.string()), "What of the state's file could not be read, a sentence each"),
});

export type Status = z.infer<typeof statusSchema>;

type OpenDays = Status['openDays'];

const MOST_OPEN_DAYS = 31;

function waitsFor(day: Window, state: ReadState, utcOffsetSeconds: number): OpenDays[number]['waitsFor'] {
  const { incomplete } = standingOf(day, state, utcOffsetSeconds);
  return (['passes', 'gap'] as const).find((open) => incomplete.some(({ reason }) => reason === open)) ?? 'close';
}

/** From today back to where the passes began. */
function openDaysOf({ state, catalogue, now, utcOffsetSeconds }: StatusFacts): OpenDays {
  const since = state?.since;
  if (state === null || state === undefined || since === undefined) return [];
  const closed = new Set(catalogue?.days.map(({ day }) => day));
  const open: OpenDays = [];
  const first = dayOf(since, utcOffsetSeconds);
  for (let day = dayOf(now, utcOffsetSeconds); day >= first && open.length < MOST_OPEN_DAYS; day = dayAfter(day, -1)) {
    if (!closed.has(day)) {
      open.push({ day, waitsFor: waitsFor(windowOf(day, utcOffsetSeconds), state, utcOffsetSeconds) });
    }
  }
  return open;
}

export interface StatusFacts {
  /** Null when there is none; undefined when nothing of it can be read. */
  readonly state: ReadState | null | undefined;
  readonly catalogue: Catalogue | null;
  readonly now: EpochSeconds;
  readonly utcOffsetSeconds: number;
}

export function statusOf(facts: StatusFacts): Status {
  const { state, catalogue, now, utcOffsetSeconds } = facts;
  const iso = createIsoTime(utcOffsetSeconds);
  const isoOrNull = (at: EpochSeconds | null | undefined): string | null =>
    at === null || at === undefined ? null : iso(at);
  const { asOf, since, passes = [], gaps = [], lost = [], faults = [], blockedUntil, notBefore } = state ?? {};
  const ahead = (at: EpochSeconds | null | undefined): string | null =>
    at !== undefined && at !== null && at > now ? iso(at) : null;
  const youngest = [...passes].sort((one, other) => one.ageSeconds - other.ageSeconds);
  const days = catalogue?.days ?? [];
  const complete = days.filter((day) => day.complete).length;
  return {
    now: iso(Math.floor(now)),
    asOf: isoOrNull(asOf),
    since: isoOrNull(since),
    lagSeconds: youngest[0] === undefined ? null : Math.max(0, Math.floor(now) - youngest[0].cursor),
    passes: youngest.map(({ ageSeconds, cursor }) => ({ ageSeconds, cursor: iso(cursor) })),
    gaps: gaps.map(({ window, why, tries, nextTry }) => ({
      from: iso(window.from),
      to: iso(window.to),
      why,
      tries,
      nextTry: isoOrNull(nextTry),
    })),
    lost: lost.map(({ window, why }) => ({ from: iso(window.from), to: iso(window.to), why })),
    blockedUntil: ahead(blockedUntil),
    notBefore: ahead(notBefore),
    lastClosedDay: days.at(-1)?.day ?? null,
    closedDays: { complete, incomplete: days.length - complete },
    openDays: openDaysOf(facts),
    rejects: days.reduce((sum, { rejects }) => sum + rejects, 0),
    faults: state === undefined ? ['the state cannot be read at all'] : [...faults],
  };
}
