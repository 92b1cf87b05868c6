/** What readers see while a close replaces the files of a day, at any moment, and after it died at any. */

import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import type { CdrRecord } from '../../shared/cdr/schema.ts';
import { createClosedDays } from '../../shared/days/closed-days.ts';
import { createDaysMemory, type DaysMemory } from '../../shared/days/memory.ts';
import { readCalls } from '../../shared/days/read-calls.ts';
import type { Store, StoreReader } from '../../shared/store/store.ts';
import { DAY, MIDNIGHT, putPart, putState, record, runClose } from '../support/closing.ts';
import { expectClosed, readHeld } from '../support/days/closed-day.ts';
import { createMemoryStore } from '../support/memory-store.ts';
import { runs, SEED } from '../support/seed.ts';

const HOUR = 3600;
const END = MIDNIGHT + 24 * HOUR;
/** Two files, or one. */
const SIZES = [3, 1_000_000] as const;
/** They take seconds; a busy machine takes many times that. */
const TIMES = { timeout: 300_000 };

/** All objects of an archive, as they are between two requests. */
type Moment = Map<string, Buffer>;

/** Closes, and adds each moment at which something else is there than before. */
async function closeWatched(now: Moment, moments: Moment[], calls: number): Promise<void> {
  const store = createMemoryStore(new Map(now));
  const put: Store['put'] = async (name, body) => {
    await store.put(name, body);
    moments.push(new Map(store.objects));
  };
  await runClose({ ...store, put }, undefined, { limits: { calls } });
}

async function withPart(moment: Moment, ...records: readonly CdrRecord[]): Promise<Moment> {
  const store = createMemoryStore(new Map(moment));
  await putPart(store, records);
  return store.objects;
}

const call = (id: string, hour: number, changes?: Partial<CdrRecord>): CdrRecord =>
  record(`12-260305-${id}`, MIDNIGHT + hour * HOUR, changes);
const IDS = ['revised', 'moved', 'added', 'none'];
/** Of `revised` after it was revised. */
const NUMBER = '13600000000';

/** From the moment at which a day stands closed and parts came late, through the close that follows. */
async function reopening(calls: number): Promise<Moment[]> {
  const store = createMemoryStore();
  await putState(store, END);
  await putPart(store, [call('same', 1), call('revised', 1), call('moved', 1)]);
  await putPart(store, [call('other', 5), call('another', 5)]);
  await runClose(store, undefined, { limits: { calls } });
  const first = await withPart(store.objects, call('added', 1), call('revised', 1, { rev: 1, src: `0086${NUMBER}` }));
  const moments = [await withPart(first, call('moved', 9))];
  await closeWatched(moments[0]!, moments, calls);
  return moments;
}

/** A reader whose requests fall on moments of their own. */
function readerAt(moments: readonly Moment[], momentOf: (request: number) => number): StoreReader & { asked: number } {
  const now = (): Store => createMemoryStore(moments[momentOf(reader.asked++)]);
  const reader = {
    asked: 0,
    get: async (name: string) => now().get(name),
    getRange: async (...piece: Parameters<Store['getRange']>) => now().getRange(...piece),
  };
  return reader;
}

type Read = (reader: StoreReader) => Promise<readonly string[] | null>;

const idOf = (line: string): string => (JSON.parse(line) as CdrRecord).callId;

/** Each way to read a day, and what it gives of a generation with these lines. */
function readings(memory: () => DaysMemory): { read: Read; of: (lines: readonly string[]) => readonly string[] }[] {
  const keys = [
    ...IDS.map((id) => ({ kind: 'call', text: `12-260305-${id}` }) as const),
    { kind: 'number', text: NUMBER } as const,
  ];
  return [
    { read: async (reader) => readHeld(reader, DAY), of: (lines) => lines },
    { read: async (reader) => linesOf(await readCalls(reader, DAY)), of: (lines) => lines },
    ...keys.map((key) => ({
      read: async (reader: StoreReader) => {
        const days = createClosedDays(reader, memory(), () => 0);
        return days.search((await days.one(DAY))!, key);
      },
      of: (lines: readonly string[]) =>
        lines.filter((line) => (key.kind === 'call' ? idOf(line) === key.text : line.includes(key.text))),
    })),
  ];
}

async function linesOf(day: Awaited<ReturnType<typeof readCalls>>): Promise<string[]> {
  const lines: string[] = [];
  for await (const line of day?.lines ?? []) lines.push(line);
  return lines;
}

/** What stands at the moments when no close is at work. */
async function generationsOf(quiet: readonly Moment[]): Promise<string[][]> {
  return Promise.all(quiet.map(async (moment) => readHeld(createMemoryStore(moment), DAY)));
}

/** The memory of a lookup that has read the day at a moment. */
async function warmAt(moment: Moment): Promise<DaysMemory> {
  const memory = createDaysMemory();
  const reader = createMemoryStore(moment);
  const days = createClosedDays(reader, memory, () => 0);
  for (const day of await days.all()) await days.search(day, { kind: 'call', text: '12-260305-same' });
  return memory;
}

function copyOf({ catalogue, days, etags }: DaysMemory): DaysMemory {
  return { catalogue, days: new Map(days), etags: new Map(etags) };
}

/** Reads in each way with `first` requests at one moment, and the rest at another. Returns the most requests it took. */
async function readAcross(
  moments: readonly Moment[],
  { before, first, after }: { before: number; first: number; after: number },
  generations: readonly string[][],
  memory = createDaysMemory,
): Promise<number> {
  let asked = 0;
  for (const { read, of } of readings(memory)) {
    const reader = readerAt(moments, (request) => (request < first ? before : after));
    expect(generations.map(of)).toContainEqual(await read(reader));
    asked = Math.max(asked, reader.asked);
  }
  return asked;
}

describe.each(SIZES)('a day of files of %i calls that is closed again', (calls) => {
  it('is read as it was or as it is, whenever the reader pauses', TIMES, async () => {
    const moments = await reopening(calls);
    await expectClosed(createMemoryStore(moments.at(-1)), DAY);
    const generations = await generationsOf([moments[0]!, moments.at(-1)!]);
    expect(generations[0]).not.toEqual(generations[1]);
    for (let after = 0; after < moments.length; after++) {
      for (let before = 0; before <= after; before++) {
        for (let first = 0, asked = 1; first < asked; first++) {
          asked = await readAcross(moments, { before, first, after }, generations);
          if (before === after) break;
        }
        const warm = await warmAt(moments[before]!);
        await readAcross(moments, { before, first: 0, after }, generations, () => copyOf(warm));
      }
    }
  });

  it(`and so by one whose requests each come at a time of their own (SEED=${SEED})`, TIMES, async () => {
    const moments = await reopening(calls);
    const generations = await generationsOf([moments[0]!, moments.at(-1)!]);
    const requests = fc.array(fc.nat(moments.length - 1), { minLength: 20, maxLength: 20 });
    const property = fc.asyncProperty(requests, async (times) => {
      times.sort((one, other) => one - other);
      for (const { read, of } of readings(createDaysMemory)) {
        const got = await read(readerAt(moments, (request) => times[request] ?? moments.length - 1));
        expect(generations.map(of)).toContainEqual(got);
      }
    });
    await fc.assert(property, { seed: SEED, numRuns: runs(40, 10_000) });
  });
});

test('so it is after a close died at any of its writes, also while the next one is at work', TIMES, async () => {
  const calls = SIZES[0];
  const moments = await reopening(calls);
  const generations = await generationsOf([moments[0]!, moments.at(-1)!]);
  for (const moment of moments) {
    for (const next of [moment, await withPart(moment, call('late', 1))]) {
      const following = [next];
      await closeWatched(next, following, calls);
      const last = createMemoryStore(following.at(-1));
      await expectClosed(last, DAY, { index: false });
      const all = [...generations, ...(await generationsOf([following.at(-1)!]))];
      for (const one of following) expect(all).toContainEqual(await readHeld(createMemoryStore(one), DAY));
      const after = following.length - 1;
      for (const before of [0, after >> 1]) await readAcross(following, { before, first: 1, after }, all);
    }
  }
});
