import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { constants, createDeflate, deflateRawSync, deflateSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startVendorServer, type Answer, type VendorReply } from '../../local/simulator/server.ts';
import { inPieces } from '../../local/simulator/encode-reply.ts';
import { builtProgram } from '../support/built.ts';
import { vendorRow } from '../support/vendor-rows.ts';

const MB = 1024 * 1024;
const START = 1_548_234_600;

/** What attacks may cost, over what a plain reply costs: a few of zlib's and the socket's buffers, and garbage. */
const MOST_GROWTH = 100 * MB;

type Outcome = Record<string, unknown> & { peakBytes: number };

let child: ChildProcess;
/** The most memory the child had when it had asked for a plain reply. */
let plainBytes: number;

async function askChild(answer: Answer, limits: { maxAnswerBytes?: number }): Promise<Outcome> {
  const vendor = await startVendorServer(answer);
  child.send({ endpoint: vendor.endpoint, ...limits });
  const [outcome] = (await once(child, 'message')) as [Outcome];
  await vendor.close();
  return outcome;
}

beforeAll(async () => {
  child = fork(await builtProgram('attack-child.ts'), { execArgv: ['--expose-gc'] });
  ({ peakBytes: plainBytes } = await askChild(() => ({ body: '{"errorCode":"0","cdr":[]}' }), {}));
});
afterAll(async () => {
  const exited = once(child, 'exit');
  child.disconnect();
  await exited;
});

/** Has a process of its own ask for this reply: one process for all, and the most it ever had counts. */
async function ask(
  body: () => VendorReply['body'],
  limits: { maxAnswerBytes?: number } = {},
): Promise<{ outcome: Outcome; grownBytes: number }> {
  const outcome = await askChild(() => ({ body: body() }), limits);
  return { outcome, grownBytes: outcome.peakBytes - plainBytes };
}

/** The beginning of a good reply and then a gigabyte of white space, as zlib, in a megabyte. */
function bomb(): Buffer {
  const flush = { finishFlush: constants.Z_SYNC_FLUSH };
  const blanks = deflateRawSync(Buffer.alloc(MB, ' '), flush);
  const head = deflateRawSync('{"errorCode":"0","cdr":[', flush);
  const end = deflateRawSync(']}');
  return Buffer.concat([Buffer.of(0x78, 0x9c), head, ...Array.from({ length: 1024 }, () => blanks), end]);
}

function gzipped(zlib: Buffer): Buffer {
  return Buffer.concat([Buffer.of(0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3), zlib.subarray(2)]);
}

const base64 = (bytes: Buffer): Buffer => Buffer.from(bytes.toString('base64'));
const inCdr = (text: Buffer): Buffer => Buffer.from(`{"errorCode":"0","cdr":"${text.toString()}"}`);

const nested = (depth: number, open: string, close: string): string => open.repeat(depth) + close.repeat(depth);

describe('a reply of a megabyte that inflates to a gigabyte is refused at CDR_MAX_REPLY, and memory stays flat', () => {
  it.each<[string, (bytes: Buffer) => Buffer]>([
    ['zlib', (bytes) => bytes],
    ['gzip', gzipped],
    ['base64 of base64 of zlib', (bytes) => base64(base64(bytes))],
    ['base64 of zlib in cdr', (bytes) => inCdr(base64(bytes))],
  ])('%s', async (_form, wrap) => {
    const reply = wrap(bomb());
    expect(reply.length).toBeLessThan(3 * MB);
    const { outcome, grownBytes } = await ask(() => reply);
    expect(outcome).toMatchObject({ reason: 'oversize', requests: 1 });
    expect(grownBytes).toBeLessThan(MOST_GROWTH);
  });
});

const sound = [vendorRow('one', START), vendorRow('two', START)].map((row) => JSON.stringify(row));
const around = (element: string): string => `{"errorCode":"0","cdr":[${sound[0]},${element},${sound[1]}]}`;

async function* manyMembers(): AsyncGenerator<Buffer> {
  yield Buffer.from(around('0').slice(0, -1));
  for (let name = 0, piece = 0; piece < 20; piece++) {
    let text = '';
    while (text.length < MB) text += `,"member-${name++}":1`;
    yield Buffer.from(text);
  }
  yield Buffer.from('}');
}

async function* muchSpace(): AsyncGenerator<Buffer> {
  for (let sent = 0; sent < 100; sent++) yield Buffer.alloc(MB, ' \n');
  yield Buffer.from(around('0'));
}

describe('memory stays flat, and all that can be read is filed', () => {
  it('rows that are nested 10 000 and a million deep, of 64 KiB and a byte, and of 40 MB', async () => {
    const elements = [
      nested(10_000, '[', ']'),
      `${'{"a":'.repeat(10_000)}1${'}'.repeat(10_000)}`,
      `{"x":${nested(1_000_000, '[', ']')}}`,
      `{"callId":"deep","endCallTime":"${START}","x":${nested(10_000, '[', ']')}}`,
      `{"callId":"${'x'.repeat(64 * 1024)}"}`,
      `{"callId":"${'x'.repeat(40 * MB)}"}`,
    ];
    const { outcome, grownBytes } = await ask(() => around(elements.join(',')));
    expect(outcome).toMatchObject({ received: 8, rows: 2, rejected: 6, requests: 1 });
    expect(grownBytes).toBeLessThan(MOST_GROWTH);
  });

  it('a million members that nobody reads', async () => {
    const { outcome, grownBytes } = await ask(manyMembers);
    expect(outcome).toMatchObject({ received: 3, rows: 2 });
    expect(grownBytes).toBeLessThan(MOST_GROWTH);
  });

  it('100 MB of white space before the reply', async () => {
    const { outcome, grownBytes } = await ask(muchSpace);
    expect(outcome).toMatchObject({ received: 3, rows: 2 });
    expect(grownBytes).toBeLessThan(MOST_GROWTH);
  });
});

/** A reply of 100 MB of these rows, as zlib, in little more than a hundred kilobytes. */
async function* many(row: string, form: 'zlib' | 'cdr'): AsyncGenerator<Buffer> {
  const rows = Buffer.from(`,${row}`.repeat(Math.ceil(MB / (row.length + 1))));
  async function* json(): AsyncGenerator<Buffer> {
    yield Buffer.from(form === 'zlib' ? `{"errorCode":"0","cdr":[0` : '[0');
    for (let sent = 0; sent < 100; sent++) yield rows;
    yield Buffer.from(form === 'zlib' ? ']}' : ']');
  }
  const zlib = Readable.from(json()).pipe(createDeflate());
  if (form === 'zlib') yield* zlib as AsyncIterable<Buffer>;
  else yield inCdr(base64(await buffer(zlib)));
}

describe('a reply of 100 MB that is well-formed and means nothing is refused where little memory is given', () => {
  it.each<[string, string, 'zlib' | 'cdr']>([
    ['numbers', '1', 'zlib'],
    ['numbers in the text of cdr', '1', 'cdr'],
    ['rows without times', '{"callId":"a"}', 'zlib'],
    ['rows that are all the same', `{"callId":"a","endCallTime":"${START}"}`, 'zlib'],
  ])('%s', async (_what, row, form) => {
    const { outcome, grownBytes } = await ask(() => many(row, form), { maxAnswerBytes: 8 * MB });
    // What is the very same is kept once, and takes no more memory.
    if (row.includes('endCallTime')) expect(outcome).toMatchObject({ rows: 1, rejected: 1 });
    else expect(outcome).toMatchObject({ reason: 'oversize', requests: 1 });
    expect(grownBytes).toBeLessThan(MOST_GROWTH);
  });
});

describe('a text within a text within a text: retry-class trouble', () => {
  it.each([2, 100])('%i levels of cdr', async (levels) => {
    let reply: Buffer = Buffer.from(JSON.stringify({ errorCode: '0', cdr: [vendorRow('one', START)] }));
    for (let level = 0; level < levels; level++) reply = inCdr(base64(deflateSync(reply)));
    const { outcome, grownBytes } = await ask(() => inPieces(reply, 65_536));
    expect(outcome).toMatchObject({ reason: 'retry' });
    expect(grownBytes).toBeLessThan(MOST_GROWTH);
  });
});
