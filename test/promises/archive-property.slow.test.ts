import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Store } from '../../shared/store/store.ts';
import { createMemoryStore, withFaults } from '../support/memory-store.ts';
import {
  createModelVendor,
  MODEL_FAULTS,
  modelRows,
  type ModelCall,
  type ModelFault,
  type ModelVendor,
} from '../support/model-vendor.ts';
import { runs, SEED } from '../support/seed.ts';
import { expectSound, expectUnchanged, snapshot } from '../support/promises.ts';
import { archiveRecords, createPuller, rejectLines, type Puller } from '../support/pulling.ts';

const SCHEDULES = runs(15, 10_000);

/** Hours instead of days, so that a schedule crosses all passes in a few ticks. */
const ENV = { SLOT_MINUTES: '30', PASSES: '5m,1h,4h', LOOKBACK: '5h' };
const BEGIN = 1_548_234_600;
const HOUR = 3600;
/** Past the last pass of the last change. */
const SEEN = BEGIN + 14 * HOUR;
/** And past the waits of holes and the longest stay away. */
const END = BEGIN + 60 * HOUR;

const boundary = fc.integer({ min: 0, max: 8 }).map((slots) => slots * 1800);
const moment = fc.oneof(
  fc.integer({ min: 0, max: 4 * HOUR }),
  boundary,
  boundary.map((at) => Math.max(0, at - 1)),
);
const call = fc.record({
  start: moment,
  length: fc.oneof(fc.integer({ min: 0, max: 2400 }), fc.constant(0)),
  changes: fc.array(fc.integer({ min: 1, max: 6000 }), { maxLength: 3 }),
  publishDelay: fc.integer({ min: 0, max: 3000 }),
  broken: fc.integer({ min: 0, max: 9 }).map((n) => n === 0),
  twin: fc.integer({ min: 0, max: 9 }).map((n) => n === 0),
});
const calls = fc.array(call, { maxLength: 14 }).map((list) =>
  list.map((one, i): ModelCall => {
    const start = BEGIN + one.start;
    const steps = [0, ...[...one.changes].sort((a, b) => a - b)];
    return {
      callId: `12-190123-${String((i * 5) % 14).padStart(4, '0')}`,
      start,
      end: start + one.length,
      versions: steps.map((step, v) => ({
        afterSeconds: one.publishDelay + step,
        recordUrl: v === 0 ? '' : `u${v % 2}`,
      })),
      broken: one.broken,
      twin: one.twin,
    };
  }),
);
const rules = fc.record({
  filter: fc.constantFrom('start' as const, 'end' as const),
  lower: fc.constantFrom('inclusive' as const, 'exclusive' as const),
  upper: fc.constantFrom('inclusive' as const, 'exclusive' as const),
});
const chance = fc.constantFrom(0, 0, 0.1, 0.3);
const step = fc.record({
  advanceSeconds: fc.oneof(fc.integer({ min: 0, max: 1500 }), fc.integer({ min: 0, max: 2 * HOUR })),
  maxRows: fc.constantFrom(4, 1000, 1000),
  what: fc.oneof(
    { weight: 6, arbitrary: fc.constant('tick') },
    { weight: 3, arbitrary: fc.constantFrom('range', 'two ranges', 'two ticks', 'tick and range') },
    { weight: 1, arbitrary: fc.constantFrom('lose state', 'spoil state') },
  ),
  from: moment,
  length: fc.oneof(
    boundary.map((length) => length + 1800),
    fc.integer({ min: 1, max: 2 * HOUR }),
  ),
  store: fc.oneof(
    { weight: 2, arbitrary: fc.constant({}) },
    { weight: 1, arbitrary: fc.record({ failWrite: chance, loseReply: chance, failRead: chance, lagList: chance }) },
  ),
  faults: fc.oneof(
    fc.constant<ModelFault[]>(['none']),
    fc.array(fc.constantFrom<ModelFault[]>(...MODEL_FAULTS), { minLength: 1, maxLength: 6 }),
  ),
});
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

/** Runs one step; failures are part of the game and must leave nothing wrong behind. Returns whether all went well. */
async function run({ what, from, length }: Step, puller: Puller, now: number): Promise<boolean> {
  const range = async (later = 0): Promise<unknown> =>
    puller.range(BEGIN + from + later, BEGIN + from + later + length, now);
  const tick = async (): Promise<unknown> => puller.tick(now);
  const work: Record<string, () => Promise<unknown>[]> = {
    tick: () => [tick()],
    range: () => [range()],
    // They meet in the same slots with different rows, and race for the same part.
    'two ranges': () => [range(), range(60)],
    'two ticks': () => [tick(), tick()],
    'tick and range': () => [tick(), range()],
  };
  const outcomes = await Promise.allSettled(work[what]?.() ?? []);
  return outcomes.every(({ status }) => status === 'fulfilled');
}

interface Versioned {
  callId: string;
  dst: string | null;
  recordUrl: string | null;
}

function keyOf({ callId, dst, recordUrl }: Versioned): string {
  return `${callId} ${dst} ${recordUrl ?? ''}`;
}

async function rejectedRows(store: Store): Promise<Versioned[]> {
  return (await rejectLines(store)).map(({ raw }) => JSON.parse(raw) as Versioned);
}

/** What came in a complete answer is in the archive or the rejects. */
async function expectKept(store: Store, { returned }: ModelVendor): Promise<void> {
  const kept = new Set([...(await archiveRecords(store)), ...(await rejectedRows(store))].map(keyOf));
  for (const { row } of returned) {
    expect(kept.has(keyOf(row as unknown as Versioned)), 'a row the vendor returned is kept').toBe(true);
  }
}

async function expectComplete(store: Store, all: readonly ModelCall[]): Promise<void> {
  const records = await archiveRecords(store);
  const rejected = await rejectedRows(store);
  const kept = new Set([...records, ...rejected].map(keyOf));
  for (const one of all) {
    const rows = modelRows(one, END) as unknown as Versioned[];
    for (const row of rows) expect(kept.has(keyOf(row)), 'every row of every call is kept').toBe(true);
    const versions = records.filter(({ callId }) => callId === one.callId).sort((a, b) => b.rev - a.rev);
    const [latest] = versions;
    // Rows of which the vendor has several at once are compared with every version: one that changes back stays as it is.
    if (latest !== undefined && !one.twin)
      expect(rows.map(keyOf), "the latest version is the vendor's").toContain(keyOf(latest));
  }
}

test(`every promise is kept over ${SCHEDULES} random schedules (SEED=${SEED})`, { timeout: 3_600_000 }, async () => {
  const schedule = fc.asyncProperty(
    calls,
    rules,
    fc.array(step, { maxLength: 8 }),
    fc.nat(),
    async (all, how, steps, seed) => {
      const vendor = createModelVendor(all, how, BEGIN);
      const memory = createMemoryStore();
      const store = withFaults(memory, { seed });
      const puller = createPuller('http://127.0.0.1:1', store, { env: ENV, deps: { post: vendor.post } });
      // The first tick sets the cursors; later ones start from there, however late they come.
      await puller.tick(BEGIN);
      for (const one of steps) {
        vendor.now += one.advanceSeconds;
        const faults = one.faults;
        vendor.fault = (request) => faults[request % faults.length] ?? 'none';
        vendor.maxRows = one.maxRows;
        vendor.returned.length = 0;
        if (one.what === 'lose state') memory.objects.delete('_state/pull.json');
        if (one.what === 'spoil state') memory.objects.set('_state/pull.json', Buffer.from('{"version":1,'));
        const before = await snapshot(memory);
        store.chances = one.store;
        const well = await run(one, puller, vendor.now);
        store.chances = {};
        await expectUnchanged(memory, before);
        await expectSound(memory, 30);
        if (well) await expectKept(memory, vendor);
      }
      vendor.fault = () => 'none';
      vendor.maxRows = Number.POSITIVE_INFINITY;
      for (vendor.now = Math.max(vendor.now, SEEN); vendor.now <= END; vendor.now += 12 * HOUR) {
        const { complete, gaps } = await puller.tick(vendor.now);
        if (complete && gaps === 0) break;
      }
      // The passes alone see everything, unless somebody took the state away; then a person asks for the range again.
      if (!steps.some(({ what }) => what.endsWith('state'))) await expectComplete(memory, all);
      await puller.range(BEGIN - HOUR, BEGIN + 6 * HOUR, END);
      await expectSound(memory, 30);
      await expectComplete(memory, all);
      expect((await puller.range(BEGIN - HOUR, BEGIN + 6 * HOUR, END)).parts, 'pulling again writes nothing').toBe(0);
      puller.close();
    },
  );
  await fc.assert(schedule, { numRuns: SCHEDULES, seed: SEED });
});
