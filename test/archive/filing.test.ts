import { gunzipSync, gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { add, type Archive } from '../../shared/archive/add.ts';
import { createLayout } from '../../shared/archive/layout.ts';
import { createLineWriter } from '../../shared/cdr/line.ts';
import { RowBuffer } from '../../shared/cdr/row-buffer.ts';
import type { Store } from '../../shared/store/store.ts';
import { createMemoryStore } from '../support/memory-store.ts';
import { expectSound } from '../support/promises.ts';
import { archiveRecords } from '../support/pulling.ts';
import { runs, SEED } from '../support/seed.ts';

/** 2019-01-23T17:10:00+08:00 */
const SLOT = 1_548_234_600;
const OFFSET_SECONDS = 8 * 3600;
const PART_0 = 'cdr/dt=2019-01-23/20190123T1710-000.jsonl.gz';
const PART_1 = 'cdr/dt=2019-01-23/20190123T1710-001.jsonl.gz';

interface Call {
  readonly id: number | string;
  readonly second: number;
  readonly url?: string | null;
}

function archiveIn(store: Store): Archive {
  const layout = createLayout({ slotSeconds: 600, utcOffsetSeconds: OFFSET_SECONDS });
  return { store, layout, writeLine: createLineWriter(OFFSET_SECONDS) };
}

function bufferOf(calls: readonly Call[]): RowBuffer {
  const buffer = new RowBuffer();
  for (const { id, second, url = null } of calls) {
    const start = SLOT + second;
    const values = [`"12-${id}"`, 'null', 'null', start, 0, 0, 0, 0, 0, start + 60, 1, 60, JSON.stringify(url), 3];
    const fields = Buffer.from(`${[...values, 'null', 'null'].join('\n')}\n`);
    buffer.add(fields, 0, fields.length, start);
  }
  return buffer;
}

const file = async (store: Store, calls: readonly Call[], isLate?: () => boolean) =>
  add(archiveIn(store), bufferOf(calls), isLate);

test('rows are filed in the slots of their own starts, and filing them again writes nothing', async () => {
  const store = createMemoryStore();
  const calls = [
    { id: 2, second: 700 },
    { id: 1, second: 5 },
    { id: 3, second: -1 },
  ];
  expect(await file(store, calls)).toMatchObject({ added: 3, parts: 3, known: 0, broken: [], whole: true });
  expect(await store.list('cdr/')).toEqual([
    'cdr/dt=2019-01-23/20190123T1700-000.jsonl.gz',
    PART_0,
    'cdr/dt=2019-01-23/20190123T1720-000.jsonl.gz',
  ]);
  expect(await file(store, calls)).toMatchObject({ added: 0, parts: 0, known: 3 });
  await expectSound(store, 10);
});

test('a part ends with a second, after at least 50 000 records', async () => {
  const store = createMemoryStore();
  const calls = Array.from({ length: 60_000 }, (_, id) => ({ id, second: Math.floor(id / 30_000) }));
  calls.push({ id: 60_000, second: 2 });
  expect(await file(store, calls)).toMatchObject({ added: 60_001, parts: 2 });
  const lines = [PART_0, PART_1].map((name) => gunzipSync(store.objects.get(name)!).toString().split('\n').length - 1);
  expect(lines).toEqual([60_000, 1]);
});

test('a call with rows in two slots is compared in each of them by itself', async () => {
  const store = createMemoryStore();
  await file(store, [{ id: 1, second: 5 }]);
  const both = [
    { id: 1, second: 700, url: 'https://r.example/2' },
    { id: 1, second: 5, url: 'https://r.example/1' },
  ];
  expect(await file(store, both)).toMatchObject({ added: 1, revised: 1, known: 0 });
  expect(await file(store, both)).toMatchObject({ added: 0, revised: 0, known: 2 });
  expect((await archiveRecords(store)).map(({ rev }) => rev)).toEqual([0, 1, 0]);
});

test('when the time is over, no slot is begun but the first', async () => {
  const store = createMemoryStore();
  const calls = [0, 600, 1200].map((second, id) => ({ id, second }));
  expect(await file(store, calls, () => true)).toMatchObject({ added: 1, parts: 1, whole: false });
  expect(await file(store, calls, () => true)).toMatchObject({ known: 1, parts: 0, whole: false });
  expect(await file(store, calls)).toMatchObject({ added: 2, known: 1, whole: true });
});

const record = (id: string, time: string): string =>
  `{"callId":"${id}","src":null,"dst":null,"startSrcCallTime":"${time}","endCallTime":null,"rev":0}\n`;

test.each([
  ['cut off', gzipSync(record('12-1', '2019-01-23T17:10:05+08:00')).subarray(0, 40)],
  ['no gzip', Buffer.from('{"callId":"12-1"}\n')],
  ['gzip of nothing', gzipSync('')],
  ['gzip of something else', gzipSync('{"a":1}\n')],
  ["another slot's records", gzipSync(record('12-1', '2019-01-23T17:20:00+08:00'))],
  ['records without a time', gzipSync('{"callId":"12-1","src":null,"dst":null,"startSrcCallTime":null,"rev":0}\n')],
  ['a last line that is not finished', gzipSync(`${record('12-1', '2019-01-23T17:10:05+08:00')}{"callId"`)],
])('a part that is %s stops its own slot, and no other', async (_, body) => {
  const store = createMemoryStore();
  store.objects.set(PART_0, body);
  store.objects.set(PART_1, gzipSync(record('12-9', '2019-01-23T17:10:05+08:00')));
  const { broken, ...done } = await file(store, [
    { id: 1, second: 5 },
    { id: 2, second: 605 },
  ]);
  expect(done).toMatchObject({ added: 1, parts: 1, whole: true });
  expect(broken).toMatchObject([{ slot: SLOT, error: { reason: 'archive', facts: { part: PART_0 } } }]);
  expect(broken[0]!.error.message).toContain(PART_1);
  expect(store.objects.get(PART_0)).toBe(body);
  expect(store.objects.size).toBe(3);
});

test('a part that a wrong copy filled twice makes nothing be written again', async () => {
  const store = createMemoryStore();
  const calls = [
    { id: 1, second: 5 },
    { id: 2, second: 7 },
  ];
  await file(store, calls);
  const part = store.objects.get(PART_0)!;
  store.objects.set(PART_0, Buffer.concat([part, part]));
  expect(await file(store, calls)).toMatchObject({ added: 0, revised: 0, parts: 0, known: 2 });
  const [first, second] = calls;
  expect(await file(store, [first!, { ...second!, url: 'new' }])).toMatchObject({ revised: 1, known: 1 });
});

test('who moves a broken part away and forgets the later ones is told, and nothing is written twice', async () => {
  const store = createMemoryStore();
  await file(store, [{ id: 1, second: 5 }]);
  await file(store, [{ id: 2, second: 6 }]);
  store.objects.delete(PART_0);
  const again = [
    { id: 1, second: 5 },
    { id: 2, second: 6 },
  ];
  const { broken } = await file(store, again);
  expect(broken).toMatchObject([{ slot: SLOT, error: { facts: { part: PART_0 } } }]);
  expect([...store.objects.keys()]).toEqual([PART_1]);
  // The whole advice: all of them are moved.
  store.objects.delete(PART_1);
  expect(await file(store, again)).toMatchObject({ added: 2, broken: [] });
  await expectSound(store, 10);
});

test('what a slot already has is known although a part is missing: then nothing is to be written', async () => {
  const store = createMemoryStore();
  await file(store, [{ id: 1, second: 5 }]);
  expect(await file({ ...store, head: async () => ({ size: 1 }) }, [{ id: 1, second: 5 }])).toMatchObject({
    known: 1,
    broken: [],
  });
});

/** The same pieces filed one after the other, beside what a plain model says of them. */
test(`the latest version of each call is what came last (SEED=${SEED})`, async () => {
  const call = fc.record({
    id: fc.nat({ max: 12 }),
    second: fc.constantFrom(5, 6, 605),
    url: fc.constantFrom(null, 'https://r.example/1', 'https://r.example/2'),
  });
  const history = fc.array(fc.uniqueArray(call, { maxLength: 8, selector: ({ id }) => id }), { maxLength: 10 });
  const holds = fc.asyncProperty(history, async (pieces) => {
    const store = createMemoryStore();
    const latest = new Map<string, string | null>();
    for (const calls of pieces) {
      let [added, revised, known] = [0, 0, 0];
      for (const { id, second, url } of calls) {
        const key = `12-${id} ${second >= 600 ? 1 : 0} ${second}`;
        const before = [...latest.keys()].find((other) => other.startsWith(key.slice(0, key.lastIndexOf(' '))));
        if (before === undefined) added++;
        else if (before === key && latest.get(key) === url) known++;
        else revised++;
        if (before !== undefined) latest.delete(before);
        latest.set(key, url);
      }
      expect(await file(store, calls)).toMatchObject({ added, revised, known, whole: true });
    }
  });
  await fc.assert(holds, { numRuns: runs(40, 5000), seed: SEED });
});
