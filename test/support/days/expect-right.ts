/** What must hold of the days of an archive, judged by its parts, its state and what the vendor was seen to be asked. */

import { expect } from 'vitest';
import type { CdrRecord } from '../../../shared/cdr/schema.ts';
import type { Store } from '../../../shared/store/store.ts';
import type { EpochSeconds } from '../../../shared/time.ts';
import { expectClosed, manifestOf, readHeld } from './closed-day.ts';
import { BEGIN } from './befalls.ts';
import type { Generations } from './generations.ts';
import { beijingDay, beijingMidnight, RETENTION, type PulledDays } from './pulled-days.ts';

const DAY_SECONDS = 86_400;

export interface Known {
  readonly read: Store;
  readonly pulled: PulledDays;
  /** Ids of the calls whose rows cannot be read. */
  readonly broken: ReadonlySet<string>;
  readonly seen: Generations;
  /** Days that were rightly complete when they were last looked at. */
  readonly complete: Set<string>;
  /** The parts and the manifest of each day when it was last found right. */
  readonly found: Map<string, string>;
}

interface Standing {
  /** Not every pass has gone over it, or a gap in it is still tried. */
  readonly isOpen: boolean;
  readonly isLost: boolean;
  /** The state has seen all of it, or some. */
  readonly isWhole: boolean;
  readonly isKnown: boolean;
}

type Stretch = Readonly<Record<'from' | 'to', string>>;

/** What the pull's state says of a day; undefined when it cannot be read. */
async function standingOf(store: Store, day: string): Promise<Standing | undefined> {
  let state: { since: string; passes: { cursor: string }[]; gaps: Stretch[]; lost: Stretch[] };
  try {
    state = JSON.parse((await store.get('_state/pull.json'))!.toString());
  } catch {
    return undefined;
  }
  const from = beijingMidnight(day) * 1000;
  const to = from + DAY_SECONDS * 1000;
  const touches = (one: Stretch): boolean => Date.parse(one.from) < to && Date.parse(one.to) > from;
  return {
    isOpen: state.passes.some(({ cursor }) => Date.parse(cursor) < to) || state.gaps.some(touches),
    isLost: state.lost.some(touches),
    isWhole: Date.parse(state.since) <= from,
    isKnown: Date.parse(state.since) < to,
  };
}

async function rejectsOf(store: Store, day: string): Promise<number> {
  const names = await store.list(`_rejects/dt=${day}/`);
  const texts = await Promise.all(names.map(async (name) => (await store.get(name))!.toString()));
  return new Set(texts.flatMap((text) => text.split('\n')).filter((line) => line !== '')).size;
}

/** Whatever is called complete was asked for in time, and every call that was given is there, or its row is set aside. */
function expectComplete({ pulled, broken }: Known, day: string, lines: readonly string[]): void {
  expect(pulled.notAskedInTime(day), `the second of ${day} that was not asked for in time`).toBeUndefined();
  const there = new Set(lines.map((line) => (JSON.parse(line) as CdrRecord).callId));
  const missing = [...pulled.given(day)].filter((callId) => !there.has(callId) && !broken.has(callId));
  expect(missing, `calls given for ${day}`).toEqual([]);
}

/** All that must hold after a tick at `now` that nothing disturbed. */
export async function expectRight(known: Known, now: EpochSeconds): Promise<void> {
  const { read, seen, complete, found } = known;
  for (let at = BEGIN - RETENTION; at < now; at += DAY_SECONDS) {
    const day = beijingDay(at);
    const standing = await standingOf(read, day);
    const isClosed = (await read.head(`days/dt=${day}/_manifest.json`)) !== null;
    if (standing === undefined || standing.isOpen) {
      // What was complete stays so, though a new state goes over it again.
      if (isClosed && (await manifestOf(read, day)).complete) expect(complete).toContain(day);
      continue;
    }
    if (!isClosed && !standing.isKnown && (await read.list(`cdr/dt=${day}/`)).length === 0) continue;
    // What was found right and is the same needs no second look.
    const there = `${(await read.list(`cdr/dt=${day}/`)).join(' ')} ${String(await read.get(`days/dt=${day}/_manifest.json`))}`;
    const manifest = found.get(day) === there ? await manifestOf(read, day) : await expectClosed(read, day);
    found.set(day, there);
    expect(manifest.complete, `${day} is complete`).toBe(!standing.isLost && (standing.isWhole || complete.has(day)));
    const lines = await readHeld(read, day);
    if (manifest.complete) expectComplete(known, day, lines);
    if (Date.parse(manifest.closedAt) === now * 1000) expect(manifest.rejects).toBe(await rejectsOf(read, day));
    seen.note(manifest, lines);
    if (manifest.complete) complete.add(day);
    else complete.delete(day);
  }
}

/** What stands after a close that was disturbed is what a reader may have read: a manifest, and files that fit it. */
export async function look({ read, seen, complete }: Known): Promise<void> {
  for (const name of await read.list('days/')) {
    const [, day] = /^days\/dt=(.*)\/_manifest\.json$/.exec(name) ?? [];
    if (day === undefined) continue;
    const manifest = await manifestOf(read, day);
    seen.note(manifest, await readHeld(read, day));
    if (!manifest.complete) complete.delete(day);
  }
}
