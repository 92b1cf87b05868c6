import { readFileSync } from 'node:fs';
import { afterEach, expect, test } from 'vitest';
import { startVendorServer, type VendorServer } from '../../local/simulator/server.ts';
import { encodeReply, inPieces, WIRE_FORMS } from '../../local/simulator/encode-reply.ts';
import { createMemoryStore } from '../support/memory-store.ts';
import { archiveLines, createPuller } from '../support/pulling.ts';

const SAMPLE = readFileSync(new URL('../fixtures/vendor/getcdr-ok.json', import.meta.url));
const PART = 'cdr/dt=2019-01-23/20190123T1710-000.jsonl.gz';
const LINE =
  '{"callId":"12-190123-2773afbbe32943668a2fb98exxxxxx","src":"008613500000000","dst":"008613631234568","startSrcCallTime":"2019-01-23T17:17:39+08:00","startSrcRingTime":"2019-01-23T17:17:42+08:00","srcAcceptTime":null,"startDstCallTime":null,"startDstRingTime":null,"dstAcceptTime":null,"endCallTime":"2019-01-23T17:18:38+08:00","callEndStatus":2,"duration":0,"recordUrl":null,"callType":3,"bizId":null,"orderId":null,"rev":0}';
const FROM = '2019-01-23T17:10:00+08:00';
const TO = '2019-01-23T17:20:00+08:00';

let vendor: VendorServer | undefined;
afterEach(async () => vendor?.close());

test("the vendor's own sample becomes one line in the part of its slot, byte for byte", async () => {
  vendor = await startVendorServer(() => ({ body: SAMPLE }));
  const store = createMemoryStore();
  const puller = createPuller(vendor.endpoint, store);
  const counters = await puller.range(FROM, TO);
  expect(counters).toMatchObject({ windows: 1, requests: 1, received: 1, added: 1, parts: 1, complete: true });
  expect(await archiveLines(store)).toEqual([{ name: PART, line: LINE }]);
});

test('pulling the sample again adds nothing', async () => {
  vendor = await startVendorServer(() => ({ body: SAMPLE }));
  const store = createMemoryStore();
  const puller = createPuller(vendor.endpoint, store);
  await puller.range(FROM, TO);
  const before = new Map(store.objects);
  const counters = await puller.range(FROM, TO);
  expect(counters).toMatchObject({ received: 1, added: 0, revised: 0, known: 1, parts: 0, complete: true });
  expect(store.objects).toEqual(before);
});

test.each(WIRE_FORMS.flatMap((form) => [form, `${form}, one byte at a time`]))(
  'the sample is read in the wire form %s',
  async (name) => {
    const [form, slowly] = name.split(',');
    const bytes = encodeReply(JSON.parse(SAMPLE.toString()) as object, form as (typeof WIRE_FORMS)[number]);
    vendor = await startVendorServer(() => ({ body: slowly === undefined ? bytes : inPieces(bytes, 1) }));
    const store = createMemoryStore();
    await createPuller(vendor.endpoint, store).range(FROM, TO);
    expect(await archiveLines(store)).toEqual([{ name: PART, line: LINE }]);
  },
);
