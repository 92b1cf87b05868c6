import { gunzipSync, gzipSync } from 'node:zlib';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { startVendorServer, type VendorServer } from '../../local/simulator/server.ts';
import type { Counters } from '../../functions/pull/counters.ts';
import type { CdrRecord } from '../../shared/cdr/schema.ts';
import type { Store } from '../../shared/store/store.ts';
import { createMemoryStore, type MemoryStore } from '../support/memory-store.ts';
import { archiveLines, archiveRecords, at, createPuller } from '../support/pulling.ts';

const START = at('2019-01-23T17:17:39');
const PART = 'cdr/dt=2019-01-23/20190123T1710-000.jsonl.gz';
type Row = Record<string, string>;

let vendor: VendorServer;
let rows: Row[];
let store: MemoryStore;

beforeEach(async () => {
  rows = [call('a')];
  store = createMemoryStore();
  vendor = await startVendorServer(() => ({ body: JSON.stringify({ errorCode: '0', cdr: rows, offset: '0' }) }));
});
afterEach(async () => vendor.close());

function call(callId: string, change: Row = {}): Row {
  return { callId, startSrcCallTime: String(START), recordUrl: '', ...change };
}

async function pull(into: Store = store): Promise<Counters> {
  const puller = createPuller(vendor.endpoint, into);
  return puller.range('2019-01-23T17:10:00', '2019-01-23T17:20:00').finally(() => puller.close());
}

const versions = async (): Promise<unknown[]> =>
  (await archiveRecords(store)).map(({ callId, rev, recordUrl }) => [callId, rev, recordUrl]);

test('a row that changes is appended as the next version, and only that row', async () => {
  rows = [call('a'), call('b')];
  await pull();
  rows = [call('a', { recordUrl: 'https://r.example/a' }), call('b')];
  expect(await pull()).toMatchObject({ added: 0, revised: 1, known: 1, parts: 1 });
  expect(await versions()).toEqual([
    ['a', 0, null],
    ['b', 0, null],
    ['a', 1, 'https://r.example/a'],
  ]);
});

test('a row that changes back is a version too: the latest is always what the vendor has', async () => {
  await pull();
  rows = [call('a', { recordUrl: 'u' })];
  await pull();
  rows = [call('a')];
  expect(await pull()).toMatchObject({ revised: 1 });
  expect(await versions()).toEqual([
    ['a', 0, null],
    ['a', 1, 'u'],
    ['a', 2, null],
  ]);
  expect(await pull()).toMatchObject({ revised: 0, known: 1, parts: 0 });
});

test('an older version that a slow pull wrote last is put right by the next pull', async () => {
  rows = [call('a', { recordUrl: 'new' })];
  await pull();
  rows = [call('a')];
  await pull();
  rows = [call('a', { recordUrl: 'new' })];
  expect(await pull()).toMatchObject({ revised: 1 });
  expect((await versions()).at(-1)).toEqual(['a', 2, 'new']);
});

test('the same rows make the same bytes, whatever order they come in', async () => {
  rows = [call('a'), call('b'), call('c')];
  await pull();
  const other = createMemoryStore();
  rows = [call('c'), call('a'), call('b')];
  await pull(other);
  expect(other.objects.get(PART)).toEqual(store.objects.get(PART));
});

test('a reply lost after the write is recognised: the part is counted once and not written twice', async () => {
  let lost = 0;
  const losing: Store = {
    ...store,
    putIfAbsent: async (name, body) => {
      lost += Number(await store.putIfAbsent(name, body));
      return false;
    },
  };
  expect(await pull(losing)).toMatchObject({ added: 1, parts: 1 });
  expect(lost).toBe(1);
  expect(await versions()).toEqual([['a', 0, null]]);
});

test('a part that another writer took first is read, and the rest goes into the next one', async () => {
  rows = [call('a'), call('b')];
  const elsewhere = createMemoryStore();
  const all = rows;
  rows = [call('a')];
  await pull(elsewhere);
  rows = all;
  let raced = false;
  const racing: Store = {
    ...store,
    putIfAbsent: async (name, body) => {
      if (!raced && name === PART) store.objects.set(PART, elsewhere.objects.get(PART) ?? Buffer.alloc(0));
      raced = true;
      return store.putIfAbsent(name, body);
    },
  };
  expect(await pull(racing)).toMatchObject({ received: 2, added: 1, known: 1, parts: 1 });
  expect(await archiveLines(store)).toMatchObject([{ name: PART }, { name: PART.replace('-000', '-001') }]);
});

test('a part that always seems taken ends in an error, not in a loop', async () => {
  const stuck: Store = { ...store, putIfAbsent: async (name) => name.startsWith('_') };
  await expect(pull(stuck)).rejects.toMatchObject({ reason: 'archive', facts: { conflicts: 8 } });
});

test.each<[string, (part: Buffer) => Buffer]>([
  ['cut off', (part) => part.subarray(0, -9)],
  ['not gzip', () => Buffer.from('hello')],
  ['empty', () => Buffer.alloc(0)],
  ['not call records', () => gzipSync('{"x":1}\n')],
  ['a record without its version', (part) => gzipSync(gunzipSync(part).toString().replace('"rev":0', '"rev":'))],
  [
    'a record with a version of ten digits',
    (part) => gzipSync(gunzipSync(part).toString().replace('"rev":0', '"rev":1234567890')),
  ],
  ['with an empty line', (part) => gzipSync(`${gunzipSync(part).toString()}\n`)],
  ['without its last line break', (part) => gzipSync(gunzipSync(part).subarray(0, -1))],
])('a part that is %s is an error, never taken for missing, and nothing is written beside it', async (_, spoil) => {
  await pull();
  store.objects.set(PART, spoil(store.objects.get(PART) ?? Buffer.alloc(0)));
  await expect(pull()).rejects.toMatchObject({ reason: 'archive', facts: { part: PART } });
  expect([...store.objects.keys()]).toEqual([PART]);
});

test('a store that cannot be read ends the pull, and nothing is taken for missing', async () => {
  const failing: Store = { ...store, get: async () => Promise.reject(new Error('disk on fire')) };
  await expect(pull(failing)).rejects.toThrow('disk on fire');
  expect(store.objects.size).toBe(0);
});

test('nothing depends on a listing', async () => {
  const unlisted: Store = { ...store, list: async () => Promise.reject(new Error('listed')) };
  await pull(unlisted);
  expect(await pull(unlisted)).toMatchObject({ known: 1, parts: 0 });
});

test('many rows fill several parts, all sorted, none twice, in whatever order they came, and are all known again', async () => {
  const calls = Array.from({ length: 52_000 }, (_, i) =>
    call(`c${(i * 7919) % 52_000}`, { startSrcCallTime: String(at('2019-01-23T17:10:00') + Math.floor(i / 100)) }),
  );
  rows = calls;
  expect(await pull()).toMatchObject({ received: 52_000, added: 52_000, parts: 2 });
  const records = (await archiveLines(store)).map(({ line }) => JSON.parse(line) as CdrRecord);
  const order = records.map(({ callId, startSrcCallTime }) => `${startSrcCallTime} ${callId}`);
  expect(order.join('\n') === order.sort().join('\n')).toBe(true);
  expect(new Set(records.map(({ callId }) => callId)).size).toBe(52_000);

  const after = createMemoryStore();
  rows = [...calls].reverse();
  expect(await pull(after)).toMatchObject({ added: 52_000, parts: 2 });
  expect([...after.objects.keys()]).toEqual([...store.objects.keys()]);
  for (const [name, body] of after.objects) expect(body.equals(store.objects.get(name)!), name).toBe(true);
  expect(await pull()).toMatchObject({ known: 52_000, added: 0, parts: 0 });
});

test('of many calls only what the slot lacks is written', async () => {
  const calls = Array.from({ length: 6000 }, (_, i) =>
    call(`c${i}`, { startSrcCallTime: String(at('2019-01-23T17:10:00') + Math.floor(i / 10)) }),
  );
  rows = [{ ...calls[7], recordUrl: 'old' }, calls[8] ?? {}];
  await pull();
  rows = calls;
  expect(await pull()).toMatchObject({ added: 5998, revised: 1, known: 1 });
  const filed = (await versions()).map(String);
  expect(new Set(filed).size).toBe(filed.length);
  expect(filed).toContain('c7,1,');
});

test('the rejects of one reply are one object, and the same reply again writes nothing, in whatever order it lists them', async () => {
  rows = [call('a', { duration: 'x' }), call('b', { duration: 'y' }), call('c', {})];
  expect(await pull()).toMatchObject({ rejected: 2, added: 1 });
  const names = await store.list('_rejects/');
  expect(names).toHaveLength(1);
  rows = [...rows].reverse();
  expect(await pull()).toMatchObject({ rejected: 2, known: 1 });
  expect(await store.list('_rejects/')).toEqual(names);
});
