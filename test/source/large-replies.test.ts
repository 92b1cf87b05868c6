import { randomBytes } from 'node:crypto';
import { deflateSync } from 'node:zlib';
import { afterEach, expect, test } from 'vitest';
import { startVendorServer, type VendorReply, type VendorServer } from '../../local/simulator/server.ts';
import type { Store } from '../../shared/store/store.ts';
import { createMemoryStore } from '../support/memory-store.ts';
import { archiveLines, archiveRecords, at, createPuller } from '../support/pulling.ts';
import { rowsAsked } from '../support/vendor-rows.ts';

const FROM = '2019-01-23T17:10:00';
const TO = '2019-01-23T17:20:00';
const MB = 1 << 20;

let vendor: VendorServer | undefined;
afterEach(async () => vendor?.close());

/** A vendor of so many calls a second that answers each range with `reply` of its rows. */
async function vendorOf(perSecond: number, reply: (rows: object[]) => VendorReply): Promise<VendorServer> {
  vendor = await startVendorServer((request) => reply(rowsAsked(request, perSecond)));
  return vendor;
}

const json = (rows: object[], more = ''): string => JSON.stringify({ errorCode: '0', more, cdr: rows, offset: '0' });

/** From when on was asked each time, in seconds after FROM. */
function askedFrom({ requests }: VendorServer): number[] {
  return requests.map(({ body }) => Number(body['startTimeStamp']) - at(FROM));
}

test('a reply that says it is far too large is left after its first bytes, and its halves are asked for', async () => {
  let sent = 0;
  async function* bytesOf(text: string): AsyncGenerator<Buffer> {
    for (let i = 0; i < text.length; i += 65_536) {
      sent += 65_536;
      yield Buffer.from(text.slice(i, i + 65_536));
    }
  }
  const { endpoint } = await vendorOf(1, (rows) => {
    if (rows.length < 400) return { body: json(rows) };
    const text = json(rows, '.'.repeat(64 * MB));
    return { headers: { 'Content-Length': String(text.length) }, body: bytesOf(text) };
  });
  const store = createMemoryStore();
  const puller = createPuller(endpoint, store, { env: { CDR_MAX_REPLY: '32MB' } });
  expect(await puller.range(FROM, TO)).toMatchObject({ requests: 3, complete: true });
  expect(askedFrom(vendor!)).toEqual([-1, -1, 299]);
  expect(await archiveRecords(store)).toHaveLength(601);
  // What lies in the sockets' buffers was sent, too.
  expect(sent).toBeLessThan(16 * MB);
});

/** Looks as if it were going to hold 64 times what it does: what comes first is much smaller on the wire. */
const misleading = (rows: object[]): Buffer =>
  deflateSync(json(rows, ' '.repeat(2 * MB) + randomBytes(768 * 1024).toString('base64')));

test('a reply that only looked too large costs a request or two and no call', async () => {
  const { endpoint } = await vendorOf(3, (rows) => ({ body: misleading(rows) }));
  const store = createMemoryStore();
  const puller = createPuller(endpoint, store, { env: { CDR_MAX_REPLY: '4MB' } });
  const { requests, complete } = await puller.range(FROM, '2019-01-23T17:10:02');
  expect([requests, complete]).toEqual([3, true]);
  expect(await archiveRecords(store)).toHaveLength(9);
});

test('a reply about a single second, of which there are no halves, is read to its bound whatever it looks like', async () => {
  const { endpoint } = await vendorOf(3, (rows) => ({ body: misleading(rows) }));
  const store = createMemoryStore();
  const puller = createPuller(endpoint, store, { env: { CDR_MAX_REPLY: '4MB' } });
  expect(await puller.range(FROM, '2019-01-23T17:10:01')).toMatchObject({ requests: 1, complete: true });
  expect(await archiveRecords(store)).toHaveLength(6);
});

test('a window filed in pieces reads again only what a piece may share with those before it', async () => {
  const PER_SECOND = 400;
  const { endpoint } = await vendorOf(PER_SECOND, (rows) => ({ body: json(rows) }));
  const store = createMemoryStore();
  const read: string[] = [];
  const watched: Store = { ...store, get: async (name) => (read.push(name), store.get(name)) };
  const puller = createPuller(endpoint, watched, { env: { CDR_MAX_REPLY: '7MB' } });
  const counters = await puller.range(FROM, TO);
  const inWindow = 600 * PER_SECOND;
  expect(counters).toMatchObject({ requests: 3, added: inWindow + PER_SECOND, revised: 0, known: PER_SECOND });
  // Of the second before the window its own slot; then what each piece looks for, and what the second one has in
  // common with the first.
  const parts = read.filter((name) => name.startsWith('cdr/')).map((name) => name.slice(-17, -9));
  expect(parts).toEqual(['1700-000', '1710-000', '1710-002', '1710-003']);

  const ids = (await archiveLines(store)).map(({ line }) => (JSON.parse(line) as { callId: string }).callId);
  expect(new Set(ids).size).toBe(inWindow + PER_SECOND);
  expect(ids).toHaveLength(inWindow + PER_SECOND);
  expect(await puller.range(FROM, TO)).toMatchObject({ added: 0, parts: 0, known: inWindow + 2 * PER_SECOND });
});

/** The list as a string that is base64 of zlib: it is read by a second reader, which is behind the first. */
function inString(cdr: object[]): string {
  return `{"errorCode":"0","cdr":"${deflateSync(JSON.stringify(cdr)).toString('base64')}"}`;
}

test('what still was under way of a reply that broke off is not filed with the next one', async () => {
  const rows = (from: number, count: number): object[] =>
    Array.from({ length: count }, (_, i) => ({
      callId: `c${from + i}`,
      startSrcCallTime: String(at(FROM) + Math.floor(i / 200)),
    }));
  const replies: VendorReply[] = [
    // So much that it is filed before more is asked for.
    { body: JSON.stringify({ errorCode: '0', offset: '1', cdr: rows(0, 101_000) }) },
    { body: inString(rows(1_000_000, 100_000)), fault: 'cut' },
    { body: inString(rows(0, 2000)) },
    { body: inString([]) },
  ];
  vendor = await startVendorServer(() => replies.shift() ?? { body: '' });
  const store = createMemoryStore();
  const counters = await createPuller(vendor.endpoint, store).range(FROM, TO);
  expect(counters).toMatchObject({ requests: 4, received: 103_000, added: 101_000, revised: 0, known: 2000 });
  const numbers = (await archiveRecords(store)).map(({ callId }) => Number(callId.slice(1)));
  expect(Math.max(...numbers.slice(0, 1000), ...numbers.slice(-1000))).toBeLessThan(101_000);
});
