import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { afterEach, expect, test } from 'vitest';
import {
  startVendorServer,
  type SeenRequest,
  type VendorReply,
  type VendorServer,
} from '../../local/simulator/server.ts';
import { inPieces } from '../../local/simulator/encode-reply.ts';
import type { VendorConfig } from '../../shared/config/read.ts';
import { calls, type Piece } from '../../shared/source/split-window.ts';
import type { Window } from '../../shared/time.ts';
import { createAsker, recordsOf, WINDOW, type Asker } from '../support/asking.ts';
import { failure, rowsAsked, success } from '../support/vendor-rows.ts';

const { from: FROM, to: TO } = WINDOW;
const GATEWAY_PAGE = readFileSync(new URL('../fixtures/cases/02-504-wide-window/input-504.html', import.meta.url));

let vendor: VendorServer;
let asker: Asker;
afterEach(async () => {
  asker.close();
  await vendor.close();
});

interface Outcome {
  readonly pieces: readonly Piece[];
  /** The callIds of all rows that came, each once, sorted. */
  readonly ids: readonly string[];
  readonly answered: readonly Window[];
  readonly failed: readonly Window[];
}

/** Asks for a window of this vendor, and for its halves where it must. */
async function ask(
  answer: (request: SeenRequest) => VendorReply,
  { maxAnswerBytes, ...config }: Partial<VendorConfig> & { maxAnswerBytes?: number } = {},
  window: Window = WINDOW,
): Promise<Outcome> {
  vendor = await startVendorServer(answer);
  asker = createAsker(vendor.endpoint, { config });
  const pieces: Piece[] = [];
  const options = { deadlineMs: Date.now() + 60_000, maxAnswerBytes };
  for await (const piece of calls(asker.source, window, options)) pieces.push(piece);
  const answers = pieces.flatMap((piece) => ('answer' in piece ? [piece] : []));
  const ids = new Set(answers.flatMap((piece) => recordsOf(piece.answer.rows).map(({ callId }) => callId)));
  return {
    pieces,
    ids: [...ids].sort(),
    answered: answers.map((piece) => piece.window).filter(({ from, to }) => to > from),
    failed: pieces.filter((piece) => 'error' in piece).map((piece) => piece.window),
  };
}

/** A vendor with one call a second that answers ranges of at most `most` seconds well, and longer ones with `tooMuch`. */
function perSecond(most: number, tooMuch: (rows: object[]) => VendorReply): (request: SeenRequest) => VendorReply {
  return (request) => {
    const rows = rowsAsked(request);
    return rows.length <= most + 2 ? success(rows) : tooMuch(rows);
  };
}

const asked = ({ body }: SeenRequest): Window => ({
  from: Number(body['startTimeStamp']) + 1,
  to: Number(body['endTimeStamp']),
});
const touches = (window: Window, second: number): boolean => window.from <= second && window.to > second;
const callsOf = (from: number, to: number): string[] => Array.from({ length: to - from }, (_, i) => `c${from + i}`);
const seconds = (windows: readonly Window[]): number => windows.reduce((sum, { from, to }) => sum + to - from, 0);

/** Every second is answered or failed, once, oldest first. */
function expectWhole({ pieces }: Outcome, window: Window = WINDOW): void {
  let reached = window.from;
  for (const piece of pieces.filter((one) => one.window.to > one.window.from)) {
    expect(piece.window.from).toBe(reached);
    reached = piece.window.to;
  }
  expect(reached).toBe(window.to);
}

async function* endless(): AsyncGenerator<Buffer> {
  yield Buffer.from('{"errorCode":"0","cdr":[{"callId":"');
  for (let sent = 0; sent < 8 << 20; sent += 65_536) yield Buffer.alloc(65_536, 'x');
}

async function* slow(): AsyncGenerator<Buffer> {
  yield* inPieces(Buffer.from('{"errorCode":'), 4);
  await new Promise((resolve) => setTimeout(resolve, 60_000).unref());
}

const bomb = gzipSync(Buffer.concat([Buffer.from('{"errorCode":"0","cdr":['), Buffer.alloc(8 << 20, ' ')]));
const KILOBYTE = 'x'.repeat(1000);

test.each<[string, (rows: object[]) => VendorReply, Parameters<typeof ask>[1]]>([
  ['a list that was cut short', (rows) => success(rows.slice(0, 20), '1548235059'), {}],
  ['a reply past CDR_MAX_REPLY', () => ({ body: endless() }), { maxReplyBytes: 1 << 20 }],
  ['a small reply that inflates past it', () => ({ body: bomb }), { maxReplyBytes: 1 << 20 }],
  ['a reply that takes longer than CDR_TIMEOUT', () => ({ body: slow() }), { timeoutMs: 300 }],
  ['504 of a gateway', () => ({ status: 504, body: GATEWAY_PAGE }), {}],
  ['524 of a gateway', () => ({ status: 524, body: '' }), {}],
  ['413', () => ({ status: 413, body: '' }), {}],
  ['a list that cannot be read', () => ({ body: '{"errorCode":"0","cdr":"?"}' }), {}],
  [
    'more rows that nobody can read than one answer may hold',
    (rows) => success(rows.flatMap((_, i) => [`${KILOBYTE}${i}`, `${KILOBYTE}${i}`.toUpperCase()])),
    { maxAnswerBytes: 1 << 20 },
  ],
])('%s is asked for in halves, and all calls come', async (_, tooMuch, config) => {
  const outcome = await ask(perSecond(300, tooMuch), config);
  expectWhole(outcome);
  expect([outcome.answered.length, outcome.failed]).toEqual([2, []]);
  expect(outcome.ids.slice(1, -1)).toEqual(callsOf(FROM, TO));
  expect(vendor.requests).toHaveLength(3);
});

test('what came of a list that was cut short comes before its halves, as a piece of no length', async () => {
  const { pieces } = await ask(perSecond(300, (rows) => success(rows.slice(0, 20), '7')));
  expect(pieces.map(({ window }) => window)).toEqual([
    { from: FROM, to: FROM },
    { from: FROM, to: FROM + 300 },
    { from: FROM + 300, to: TO },
  ]);
  expect(pieces.map((piece) => 'answer' in piece && piece.answer.rows.size)).toEqual([20, 302, 302]);
});

test.each([60, 7])('a list of at most %i rows is asked for in halves until each is whole', async (most) => {
  const outcome = await ask((request) => {
    const rows = rowsAsked(request);
    return success(rows.slice(0, most), rows.length > most ? '1548235059' : '0');
  });
  expectWhole(outcome);
  expect([outcome.ids.slice(1, -1), outcome.failed]).toEqual([callsOf(FROM, TO), []]);
});

test.each([
  ['with calls', (request: SeenRequest) => success(rowsAsked(request), '1548235059')],
  ['without calls', () => success([], '1548235059')],
])(
  'a vendor %s that marks every list as cut short is believed as soon as halves bring nothing new',
  async (_, answer) => {
    const outcome = await ask(answer);
    expectWhole(outcome);
    expect(outcome.failed).toEqual([]);
    expect(vendor.requests).toHaveLength(3);
  },
);

test('a list that is whole in its late half alone is cut short in its early one, though that brings nothing new', async () => {
  const all = callsOf(FROM, FROM + 100);
  const outcome = await ask((request) => {
    const window = asked(request);
    const rows = all.filter((id) => touches(window, Number(id.slice(1))));
    const cdr = rows.slice(0, 30).map((callId) => ({ callId, startSrcCallTime: callId.slice(1) }));
    return success(cdr, rows.length > 30 ? '7' : '0');
  });
  expect([outcome.ids, outcome.failed]).toEqual([all, []]);
});

test('a list that always says something new and that there is more ends in a bounded number of requests', async () => {
  let count = 0;
  const window = { from: FROM, to: FROM + 64 };
  const outcome = await ask(
    () => success([{ callId: `c${count++}`, startSrcCallTime: String(FROM) }], '7'),
    {},
    window,
  );
  expectWhole(outcome, window);
  expect(outcome.failed).toHaveLength(64);
  expect(outcome.ids).toHaveLength(count);
  expect(count).toBeLessThan(4 * 64);
});

test.each<[string, VendorReply, object]>([
  ['cut short', success([], '7'), { reason: 'window', facts: { cutShort: true } }],
  ['more than a gateway waits for', { status: 504, body: GATEWAY_PAGE }, { facts: { httpStatus: 504 } }],
  ['a list that cannot be read', { body: '{"errorCode":"0","cdr":7}' }, { facts: { unreadableList: true } }],
])('one second that is still %s fails alone', async (_, bad, error) => {
  const second = FROM + 99;
  const outcome = await ask((request) => (touches(asked(request), second) ? bad : success(rowsAsked(request))));
  expectWhole(outcome);
  expect(outcome.failed).toEqual([{ from: second, to: second + 1 }]);
  expect(outcome.pieces.find((piece) => 'error' in piece)).toMatchObject({ error });
  expect(seconds(outcome.answered)).toBe(599);
});

test.each(['-202', '-2', '-501', '-777'])(
  'error %s is no reason to ask for less: the window fails as it is',
  async (code) => {
    const { failed, pieces } = await ask(() => failure(code));
    expect([failed, pieces.length]).toEqual([[WINDOW], 1]);
  },
);

test('a gateway that says to come back in an hour is not asked for halves', async () => {
  const { failed } = await ask(() => ({ status: 504, headers: { 'Retry-After': '3600' }, body: GATEWAY_PAGE }));
  expect([failed, vendor.requests.length]).toEqual([[WINDOW], 1]);
});

test.each([
  ['-403', 'operator'],
  ['-423', 'blocked'],
])('error %s of a half is thrown, after what came before it', async (code, reason) => {
  const got: Piece[] = [];
  vendor = await startVendorServer((request) => {
    const { from, to } = asked(request);
    if (from >= FROM + 300) return failure(code);
    return to - from > 300 ? { status: 504, body: '' } : success(rowsAsked(request));
  });
  asker = createAsker(vendor.endpoint);
  const pulling = async (): Promise<void> => {
    for await (const piece of calls(asker.source, WINDOW, { deadlineMs: Date.now() + 60_000 })) got.push(piece);
  };
  await expect(pulling()).rejects.toMatchObject({ reason });
  expect(got.map(({ window }) => window)).toEqual([{ from: FROM, to: FROM + 300 }]);
});

test('a second with more calls than the vendor lists fails, although its halves overlap and bring nothing new', async () => {
  const second = FROM + 7;
  const inSecond = Array.from({ length: 300 }, (_, i) => ({ callId: `12-${i}`, startSrcCallTime: String(second) }));
  const outcome = await ask(({ body }) => {
    const isAsked = Number(body['startTimeStamp']) <= second && second <= Number(body['endTimeStamp']);
    const rows = isAsked ? inSecond : [];
    return success(rows.slice(0, 150), rows.length > 150 ? '1548235059' : '0');
  });
  expect(outcome.ids).toHaveLength(150);
  expect(outcome.failed).toContainEqual({ from: second, to: second + 1 });
});
