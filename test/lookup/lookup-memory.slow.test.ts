import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { constants, deflateRawSync, deflateSync } from 'node:zlib';
import { expect, it } from 'vitest';
import { builtFunction } from '../support/built.ts';
import { functionUrlEvent } from '../support/http-events.ts';
import { ACCOUNT, startVendor, TOKEN, TOKEN_ENTRY } from '../support/lookup-function.ts';
import { failure } from '../support/vendor-rows.ts';

const MB = 1024 * 1024;
const START = 1_741_140_000;
/** What a function of 128 MB may take, as Node counts it. */
const MOST_BYTES = 160 * MB;

const PEAK = fileURLToPath(new URL('../../bench/programs/peak-bytes.cjs', import.meta.url));

/** A zlib reply that begins with `head` and then holds `piece` over and over, 120 MB of it: less than CDR_MAX_REPLY. */
function bomb(head: string, piece: string): Buffer {
  const flush = { finishFlush: constants.Z_FULL_FLUSH };
  const packed = deflateRawSync(piece.repeat(Math.ceil(MB / piece.length)), flush);
  return Buffer.concat([
    deflateSync('').subarray(0, 2),
    deflateRawSync(head, flush),
    ...Array.from({ length: 120 }, () => packed),
  ]);
}

/** 120 MB of rows of one call, each with a text of its own. */
function largeRows(): Buffer {
  const head = '{"callId":"a","src":"008613500000000","startSrcCallTime":"1741140000","orderId":"';
  const rows = Array.from({ length: 2000 }, (_, i) => `${head}${i}${'x'.repeat(60_000)}"}`);
  return deflateSync(`{"errorCode":"0","cdr":[${rows.join(',')}]}`);
}

const ROWS = '{"errorCode":"0","cdr":[1';
/** As long as the vendor's rows are. */
const STRANGER = `,{"callId":"a","src":"008613500000001","startSrcCallTime":"1741140000","recordUrl":"${'x'.repeat(400)}"}`;
const A_CALL = functionUrlEvent({ path: '/cdr/a', token: TOKEN });
const CALLS_OF_A_CALLER = functionUrlEvent({
  path: '/cdr',
  query: { src: '008613500000000', from: `${START}`, to: `${START + 600}` },
  token: TOKEN,
});
const EITHER_WAY = [A_CALL, CALLS_OF_A_CALLER];
/** What is no row yet is read alike whatever was asked for. */
const ONE_WAY = [CALLS_OF_A_CALLER];

const bombs: [what: string, body: Buffer, asked: readonly object[]][] = [
  ['numbers as rows', bomb(ROWS, ',1'), EITHER_WAY],
  ['numbers as rows of a text', bomb('{"errorCode":"0","cdr":"[1', ',1'), EITHER_WAY],
  ['rows without times', bomb(ROWS, ',{"callId":"a","src":"008613500000000"}'), EITHER_WAY],
  ['rows without an end', bomb('{"errorCode":"0","cdr":[{"callId":"', 'a'), ONE_WAY],
  ['rows of somebody else', bomb(ROWS, STRANGER), EITHER_WAY],
  ['white space', bomb(ROWS, ' '), ONE_WAY],
  ['large rows that differ', largeRows(), EITHER_WAY],
];

it.each(bombs)('120 MB of %s take no more than 160 MB', async (_what, body, asked) => {
  // Asked again it refuses: a third reply is read as the first one is.
  const answered = new Set<string>();
  const vendor = await startVendor((request) => {
    const question = JSON.stringify(request.body);
    if (answered.has(question)) return failure('-403');
    answered.add(question);
    return { body };
  });
  const script = `(async () => {
    const { main_handler } = require(${JSON.stringify(await builtFunction('lookup'))});
    const results = [];
    for (const event of ${JSON.stringify(asked)}) {
      results.push((await main_handler(event, { time_limit_in_ms: 20000 })).statusCode);
    }
    console.log('\\n' + JSON.stringify({ results, peakBytes: require(${JSON.stringify(PEAK)}).peakBytes() }));
  })()`;
  const env = { CDR_ENDPOINT: vendor.endpoint, ...ACCOUNT, LOOKUP_TOKENS: TOKEN_ENTRY, CDR_RATE: 'unlimited' };
  const { stdout } = await promisify(execFile)(process.execPath, ['-e', script], { env });
  const { results, peakBytes } = JSON.parse(stdout.slice(stdout.lastIndexOf('\n{')));
  for (const status of results) expect([400, 502, 503, 504]).toContain(status);
  expect(peakBytes).toBeLessThan(MOST_BYTES);
});
