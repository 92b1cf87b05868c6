import fc from 'fast-check';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createLayout } from '../../shared/archive/layout.ts';
import type { CdrRecord } from '../../shared/cdr/schema.ts';
import { createFolderStore } from '../../shared/store/folder.ts';
import type { Store } from '../../shared/store/store.ts';
import { createIsoTime } from '../../shared/time.ts';
import {
  changesOf,
  closedLines,
  dyingAfter,
  expectClosed,
  manifestOf,
  MIDNIGHT,
  putPart,
  putState,
  readHeld,
  record,
  runClose,
  TICK,
} from '../support/closing.ts';
import { startCos } from '../support/cos/index.ts';
import { createMemoryStore, withFaults } from '../support/memory-store.ts';
import { runs, SEED } from '../support/seed.ts';

const HOUR = 3600;
const DAY_SECONDS = 24 * HOUR;
const DAYS = 3;
/** Hours instead of minutes: a day is 24 slots. */
const SLOT = HOUR;
const layout = createLayout({ slotSeconds: SLOT, utcOffsetSeconds: 8 * HOUR });
const isoDay = createIsoTime(8 * HOUR);
const dayOf = (day: number): string => isoDay(MIDNIGHT + day * DAY_SECONDS).slice(0, 10);

type Versions = Map<string, number>;

/** What pulls may do to an archive: each slot has versions of its calls, counted up from 0. */
function createWorld(store: Store): {
  file: (start: number, calls: readonly number[], billed: number) => Promise<void>;
} {
  const slots = new Map<number, Versions>();
  return {
    async file(start, calls, billed) {
      const slot = layout.slotOf(start);
      const versions: Versions = slots.get(slot) ?? new Map();
      slots.set(slot, versions);
      const records = [...new Set(calls)].map((call) => {
        const callId = `12-260305-${String(call).padStart(3, '0')}`;
        const rev = (versions.get(callId) ?? -1) + 1;
        versions.set(callId, rev);
        return record(callId, start, { rev, duration: billed + call, src: call % 3 === 0 ? null : `0086135${call}` });
      });
      await putPart(store, records, SLOT);
    },
  };
}

const part = fc.record({
  at: fc.integer({ min: 0, max: DAYS * DAY_SECONDS - 1 }).map((second) => second - (second % 900)),
  calls: fc.array(fc.integer({ min: 0, max: 12 }), { minLength: 1, maxLength: 6 }),
  billed: fc.nat(500),
});
const step = fc.record({
  parts: fc.array(part, { maxLength: 3 }),
  covered: fc.integer({ min: 0, max: DAYS }),
  gap: fc.option(fc.integer({ min: 0, max: DAYS * 24 - 1 })),
  lost: fc.option(fc.integer({ min: 0, max: DAYS * 24 - 1 })),
  how: fc.constantFrom('tick', 'tick', 'two', 'killed', 'faults'),
  requests: fc.nat(70),
  seed: fc.nat(),
});

function hour(at: number): { window: { from: number; to: number } } {
  return { window: { from: MIDNIGHT + at * HOUR, to: MIDNIGHT + (at + 1) * HOUR } };
}

type Seen = Map<string, Map<number, string[]>>;

const idOf = (line: string): string => (JSON.parse(line) as CdrRecord).callId;

/** Every generation that was seen becomes every later one by the changes between them. */
async function expectExplained(store: Store, day: string, generations: ReadonlyMap<number, string[]>): Promise<void> {
  const manifest = await manifestOf(store, day);
  for (const [from, lines] of generations) {
    const calls = new Map(lines.map((line) => [idOf(line), line]));
    for (let generation = from + 1; generation <= manifest.generation; generation++) {
      const name = `_changes-${String(generation).padStart(3, '0')}.jsonl.gz`;
      const changes = { name, added: 0, revised: 0, billedSeconds: 0 };
      for (const change of await changesOf(store, { ...manifest, changes })) {
        const { callId, record: now } = change as { callId: string; record: CdrRecord };
        const before = calls.get(callId);
        expect(change).toMatchObject({
          change: before === undefined ? 'added' : 'revised',
          billedSecondsBefore: before === undefined ? 0 : (JSON.parse(before) as CdrRecord).duration,
          billedSecondsAfter: now.duration,
        });
        calls.set(callId, JSON.stringify(now));
      }
      const there = generations.get(generation);
      if (there !== undefined) expect(new Map(there.map((line) => [idOf(line), line]))).toEqual(calls);
    }
  }
}

/** A tick that nothing disturbs, and all that must hold after it. */
async function quietTick(store: Store, covered: number, seen: Seen): Promise<void> {
  await runClose(store, TICK, { layout });
  for (let day = 0; day < covered; day++) {
    const manifest = await expectClosed(store, dayOf(day));
    const generations = seen.get(dayOf(day)) ?? new Map<number, string[]>();
    seen.set(dayOf(day), generations.set(manifest.generation, await closedLines(store, manifest)));
  }
  for (const [day, generations] of seen) await expectExplained(store, day, generations);
}

const SCHEDULES = runs(25, 4000);

test(
  `after a quiet tick every day is what its parts give, over ${SCHEDULES} histories (SEED=${SEED})`,
  { timeout: 3_600_000 },
  async () => {
    const history = fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 6 }), async (steps) => {
      const store = createMemoryStore();
      const world = createWorld(store);
      const seen: Seen = new Map();
      let covered = 0;
      for (const { parts, gap, lost, how, requests, seed, ...one } of steps) {
        covered = Math.max(covered, one.covered);
        for (const { at, calls, billed } of parts) await world.file(MIDNIGHT + at, calls, billed);
        const gaps = gap === null ? [] : [{ ...hour(gap), tries: 1, nextTry: 0, why: '-202' }];
        const state = { since: MIDNIGHT, gaps, lost: lost === null ? [] : [{ ...hour(lost), why: 'asked too late' }] };
        await putState(store, MIDNIGHT + covered * DAY_SECONDS, state, SLOT);
        const options = { layout, now: MIDNIGHT + 9 * DAY_SECONDS + (seed % 1000) };
        if (how === 'two')
          await Promise.allSettled([
            runClose(store, TICK, options),
            runClose(store, TICK, { ...options, now: options.now + 1 }),
          ]);
        else if (how === 'killed') {
          const dying = dyingAfter(store, requests);
          await Promise.race([runClose(dying.store, TICK, options), dying.dead]);
        } else {
          const chances = { failWrite: 0.1, loseReply: 0.1, failRead: 0.02, lagList: 0.5 };
          const faulty = how === 'faults' ? withFaults(store, { seed, ...chances }) : store;
          await Promise.allSettled([runClose(faulty, TICK, options)]);
        }
        for (const day of seen.keys()) await readHeld(store, day);
        await putState(store, MIDNIGHT + covered * DAY_SECONDS, { ...state, gaps: [] }, SLOT);
        await quietTick(store, covered, seen);
        for (let day = 0; day < covered; day++) {
          const isLost = lost !== null && Math.floor(lost / 24) === day;
          expect((await manifestOf(store, dayOf(day))).complete).toBe(!isLost);
        }
      }
    });
    await fc.assert(history, { seed: SEED, numRuns: SCHEDULES, endOnFailure: process.env['LONG'] !== '1' });
  },
);

/** A day that was closed, and then got late parts; with the state that says so. */
async function reopenedDay(store: Store): Promise<void> {
  const world = createWorld(store);
  await putState(store, MIDNIGHT + DAY_SECONDS, { since: MIDNIGHT }, SLOT);
  await world.file(MIDNIGHT, [1, 2, 3], 10);
  await world.file(MIDNIGHT + 5 * HOUR, [4, 5], 20);
  await runClose(store, TICK, { layout });
  await world.file(MIDNIGHT, [2, 6], 30);
  await world.file(MIDNIGHT + 9 * HOUR, [4], 40);
}

/** Kills a close at each of its requests in turn, each time in a store of its own. @returns how many there were */
async function killAtEach(
  makeStore: () => Store,
  disturb?: (on: boolean) => void,
  most = Number.POSITIVE_INFINITY,
): Promise<number> {
  for (let requests = 0; ; requests++) {
    const store = makeStore();
    await reopenedDay(store);
    const first = await manifestOf(store, dayOf(0));
    const seen: Seen = new Map([[dayOf(0), new Map([[0, await closedLines(store, first)]])]]);
    const dying = dyingAfter(store, requests);
    disturb?.(true);
    await Promise.race([Promise.allSettled([runClose(dying.store, TICK, { layout })]), dying.dead]);
    disturb?.(false);
    const left = await readHeld(store, dayOf(0));
    await quietTick(store, 1, seen);
    expect([...seen.get(dayOf(0))!.values()], 'a reader sees one generation or the other').toContainEqual(left);
    expect(await manifestOf(store, dayOf(0))).toMatchObject({ generation: 1, changes: { added: 1, revised: 2 } });
    // One that a fault ended sooner says nothing of how many there are.
    if (requests >= most || (disturb === undefined && dying.asked() <= requests)) return requests;
  }
}

const DYING = 'a close that dies at any of its requests leaves nothing that a quiet tick does not put right';

test(`${DYING}: in a folder`, { timeout: 300_000 }, async () => {
  const root = await mkdtemp(join(tmpdir(), 'huadan-close-'));
  let count = 0;
  try {
    expect(await killAtEach(() => createFolderStore(join(root, String(count++))))).toBeGreaterThan(10);
  } finally {
    await rm(root, { recursive: true });
  }
});

test(`${DYING}: in COS, whose requests fail and lose their replies`, { timeout: 600_000 }, async () => {
  const cos = await startCos({ seed: SEED });
  let count = 0;
  try {
    const chances = { slowDown: 0.02, internalError: 0.02, loseReply: 0.05, lagList: 0.2 };
    const disturb = (on: boolean): void => void (cos.faults.chances = on ? chances : {});
    const requests = await killAtEach(createMemoryStore);
    await killAtEach(() => cos.store(`kill-${count++}/`), disturb, requests);
    expect(count).toBe(requests + 1);
  } finally {
    await cos.close();
  }
});

test('so in COS, whose requests fail, lose their replies and whose listings lag', { timeout: 300_000 }, async () => {
  const cos = await startCos({ seed: SEED });
  try {
    const store = cos.store();
    await reopenedDay(store);
    for (let round = 0; round < 5; round++) {
      cos.faults.chances = {
        slowDown: 0.05,
        internalError: 0.05,
        cut: 0.05,
        loseReply: 0.05,
        cutBody: 0.05,
        lagList: 0.5,
      };
      const dying = dyingAfter(store, 30 + round * 15);
      await Promise.race([Promise.allSettled([runClose(dying.store, TICK, { layout })]), dying.dead]);
      cos.faults.chances = {};
      await quietTick(store, 1, new Map());
      expect((await manifestOf(store, dayOf(0))).complete).toBe(true);
      await putPart(store, [record(`late-${round}`, MIDNIGHT + 12 * HOUR)], SLOT);
    }
  } finally {
    await cos.close();
  }
});
