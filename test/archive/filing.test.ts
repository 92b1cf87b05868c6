import { createHash } from 'node:crypto';
import { gunzipSync } from 'node:zlib';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { addToSlot, type Archive } from '../../shared/archive/add.ts';
import { createAhead } from '../../shared/archive/ahead.ts';
import { createBatch, type Batch } from '../../shared/archive/row-buffer.ts';
import { createLayout } from '../../shared/archive/layout.ts';
import { range, sortRows } from '../../shared/archive/order.ts';
import { createRecall, type SlotRecall } from '../../shared/archive/recall.ts';
import { createLineWriter } from '../../shared/cdr/line.ts';
import type { Store } from '../../shared/store/store.ts';
import { createMemoryStore, type MemoryStore } from '../support/memory-store.ts';
import { archiveRecords } from '../support/pulling.ts';
import { createRandom } from '../support/random.ts';
import { runs, SEED } from '../support/seed.ts';

const SLOT = 1_548_234_600;
const OFFSET_SECONDS = 8 * 3600;

interface Call {
  readonly id: number;
  readonly second: number;
  readonly url: string | null;
}

function archiveIn(store: Store): Archive {
  const layout = createLayout({ slotSeconds: 600, utcOffsetSeconds: OFFSET_SECONDS });
  return { store, layout, writeLine: createLineWriter(OFFSET_SECONDS) };
}

function fieldsOf({ id, second, url }: Call): Buffer {
  const start = SLOT + second;
  const values = [`"12-${id}"`, 'null', 'null', start, 0, 0, 0, 0, 0, start + 60, 1, 60, JSON.stringify(url), 3];
  return Buffer.from(`${[...values, 'null', 'null'].join('\n')}\n`);
}

function put(batch: Batch, call: Call): boolean {
  const fields = fieldsOf(call);
  return batch.add(fields, 0, fields.length, SLOT + call.second);
}

/** Files calls as they come, with parts made ahead where that is expected to be of use. */
async function fileAhead(calls: readonly Call[], store: Store, begins: number, expectNew: boolean): Promise<void> {
  const archive = archiveIn(store);
  const batch = createBatch();
  const ahead = createAhead(batch, archive.writeLine, SLOT + begins, async () => expectNew);
  for (const [i, call] of calls.entries()) {
    if (put(batch, call)) ahead.grown();
    if (i % 500 === 0) await new Promise((resolve) => void setImmediate(resolve));
  }
  await addToSlot(archive, SLOT, batch, { ahead });
  ahead.stop();
}

/** What is in a store, short enough to be compared. */
function digests({ objects }: MemoryStore): string[] {
  return [...objects].map(([name, body]) => `${name} ${createHash('md5').update(body).digest('hex')}`);
}

/** What can be odd about the reply of a busy slot, which else lists new calls as they began. */
const ODD = {
  nothing: {},
  'calls out of order': { late: 0.0002 },
  'calls with two rows': { twin: 0.0002 },
  'rows that come again': { repeat: 0.01 },
  'calls that were filed before': { known: 0.0002 },
  'calls that were filed before and changed since': { known: 0.0002, changed: true },
  'a start that was filed before': { overlap: 20 },
  'a start of which most was filed before': { overlap: 20, missing: 0.001 },
  everything: { late: 0.0001, twin: 0.0001, repeat: 0.001, known: 0.0001, overlap: 5, missing: 0.001 },
};

interface Oddity {
  late?: number;
  twin?: number;
  repeat?: number;
  known?: number;
  changed?: boolean;
  overlap?: number;
  missing?: number;
}

function busyReply(odd: Oddity, seed: number): { before: Call[]; calls: Call[] } {
  const random = createRandom(seed);
  const happens = (chance = 0): boolean => random() < chance;
  const before: Call[] = [];
  const calls: Call[] = [];
  const size = 12_000 + Math.floor(random() * 10_000);
  for (let i = 0; i < size; i++) {
    const call = { id: (i * 7919) % size, second: Math.floor((i * 600) / size), url: null };
    const wasThere = call.second < (odd.overlap ?? 0) ? !happens(odd.missing) : happens(odd.known);
    if (wasThere) before.push(odd.changed === true ? { ...call, url: 'https://r.example/before' } : call);
    calls.push(happens(odd.late) ? { ...call, second: Math.floor(random() * 600) } : call);
    if (happens(odd.twin)) calls.push({ ...call, url: 'https://r.example/twin' });
    if (happens(odd.repeat)) calls.push(call);
  }
  return { before, calls };
}

test.each(Object.entries<Oddity>(ODD))(
  `parts made ahead are those that would be made afterwards, with odd: %s (SEED=${SEED})`,
  async (_, odd) => {
    for (let run = 0; run < runs(2, 20); run++) {
      const { before, calls } = busyReply(odd, SEED + run);
      const [made, plain] = [createMemoryStore(), createMemoryStore()];
      for (const store of [made, plain]) await fileAhead(before, store, 0, false);
      await fileAhead(calls, made, odd.overlap ?? 0, true);
      await fileAhead(calls, plain, 0, false);
      expect(digests(made)).toEqual(digests(plain));
    }
  },
);

test('a part made ahead is of what is new by its time, and taken for these rows and versions only', async () => {
  const batch = createBatch();
  const ahead = createAhead(batch, createLineWriter(OFFSET_SECONDS), SLOT + 2, async () => true);
  for (let id = 0; id < 12_000; id++) if (put(batch, { id, second: Math.floor(id / 20), url: null })) ahead.grown();
  const rows = sortRows(range(40, 12_000), batch);
  const revs = new Int32Array(12_000);
  expect(await ahead.take(rows.subarray(1), revs)).toBeUndefined();
  expect(await ahead.take(rows, new Int32Array(12_000).fill(1, 70, 71))).toBeUndefined();
  expect(
    gunzipSync((await ahead.take(rows, revs)) ?? '')
      .toString()
      .split('\n'),
  ).toHaveLength(11_961);
  ahead.stop();
  expect(await ahead.take(rows, revs)).toBeUndefined();
});

test('when another pull was faster, nothing of what was being made goes on being made', async () => {
  const calls = Array.from({ length: 110_000 }, (_, id) => ({ id, second: Math.floor(id / 300), url: null }));
  const [other, store] = [createMemoryStore(), createMemoryStore()];
  await fileAhead(calls, other, 0, false);
  let lines = 0;
  let wasOvertaken = false;
  let looks = 0;
  let leftOver = 0;
  const overtaken: Store = {
    ...store,
    async get(name) {
      const before = lines;
      // The first look is at what stands in the way; whatever comes after it is a new comparison.
      if (wasOvertaken && looks++ > 0) await new Promise((resolve) => void setTimeout(resolve, 50));
      leftOver += looks > 1 ? lines - before : 0;
      return store.get(name);
    },
    async putIfAbsent() {
      wasOvertaken = true;
      for (const [name, body] of other.objects) store.objects.set(name, body);
      return false;
    },
  };
  const archive = archiveIn(overtaken);
  const writeLine: typeof archive.writeLine = (...args) => (lines++, archive.writeLine(...args));
  const batch = createBatch();
  for (const call of calls) put(batch, call);
  // The first part is there at once, so that the second is still being made when the first meets the other's.
  const ahead = createAhead(batch, writeLine, SLOT, async () => false);
  ahead.take = async (rows) => (rows[0] === 0 ? Buffer.of(0) : undefined);
  expect(await addToSlot({ ...archive, writeLine }, SLOT, batch, { ahead })).toEqual({
    added: 0,
    revised: 0,
    parts: 0,
  });
  expect(leftOver).toBe(0);
});

/** The same pieces filed twice: by a pull that remembers what it filed, and by one that reads everything every time. */
test(`what a pull remembers of its parts changes nothing of what it files (SEED=${SEED})`, async () => {
  const call = fc.record({
    id: fc.nat({ max: 40 }),
    second: fc.nat({ max: 5 }),
    url: fc.constantFrom(null, 'https://r.example/1', 'https://r.example/2'),
  });
  const piece = fc.record({ calls: fc.array(call, { maxLength: 12 }), byAnother: fc.boolean() });
  let spared = 0;
  const same = fc.asyncProperty(fc.array(piece, { maxLength: 12 }), async (pieces) => {
    const [remembering, plain] = [createMemoryStore(), createMemoryStore()];
    const recall = createRecall();
    const readBy = { remembering: 0, plain: 0 };
    const file = async (store: MemoryStore, calls: Call[], who: 'remembering' | 'plain', known?: SlotRecall) => {
      const batch = createBatch();
      for (const one of calls) put(batch, one);
      const counting: Store = { ...store, get: async (name) => (readBy[who]++, store.get(name)) };
      return addToSlot(archiveIn(counting), SLOT, batch, { recall: known });
    };
    for (const { calls, byAnother } of pieces) {
      const added = await file(remembering, calls, 'remembering', byAnother ? undefined : recall);
      expect(added).toEqual(await file(plain, calls, 'plain'));
    }
    expect(digests(remembering)).toEqual(digests(plain));
    expect(readBy.remembering).toBeLessThanOrEqual(readBy.plain);
    spared += readBy.plain - readBy.remembering;
  });
  await fc.assert(same, { numRuns: runs(80, 5000), seed: SEED });
  expect(spared).toBeGreaterThan(0);
});

test('a part of calls that a piece does not have is not read again, and one that it may have is', async () => {
  const store = createMemoryStore();
  const read: string[] = [];
  const watched: Store = { ...store, get: async (name) => (read.push(name.slice(-12, -9)), store.get(name)) };
  const recall = createRecall();
  const file = async (ids: number[]): Promise<string[]> => {
    const batch = createBatch();
    for (const id of ids) put(batch, { id, second: id, url: null });
    read.length = 0;
    await addToSlot(archiveIn(watched), SLOT, batch, { recall });
    return [...read];
  };
  expect(await file([1, 2])).toEqual(['000']);
  expect(await file([3, 4])).toEqual(['001']);
  expect(await file([4, 5])).toEqual(['001', '002']);
  expect(await file([1, 5])).toEqual(['000', '002', '003']);
  expect((await archiveRecords(store)).map(({ callId }) => callId)).toEqual(['12-1', '12-2', '12-3', '12-4', '12-5']);
});
