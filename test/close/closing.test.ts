import { EventEmitter, once } from 'node:events';
import { expect, test } from 'vitest';
import { CATALOGUE_NAME, dayPrefix, manifestName } from '../../shared/days/layout.ts';
import { readCatalogue, readManifest } from '../../shared/days/read.ts';
import { DAY, days, layout, MIDNIGHT, putPart, putState, record, runClose } from '../support/closing.ts';
import { changesOf, expectClosed, manifestOf } from '../support/days/closed-day.ts';
import { counting } from '../support/watched-store.ts';
import { createMemoryStore, type MemoryStore } from '../support/memory-store.ts';

const HOUR = 3600;
const END = MIDNIGHT + 24 * HOUR;

/** An archive that begins with DAY and whose passes have gone over it. */
async function archive(): Promise<MemoryStore> {
  const store = createMemoryStore();
  await putState(store, END, { since: MIDNIGHT });
  return store;
}

test('a day is one file with one row a call, its latest version, byte for byte as in the parts', async () => {
  const store = await archive();
  const morning = Array.from({ length: 700 }, (_, i) =>
    record(`a-${String(i).padStart(4, '0')}`, MIDNIGHT + 9 * HOUR + (i % 600)),
  );
  await putPart(store, morning);
  await putPart(store, [record('b', MIDNIGHT + 17 * HOUR, { bizId: '订单 "1"', x: { y: [1, 2] } })]);
  await putPart(
    store,
    morning.slice(0, 300).map((one) => ({ ...one, recordUrl: 'https://r.example.com/1.mp3', rev: 1 })),
  );
  const { counters } = await runClose(store);
  expect(counters).toEqual({
    days: 1,
    closed: 1,
    reopened: 0,
    incomplete: 0,
    failed: 0,
    calls: 701,
    files: 1,
    complete: true,
  });
  const manifest = await expectClosed(store, DAY);
  expect(manifest).toMatchObject({
    version: 1,
    day: DAY,
    utcOffset: '+08:00',
    generation: 0,
    complete: true,
    incomplete: [],
    closedAt: '2026-03-07T00:00:00+08:00',
    parts: { '0900': 2, '1700': 1 },
    versions: 1001,
    movedWithinDay: 0,
    rejects: 0,
    changes: null,
    previous: null,
  });
  expect(manifest.files.map(({ name, index }) => [name, index.name, index.members])).toEqual([
    ['calls-000.jsonl.gz', '_calls-000.idx', 2],
  ]);
  expect(store.objects.has(dayPrefix(DAY) + '_changes-000.jsonl.gz')).toBe(false);
});

test('a day without calls is closed with zeros: silence is told from a gap', async () => {
  const store = await archive();
  await runClose(store);
  const manifest = await expectClosed(store, DAY);
  expect(manifest).toMatchObject({
    complete: true,
    files: [],
    parts: {},
    totals: { calls: 0, first: null, last: null },
  });
  expect(manifest.quality).toMatchObject({ a: { asr: null }, averageCallDuration: null, busiestHour: null });
});

test('closing an unchanged day puts nothing and takes three requests, by tick or by name', async () => {
  const store = await archive();
  await putPart(store, [record('a', MIDNIGHT + HOUR)]);
  await runClose(store);
  const watched = counting(store);
  for (const task of [undefined, days(DAY)]) {
    watched.asked.length = 0;
    const { counters } = await runClose(watched, task);
    expect(watched.asked.map((request) => request.split(' ', 1)[0])).toEqual(['get', 'get', 'list']);
    expect(counters).toMatchObject({ days: 1, closed: 0, reopened: 0, files: 0, complete: true });
  }
});

test('forced, an unchanged day is read again and nothing is put', async () => {
  const store = await archive();
  await putPart(store, [record('a', MIDNIGHT + HOUR)]);
  await runClose(store);
  const watched = counting(store);
  await runClose(watched, days(DAY, DAY, true), { now: END + 90 * HOUR });
  expect(watched.asked.filter((request) => request.startsWith('put'))).toEqual([]);
  await expectClosed(store, DAY);
});

test('the same parts give the same bytes, whenever and however often they are closed', async () => {
  const [one, other] = [await archive(), await archive()];
  for (const store of [one, other]) {
    await putPart(store, [record('a', MIDNIGHT + HOUR), record('b', MIDNIGHT + HOUR + 1)]);
  }
  await runClose(one);
  await runClose(other, undefined, { now: END + 90 * HOUR });
  for (const name of ['calls-000.jsonl.gz', '_calls-000.idx']) {
    expect(one.objects.get(dayPrefix(DAY) + name)).toEqual(other.objects.get(dayPrefix(DAY) + name));
  }
});

test('files, index, changes, manifest and catalogue are put in this order, and nothing else is', async () => {
  const store = await archive();
  await putPart(store, [record('a', MIDNIGHT + HOUR)]);
  const first = counting(store);
  await runClose(first);
  expect(first.asked.filter((request) => request.startsWith('put'))).toEqual([
    `put days/dt=${DAY}/calls-000.jsonl.gz`,
    `put days/dt=${DAY}/_calls-000.idx`,
    `put days/dt=${DAY}/_manifest.json`,
    'put days/_catalogue.json',
  ]);
  await putPart(store, [record('b', MIDNIGHT + HOUR + 5)]);
  const watched = counting(store);
  await runClose(watched);
  expect(watched.asked.filter((request) => request.startsWith('put'))).toEqual([
    `put days/dt=${DAY}/_next/calls-000.jsonl.gz`,
    `put days/dt=${DAY}/_next/_calls-000.idx`,
    `put days/dt=${DAY}/_changes-001.jsonl.gz`,
    `put days/dt=${DAY}/_manifest.json`,
    `put days/dt=${DAY}/calls-000.jsonl.gz`,
    `put days/dt=${DAY}/_calls-000.idx`,
    `put days/dt=${DAY}/_manifest.json`,
    'put days/_catalogue.json',
  ]);
  const read = watched.asked.filter((request) => !request.startsWith('put')).map((request) => request.split(' ')[1]!);
  expect(read.every((name) => /^(cdr\/|_rejects\/|_state\/pull\.json$|days\/)/.test(name))).toBe(true);
});

test('a part that comes late opens the day again; its changes tell what a bill is off by', async () => {
  const store = await archive();
  await putPart(store, [record('a', MIDNIGHT + HOUR), record('b', MIDNIGHT + HOUR + 1)]);
  await runClose(store);
  const first = await manifestOf(store, DAY);
  const firstHash = (await readCatalogue(store))!.days[0]!.manifest;
  await putPart(store, [
    record('b', MIDNIGHT + HOUR + 1, { duration: 100, rev: 1 }),
    record('c', MIDNIGHT + HOUR + 2, { duration: 7 }),
  ]);
  const { counters } = await runClose(store, undefined, { now: END + 90 * HOUR });
  expect(counters).toMatchObject({ closed: 0, reopened: 1, calls: 3, files: 1 });
  const second = await expectClosed(store, DAY);
  expect(second).toMatchObject({
    generation: 1,
    complete: true,
    changes: { name: '_changes-001.jsonl.gz', added: 1, revised: 1, billedSeconds: 37 },
    previous: { generation: 0, sha256: firstHash, closedAt: first.closedAt },
  });
  const seen = await changesOf(store, second);
  expect(seen).toMatchObject([
    {
      callId: 'b',
      change: 'revised',
      billedSecondsBefore: 70,
      billedSecondsAfter: 100,
      record: { callId: 'b', rev: 1 },
    },
    { callId: 'c', change: 'added', billedSecondsBefore: 0, billedSecondsAfter: 7, record: { callId: 'c', rev: 0 } },
  ]);
  expect(Object.keys(seen[0]!)).toEqual(['callId', 'change', 'billedSecondsBefore', 'billedSecondsAfter', 'record']);
});

test('a call that stands in two slots of a day counts once, by the later one, and is counted', async () => {
  const store = await archive();
  await putPart(store, [
    record('a', MIDNIGHT + HOUR, { duration: 1, rev: 0 }),
    record('a', MIDNIGHT + HOUR, { duration: 2, rev: 1 }),
  ]);
  await putPart(store, [record('a', MIDNIGHT + 2 * HOUR, { duration: 3, rev: 0 })]);
  await runClose(store);
  expect(await expectClosed(store, DAY)).toMatchObject({
    movedWithinDay: 1,
    versions: 3,
    totals: { calls: 1, billedSeconds: 3 },
  });
  // What comes late for the earlier slot changes nothing of the call.
  await putPart(store, [record('a', MIDNIGHT + HOUR, { duration: 4, rev: 2 })]);
  await runClose(store);
  const manifest = await expectClosed(store, DAY);
  expect(manifest).toMatchObject({ generation: 1, changes: { added: 0, revised: 0, billedSeconds: 0 } });
  expect(await changesOf(store, manifest)).toEqual([]);
});

test('a version that stands before a lower one in its part counts all the same', async () => {
  const store = await archive();
  const start = MIDNIGHT + HOUR;
  await putPart(store, [record('a', start, { rev: 1, duration: 9 }), record('a', start + 1, { rev: 0, duration: 5 })]);
  await runClose(store);
  expect(await expectClosed(store, DAY)).toMatchObject({ totals: { calls: 1, billedSeconds: 9 } });
});

test('a new file begins with the next slot once a file is full; no call is in two', async () => {
  const store = await archive();
  for (let slot = 0; slot < 6; slot++) {
    const calls = Array.from({ length: 700 }, (_, i) =>
      record(`s${slot}-${String(i).padStart(3, '0')}`, MIDNIGHT + slot * 600 + (i % 600)),
    );
    await putPart(store, calls);
  }
  await runClose(store, undefined, { limits: { calls: 1000 } });
  const manifest = await expectClosed(store, DAY);
  expect(manifest.files.map(({ name, calls }) => [name, calls])).toEqual([
    ['calls-000.jsonl.gz', 1400],
    ['calls-001.jsonl.gz', 1400],
    ['calls-002.jsonl.gz', 1400],
  ]);
});

test('no file grows past its bytes, not even within one slot', async () => {
  const store = await archive();
  const calls = Array.from({ length: 3000 }, (_, i) => record(`s-${String(i).padStart(4, '0')}`, MIDNIGHT + (i % 600)));
  await putPart(store, calls);
  await runClose(store, undefined, { limits: { bytes: 20_000 } });
  const manifest = await expectClosed(store, DAY);
  expect(manifest.files.length).toBeGreaterThan(1);
  expect(Math.max(...manifest.files.map(({ bytes }) => bytes))).toBeLessThanOrEqual(20_000);
});

test('a day with more calls than the table takes is read in shares, with the same outcome', async () => {
  const stores = [await archive(), await archive()] as const;
  for (const store of stores) {
    for (let slot = 0; slot < 4; slot++) {
      const calls = Array.from({ length: 500 }, (_, i) =>
        record(`c${(slot * 350 + i) % 1500}`, MIDNIGHT + slot * 600 + i),
      );
      await putPart(store, calls);
    }
  }
  const day = days(DAY);
  await runClose(stores[0], day);
  await runClose(stores[1], day, { places: 512 });
  expect(stores[1].objects).toEqual(stores[0].objects);
  expect(await expectClosed(stores[1], DAY)).toMatchObject({ movedWithinDay: 500 });
});

function rejectLine(text: string): string {
  return `${JSON.stringify({ reason: 'no callId', bytes: 3, raw: text })}\n`;
}

test('rows that could not be read are told and make no day incomplete', async () => {
  const store = await archive();
  await putPart(store, [record('a', MIDNIGHT + HOUR)]);
  const filed = `${JSON.stringify({ reason: 'half a surrogate pair', bytes: 3, raw: 'z', filed: true })}\n`;
  await store.put(`_rejects/dt=${DAY}/1.jsonl`, Buffer.from(rejectLine('x') + rejectLine('y')));
  await store.put(`_rejects/dt=${DAY}/2.jsonl`, Buffer.from(rejectLine('y') + filed));
  await runClose(store);
  expect(await expectClosed(store, DAY)).toMatchObject({ complete: true, rejects: 2 });
});

test('a part that cannot be read fails its day by name, and the other days are closed', async () => {
  const store = await archive();
  await putState(store, END + 24 * HOUR, { since: MIDNIGHT });
  const broken = await putPart(store, [record('a', MIDNIGHT + HOUR)]);
  await putPart(store, [record('b', END + HOUR)]);
  store.objects.set(broken, store.objects.get(broken)!.subarray(0, 40));
  await expect(runClose(store)).rejects.toMatchObject({ reason: 'archive', message: expect.stringContaining(broken) });
  expect(store.objects.has(manifestName(DAY))).toBe(false);
  await expectClosed(store, '2026-03-06');
});

test('parts behind a missing one are never passed over in silence', async () => {
  const store = await archive();
  const first = await putPart(store, [record('a', MIDNIGHT + HOUR)]);
  await putPart(store, [record('b', MIDNIGHT + HOUR)]);
  store.objects.delete(first);
  await expect(runClose(store)).rejects.toMatchObject({
    message: expect.stringContaining('0100-001.jsonl.gz is there, but'),
  });
  expect(store.objects.has(manifestName(DAY))).toBe(false);
});

test('a close that another one overtook gives up before it puts anything', async () => {
  const store = await archive();
  await putPart(store, [record('a', MIDNIGHT + HOUR)]);
  const last = layout.part(END - 600, 0).name;
  let isFirst = true;
  const get: typeof store.get = async (name) => {
    if (name === last && isFirst) {
      isFirst = false;
      await putPart(store, [record('late', MIDNIGHT + HOUR)]);
      await runClose(store);
    }
    return store.get(name);
  };
  await expect(runClose({ ...store, get })).rejects.toMatchObject({
    message: expect.stringContaining('another close wrote its manifest meanwhile'),
  });
  expect(await expectClosed(store, DAY)).toMatchObject({ generation: 0, totals: { calls: 2 } });
});

test('the catalogue tells of the manifest that stands, also when two closes of a day end together', async () => {
  const store = await archive();
  await putPart(store, [record('a', MIDNIGHT + HOUR)]);
  const told = new EventEmitter();
  const [ready, wrote, done] = [once(told, 'second ready'), once(told, 'first wrote'), once(told, 'second done')];
  const first = runClose({
    ...store,
    async put(name, bytes) {
      await (name === CATALOGUE_NAME ? done : name === manifestName(DAY) && ready);
      await store.put(name, bytes);
      if (name === manifestName(DAY)) told.emit('first wrote');
    },
  });
  const second = {
    ...store,
    async put(name: string, bytes: Buffer) {
      if (name === manifestName(DAY)) {
        told.emit('second ready');
        await wrote;
      }
      await store.put(name, bytes);
    },
  };
  await runClose(second, undefined, { now: END + 90 * HOUR });
  told.emit('second done');
  await first;
  expect(await readCatalogue(store)).toMatchObject({ days: [{ manifest: (await readManifest(store, DAY))?.sha256 }] });
});

test('a folder whose name is no day of the calendar stops nothing', async () => {
  const store = await archive();
  await store.put('cdr/dt=2025-02-31/20250231T0000-000.jsonl.gz', Buffer.from('x'));
  expect((await runClose(store)).counters).toMatchObject({ days: 1, closed: 1, failed: 0, complete: true });
});

test('settings that are not the archive’s are refused before anything is put', async () => {
  const store = await archive();
  const other = { ...layout, slotSeconds: 1800 };
  await expect(runClose(store, undefined, { layout: other })).rejects.toMatchObject({
    reason: 'config',
    message: expect.stringContaining('SLOT_MINUTES was 10'),
  });
});

test('a catalogue that was lost is made again from the manifests', async () => {
  const store = await archive();
  await putPart(store, [record('a', MIDNIGHT + HOUR)]);
  await runClose(store);
  const before = new Map(store.objects);
  store.objects.delete('days/_catalogue.json');
  await runClose(store, undefined, { now: END + 90 * HOUR });
  expect(new Map(store.objects)).toEqual(before);
});

test('no day is begun past the deadline; the next tick goes on', async () => {
  const store = createMemoryStore();
  await putState(store, END + 24 * HOUR, { since: MIDNIGHT });
  let reads = 0;
  const first = await runClose(store, undefined, { clock: () => reads++, deadlineMs: 1 });
  expect(first.counters).toMatchObject({ days: 1, closed: 1, complete: false });
  expect((await runClose(store)).counters).toMatchObject({ days: 2, closed: 1, complete: true });
});
