/**
 * Looks calls up in the archive: closed days by their index, open ones in their parts. "There is none" is said only when
 * every day was searched. Loaded with the first question that the archive is asked.
 */

import type { StoredRecord } from '../../shared/cdr/stored-line.ts';
import type { ReadState } from '../../shared/archive/pull-state.ts';
import type { Cdr } from '../../shared/cdr/schema.ts';
import { withoutRev } from '../../shared/cdr/line-keys.ts';
import { dayAfter, dayInCallId, dayOf, daysBetween } from '../../shared/days/calendar.ts';
import { createClosedDays } from '../../shared/days/closed-days.ts';
import type { ClosedDay, DaysMemory } from '../../shared/days/memory.ts';
import type { Day } from '../../shared/days/layout.ts';
import { isAbout, type Key } from '../../shared/days/search-file.ts';
import { HuadanError, isHuadanError } from '../../shared/errors.ts';
import type { StoreReader } from '../../shared/store/store.ts';
import { createIsoTime } from '../../shared/time.ts';
import type { Found } from './find.ts';
import { layoutOf, openDays, readState, searchOpenDay, shortfallsOf } from './open-days.ts';
import type { NumberQuestion } from './query.ts';

export const MOST_CALLS = 1000;
const DAYS_AT_ONCE = 32;
/** A number may be in many members of a day. */
const NUMBER_DAYS_AT_ONCE = 4;

export interface ArchiveContext {
  readonly reader: StoreReader;
  readonly memory: DaysMemory;
  readonly clock: () => number;
  /** On `clock`. */
  readonly deadlineMs: number;
  readonly slotSeconds: number;
  readonly utcOffsetSeconds: number;
}

export interface ArchiveSearch {
  /**
   * The call, if the day its id names, or one beside it, is closed and has it. Null when none of them has it, or the day
   * is not closed.
   * @throws HuadanError `archive`, `deadline`
   */
  namedDays: (callId: string) => Promise<Found | null>;
  /** The call, wherever it is. Null when every day was searched, without those that `namedDays` searched before. */
  everyDay: (callId: string) => Promise<Found | null>;
  /** The calls from or to a number. @throws HuadanError `archive`, `deadline` */
  number: (question: NumberQuestion) => Promise<Found>;
}

function outOfTime(searched: readonly Day[], wanted: number): HuadanError {
  const last = searched.at(-1);
  return new HuadanError(
    'deadline',
    `Searching the archive: the time was over after ${searched.length} of ${wanted} days. Give the function more time.`,
    { facts: { daysSearched: searched.length, days: wanted, ...(last === undefined ? {} : { lastDay: last }) } },
  );
}

/** Compared with what a part holds, byte by byte: few records are looked at more closely. */
function recordTest(key: Key): (record: StoredRecord) => boolean {
  if (key.kind === 'call') {
    const json = Buffer.from(JSON.stringify(key.text));
    return ({ bytes, keyStart, keyEnd }) => json.equals(bytes.subarray(keyStart, keyEnd));
  }
  return ({ bytes, start, end }) => isAbout(bytes.toString('utf8', start, end), key);
}

function secondsOf(record: string): number {
  const { startSrcCallTime, endCallTime }: Cdr = JSON.parse(record);
  return Date.parse(startSrcCallTime ?? endCallTime ?? '') / 1000;
}

export function createArchiveSearch(context: ArchiveContext): ArchiveSearch {
  const { reader, clock, deadlineMs, utcOffsetSeconds } = context;
  const closed = createClosedDays(reader, context.memory, clock);
  const iso = createIsoTime(utcOffsetSeconds);
  const searched: Day[] = [];
  let wanted = 1;

  function checkTime(): void {
    if (clock() >= deadlineMs) throw outOfTime(searched, wanted);
  }

  /** Tells how far the search came when a read ran out of time. */
  async function timed<T>(work: Promise<T>): Promise<T> {
    try {
      return await work;
    } catch (error) {
      throw isHuadanError(error, 'deadline') ? outOfTime(searched, wanted) : error;
    }
  }

  async function searchOpen(day: Day, key: Key, state: ReadState | null): Promise<string[]> {
    const layout = layoutOf(state, context);
    return searchOpenDay(day, { reader, layout, isWanted: recordTest(key), checkTime, first: key.kind === 'call' });
  }

  /** A closed day by its index; its parts where it is being closed again. */
  async function searchClosed(day: ClosedDay, key: Key): Promise<string[]> {
    const lines = await closed.search(day, key);
    return lines?.map(withoutRev) ?? searchOpen(day.day, key, await readState(reader));
  }

  /** The first day of each round, in its order, that has the call. */
  async function firstOf(days: readonly ClosedDay[], key: Key): Promise<Found | null> {
    for (let i = 0; i < days.length; i += DAYS_AT_ONCE) {
      checkTime();
      const round = days.slice(i, i + DAYS_AT_ONCE);
      const found = await Promise.all(round.map(async (day) => searchClosed(day, key)));
      searched.push(...round.map(({ day }) => day));
      const hit = found.findIndex((records) => records.length > 0);
      if (hit >= 0) return { source: 'archive', records: found[hit] ?? [], asOf: round[hit]?.closedAt };
    }
    return null;
  }

  async function namedDays(callId: string): Promise<Found | null> {
    const key: Key = { kind: 'call', text: callId };
    const named = dayInCallId(callId);
    const day = named === undefined ? null : await closed.one(named);
    if (named === undefined || day === null) return null;
    const found = await firstOf([day], key);
    if (found !== null) return found;
    const beside = await Promise.all([dayAfter(named), dayAfter(named, -1)].map(closed.one));
    return firstOf(
      beside.filter((one) => one !== null),
      key,
    );
  }

  async function everyDay(callId: string): Promise<Found | null> {
    const key: Key = { kind: 'call', text: callId };
    const [state, all] = await Promise.all([readState(reader), closed.all()]);
    const isClosed = new Set(all.map(({ day }) => day));
    const named = dayInCallId(callId);
    const open = openDays(state, [...isClosed], clock() / 1000, utcOffsetSeconds);
    // A named day comes first, also one of which neither catalogue nor state knows.
    const near = named === undefined ? [] : [named, dayAfter(named), dayAfter(named, -1)];
    const order = new Set([...near.filter((day) => !isClosed.has(day)), ...open]);
    const rest = all.filter(({ day }) => !searched.includes(day)).reverse();
    wanted = searched.length + order.size + rest.length;
    for (const day of order) {
      const records = await searchOpen(day, key, state);
      searched.push(day);
      if (records.length > 0) return { source: 'archive', records, asOf: iso(state?.asOf ?? 0) };
    }
    return firstOf(rest, key);
  }

  async function number({ number: text, from, to }: NumberQuestion): Promise<Found> {
    const key: Key = { kind: 'number', text };
    const [state, all] = await Promise.all([readState(reader), closed.all()]);
    const byDay = new Map(all.map((day) => [day.day, day]));
    const days = daysBetween(dayOf(from, utcOffsetSeconds), dayOf(to - 1, utcOffsetSeconds));
    wanted = days.length;
    const records: { readonly seconds: number; readonly record: string }[] = [];
    for (let i = 0; i < days.length && records.length <= MOST_CALLS; i += NUMBER_DAYS_AT_ONCE) {
      checkTime();
      const round = days.slice(i, i + NUMBER_DAYS_AT_ONCE).map(async (day) => {
        const closedDay = byDay.get(day);
        return closedDay === undefined ? searchOpen(day, key, state) : searchClosed(closedDay, key);
      });
      const found = (await Promise.all(round)).flat().map((record) => ({ seconds: secondsOf(record), record }));
      records.push(...found.filter(({ seconds }) => seconds >= from && seconds < to));
      searched.push(...days.slice(i, i + NUMBER_DAYS_AT_ONCE));
    }
    records.sort((a, b) => a.seconds - b.seconds || (a.record < b.record ? -1 : 1));
    const first = state?.passes?.reduce((one, other) => (other.ageSeconds < one.ageSeconds ? other : one));
    const open = days.filter((day) => !byDay.has(day));
    return {
      source: 'archive',
      incomplete: shortfallsOf(
        { from, to },
        { state, entries: (await closed.catalogue())?.days ?? [], open, utcOffsetSeconds },
      ),
      records: records.map(({ record }) => record),
      tooMuch: records.length > MOST_CALLS,
      searchedUntil: first === undefined ? null : iso(first.cursor),
    };
  }

  return {
    namedDays: async (callId) => timed(namedDays(callId)),
    everyDay: async (callId) => timed(everyDay(callId)),
    number: async (question) => timed(number(question)),
  };
}
