import { setImmediate as turn } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { createArchiveSearch, type ArchiveSearch } from '../../functions/lookup/from-archive.ts';
import type { CdrRecord } from '../../shared/cdr/schema.ts';
import { canonicalNumber } from '../../shared/days/canonical-number.ts';
import { createDaysMemory } from '../../shared/days/memory.ts';
import type { Store } from '../../shared/store/store.ts';
import {
  answered,
  closeDays,
  fileCalls,
  LAYOUT,
  makeWorld,
  NOW,
  NUMBERS,
  type World,
} from '../support/archive-world.ts';
import { createMemoryStore } from '../support/memory-store.ts';
import { at } from '../support/pulling.ts';
import { runs, SEED } from '../support/seed.ts';

/** Each search is one question. */
function search(reader: Store, memory = createDaysMemory()): ArchiveSearch {
  return createArchiveSearch({ reader, memory, clock: () => NOW * 1000, deadlineMs: Infinity, ...LAYOUT });
}

async function lookUp(store: Store, callId: string, memory = createDaysMemory()): Promise<readonly string[]> {
  const one = search(store, memory);
  return ((await one.namedDays(callId)) ?? (await one.everyDay(callId)))?.records ?? [];
}

function anyId({ random, newId }: World, known: readonly string[]): string {
  return random() < 0.75 ? known[Math.floor(random() * known.length)]! : newId();
}

function startOf({ startSrcCallTime, endCallTime }: CdrRecord): number {
  return Date.parse(startSrcCallTime ?? endCallTime ?? '') / 1000;
}

function scan({ calls }: World, number: string, from: number, to: number): string[] {
  return [...calls.values()]
    .filter((one) => [one.src, one.dst].some((written) => canonicalNumber(written ?? '') === number))
    .filter((one) => startOf(one) >= from && startOf(one) < to)
    .map((one) => ({ text: answered(one), start: startOf(one) }))
    .sort((a, b) => a.start - b.start || (a.text < b.text ? -1 : 1))
    .map(({ text }) => text);
}

describe(`an archive of closed and open days (SEED=${SEED})`, () => {
  it('answers every callId as a plain scan does, whatever day the id tells', async () => {
    const store = createMemoryStore();
    const world = await makeWorld(store, SEED);
    const known = [...world.calls.keys()];
    const warm = createDaysMemory();
    let misses = 0;
    for (let i = 0; i < runs(400, 100_000); i++) {
      const callId = anyId(world, known);
      const expected = world.calls.get(callId);
      if (expected === undefined) misses++;
      const found = await lookUp(store, callId, i % 3 === 0 ? createDaysMemory() : warm);
      expect([callId, found]).toEqual([callId, expected === undefined ? [] : [answered(expected)]]);
    }
    expect(misses).toBeGreaterThan(0);
  });

  it('answers every number in every range as a plain scan does', async () => {
    const store = createMemoryStore();
    const world = await makeWorld(store, SEED + 1);
    for (let i = 0; i < runs(60, 3000); i++) {
      const number = NUMBERS[i % NUMBERS.length]!;
      const from = at('2026-02-28') + Math.floor(world.random() * 10 * 86_400);
      const to = Math.min(from + 1 + Math.floor(world.random() * 12 * 86_400), from + 31 * 86_400);
      const { records, searchedUntil } = await search(store).number({ number, from, to });
      expect(records).toEqual(scan(world, number, from, to));
      expect(searchedUntil).toBe('2026-03-10T14:55:00+08:00');
    }
  });

  it('answers from the old or the new file of a day, never "none", while close goes over it again', async () => {
    const store = createMemoryStore();
    const world = await makeWorld(store, SEED + 2, 20);
    for (let round = 0; round < 2; round++) {
      const before = new Map(world.calls);
      const changed = [...world.calls.values()]
        .filter((one) => one.rev < 5 && world.random() < 0.3)
        .map((one) => ({ ...one, rev: one.rev + 1, duration: round * 1000 + Math.floor(world.random() * 999) }));
      await fileCalls(store, changed);
      for (const one of changed) world.calls.set(one.callId, one);
      const close = { isUnderWay: true };
      const slow: Store = {
        ...store,
        put: async (name, body) => {
          for (let turns = 0; turns < 5; turns++) await turn();
          await store.put(name, body);
        },
      };
      const closed = closeDays(slow).finally(() => (close.isUnderWay = false));
      const known = [...world.calls.keys()];
      const warm = createDaysMemory();
      while (close.isUnderWay) {
        const callId = known[Math.floor(world.random() * known.length)]!;
        const found = await lookUp(store, callId, world.random() < 0.5 ? warm : createDaysMemory());
        const versions = [before.get(callId)!, world.calls.get(callId)!].map((one) => [answered(one)]);
        expect(versions).toContainEqual(found);
        await turn();
      }
      await closed;
      for (const [callId, one] of world.calls) expect(await lookUp(store, callId)).toEqual([answered(one)]);
    }
  });

  it('reads a call of a closed day in three requests when cold and two when warm', async () => {
    const store = createMemoryStore();
    const world = await makeWorld(store, SEED + 3, 20);
    const asked: string[] = [];
    const counting: Store = {
      ...store,
      get: async (name) => {
        asked.push(`get ${name}`);
        return store.get(name);
      },
      getRange: async (name, start, end, ifMatch) => {
        asked.push(`range ${name}${ifMatch === undefined ? '' : ' if'}`);
        return store.getRange(name, start, end, ifMatch);
      },
    };
    const call = [...world.calls.values()].find(
      ({ callId, startSrcCallTime }) => callId.startsWith('12-260305-') && startSrcCallTime?.startsWith('2026-03-05'),
    )!;
    const memory = createDaysMemory();
    const prefix = 'days/dt=2026-03-05/';
    expect(await lookUp(counting, call.callId, memory)).toEqual([answered(call)]);
    expect(asked).toEqual([
      `get ${prefix}_manifest.json`,
      `range ${prefix}_calls-000.idx`,
      `range ${prefix}calls-000.jsonl.gz`,
    ]);
    asked.length = 0;
    expect(await lookUp(counting, call.callId, memory)).toEqual([answered(call)]);
    expect(asked).toEqual([`range ${prefix}_calls-000.idx if`, `range ${prefix}calls-000.jsonl.gz if`]);
  });
});

describe('a day file that is not the one the manifest tells of', () => {
  const damages: [what: string, damage: (store: ReturnType<typeof createMemoryStore>, prefix: string) => void][] = [
    ['is gone', ({ objects }, prefix) => objects.delete(`${prefix}calls-000.jsonl.gz`)],
    ['is shorter', ({ objects }, prefix) => void objects.set(`${prefix}calls-000.jsonl.gz`, Buffer.from('short'))],
    [
      'has other bytes at the member',
      ({ objects }, prefix) => void objects.get(`${prefix}calls-000.jsonl.gz`)!.fill(0x55),
    ],
    ['has lost its index', ({ objects }, prefix) => objects.delete(`${prefix}_calls-000.idx`)],
  ];
  const sound = createMemoryStore();
  const standing = makeWorld(sound, 7, 20);
  it.each(damages)('%s: its parts answer', async (_what, damage) => {
    const world = await standing;
    const store = createMemoryStore(new Map([...sound.objects].map(([name, body]) => [name, Buffer.from(body)])));
    damage(store, 'days/dt=2026-03-05/');
    for (const [callId, one] of world.calls) expect(await lookUp(store, callId)).toEqual([answered(one)]);
    expect(await lookUp(store, '12-260305-none')).toEqual([]);
  });
});
