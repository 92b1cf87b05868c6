import { gzipSync } from 'node:zlib';
import { afterEach, expect, test } from 'vitest';
import { startVendorServer, type VendorReply, type VendorServer } from '../../local/simulator/server.ts';
import { inPieces } from '../../local/simulator/wire.ts';
import { createMemoryStore } from '../support/memory-store.ts';
import { archiveRecords, at, createPuller } from '../support/pulling.ts';
import { rowsAsked } from '../support/vendor-rows.ts';

const FROM = '2019-01-23T17:10:00';
const TO = '2019-01-23T17:20:00';

let vendor: VendorServer | undefined;
afterEach(async () => vendor?.close());

/** A vendor with one call a second that answers ranges of at most `most` seconds well, and longer ones with `tooMuch`. */
async function perSecond(most: number, tooMuch: (rows: object[]) => VendorReply, env: Record<string, string> = {}) {
  vendor = await startVendorServer((request) => {
    const rows = rowsAsked(request);
    return rows.length <= most + 1
      ? { body: JSON.stringify({ errorCode: '0', cdr: rows, offset: '0' }) }
      : tooMuch(rows);
  });
  const store = createMemoryStore();
  const puller = createPuller(vendor.endpoint, store, { env });
  return { store, puller };
}

test('a list that was cut short is asked for again in halves, and what came is kept', async () => {
  const { store, puller } = await perSecond(40, (rows) => ({
    body: JSON.stringify({ errorCode: '0', cdr: rows.slice(0, 20), offset: '1548235059' }),
  }));
  const counters = await puller.range(FROM, TO);
  const starts = (await archiveRecords(store)).map(({ callId }) => callId).filter((callId) => callId >= `c${at(FROM)}`);
  expect(starts).toEqual(Array.from({ length: 600 }, (_, i) => `c${at(FROM) + i}`));
  expect(counters.complete).toBe(true);
  expect(counters.parts, 'one part for the window, and one for the second before it').toBe(2);
});

test('a reply past CDR_MAX_REPLY is abandoned early and asked for in halves', async () => {
  let sent = 0;
  async function* endless(): AsyncGenerator<Buffer> {
    yield Buffer.from('{"errorCode":"0","cdr":[{"callId":"');
    for (; sent < 64 << 20; sent += 65_536) yield Buffer.alloc(65_536, 'x');
  }
  const { store, puller } = await perSecond(301, () => ({ body: endless() }), { CDR_MAX_REPLY: '1MB' });
  await puller.range(FROM, TO);
  expect(sent).toBeLessThan(16 << 20);
  expect(await archiveRecords(store)).toHaveLength(601);
});

test('a small reply that inflates past the bound is refused early', async () => {
  const bomb = gzipSync(Buffer.concat([Buffer.from('{"errorCode":"0","cdr":['), Buffer.alloc(64 << 20, ' ')]));
  const { puller } = await perSecond(301, () => ({ body: bomb }), { CDR_MAX_REPLY: '1MB' });
  expect(await puller.range(FROM, TO)).toMatchObject({ requests: 3, complete: true });
});

async function* slow(): AsyncGenerator<Buffer> {
  yield* inPieces(Buffer.from('{"errorCode":'), 4);
  await new Promise((resolve) => setTimeout(resolve, 2000).unref());
}

test.each([
  ['90 000 rows nobody can read', `[${'0,'.repeat(90_000)}0]`],
  [
    'calls of 1200 slots',
    JSON.stringify(
      Array.from({ length: 1200 }, (_, i) => ({ callId: `c${i}`, startSrcCallTime: String(at(FROM) - i * 600) })),
    ),
  ],
])(
  'a reply with %s is more than one answer may hold: it is asked for in halves, and nothing of it is filed',
  async (_, cdr) => {
    const { store, puller } = await perSecond(301, () => ({ body: `{"errorCode":"0","cdr":${cdr}}` }));
    expect(await puller.range(FROM, TO)).toMatchObject({ requests: 3, rejected: 0, complete: true });
    expect(await archiveRecords(store)).toHaveLength(601);
  },
);

test('a reply that takes longer than CDR_TIMEOUT is asked for in halves', async () => {
  const { store, puller } = await perSecond(301, () => ({ body: slow() }), { CDR_TIMEOUT: '300ms' });
  expect(await puller.range(FROM, TO)).toMatchObject({ requests: 3, complete: true });
  expect(await archiveRecords(store)).toHaveLength(601);
});

test('one second that is still cut short fails a range, after all the rest was pulled', async () => {
  vendor = await startVendorServer(({ body }) => {
    const full = Number(body['startTimeStamp']) < at(FROM) + 100 && Number(body['endTimeStamp']) > at(FROM) + 99;
    return { body: JSON.stringify({ errorCode: '0', cdr: [], offset: full ? '7' : '0' }) };
  });
  const puller = createPuller(vendor.endpoint, createMemoryStore());
  await expect(puller.range(FROM, TO)).rejects.toThrow(
    /everything but 2019-01-23T17:11:39\+08:00 to 2019-01-23T17:11:40\+08:00 .*was pulled/,
  );
});
