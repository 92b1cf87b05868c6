import { afterEach, beforeEach, expect, test } from 'vitest';
import { startVendorServer, type VendorServer } from '../../local/simulator/server.ts';
import { createMemoryStore } from '../support/memory-store.ts';
import { archiveRecords, at, createPuller } from '../support/pulling.ts';

const FROM = at('2019-01-23T17:00:00');
const NOW = FROM + 3600;
const TWO_WINDOWS = [FROM, FROM + 1200] as const;

let vendor: VendorServer;
/** A list is cut to this many rows, and nothing says so. */
let cap: number;
let everySeconds: number;

beforeEach(async () => {
  vendor = await startVendorServer(({ body }) => {
    const [from, to] = [Number(body['startTimeStamp']), Number(body['endTimeStamp'])];
    const cdr = [];
    for (let start = Math.ceil(from / everySeconds) * everySeconds; start <= to; start += everySeconds) {
      cdr.push({ callId: `12-${start}`, startSrcCallTime: String(start), endCallTime: String(start + 9) });
    }
    return { body: JSON.stringify({ errorCode: '0', offset: '0', cdr: cdr.slice(0, cap) }) };
  });
});
afterEach(async () => vendor.close());

async function pull(): Promise<{ ids: number; requests: number; logged: string }> {
  const store = createMemoryStore();
  const puller = createPuller(vendor.endpoint, store);
  const { requests } = await puller.range(...TWO_WINDOWS, NOW);
  puller.close();
  const ids = new Set((await archiveRecords(store)).map(({ callId }) => callId));
  return { ids: ids.size, requests, logged: puller.logged.join() };
}

test.each([100, 128])(
  'a vendor that lists at most %i rows and does not say so is asked in halves, and it is told',
  async (most) => {
    [cap, everySeconds] = [most, 3];
    const { ids, logged } = await pull();
    // Both ends of the range, and the second before it that is asked for in case bounds are exclusive.
    expect(ids).toBeGreaterThanOrEqual(400);
    expect(logged).toMatch(new RegExp(`"level":"error".*no more than ${most} rows`));
  },
);

test('a number of rows that only happens to be round costs two questions, and nothing is told', async () => {
  [cap, everySeconds] = [Number.POSITIVE_INFINITY, 6];
  vendor.requests.length = 0;
  const { ids, requests, logged } = await pull();
  expect(ids).toBeGreaterThanOrEqual(200);
  expect(requests).toBeLessThanOrEqual(6);
  expect(logged).not.toContain('no more than');
});

test('a vendor that lists at most 77 rows is found out by the third list of that length', async () => {
  [cap, everySeconds] = [77, 3];
  const store = createMemoryStore();
  const puller = createPuller(vendor.endpoint, store);
  await puller.range(FROM, FROM + 2400, NOW);
  puller.close();
  expect(puller.logged.join()).toMatch(/"level":"error".*no more than 77 rows/);
  const late = (await archiveRecords(store)).filter(
    ({ startSrcCallTime }) => (startSrcCallTime ?? '') >= '2019-01-23T17:20',
  );
  expect(late.length).toBeGreaterThanOrEqual(400);
});
