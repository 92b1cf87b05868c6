/**
 * The lookup's figures. The packaged function is measured, not its source.
 *
 * - Size of the bundle, and the time `require` takes for it in a fresh process, over that of an empty module.
 * - What a warm lookup adds to the vendor: the handler against a bare POST of the same question to the same server on
 *   the loopback interface, both over a new connection each time, taken in turns. The vendor is a process of its own.
 */

import { execFileSync, fork } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import http from 'node:http';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { startVendorServer } from '../local/simulator/server.ts';
import { unpackFunction } from '../test/support/bundle.ts';
import { median } from './measure.ts';

export interface LookupFigures {
  readonly bundleBytes: number;
  /** Medians. */
  readonly loadMs: number;
  readonly emptyLoadMs: number;
  /** The first lookup of a fresh process: what is loaded on demand included. */
  readonly firstLookupMs: number;
  readonly warmLookupMs: number;
  readonly barePostMs: number;
}

export interface LookupOptions {
  /** Fresh processes. */
  readonly loads: number;
  /** Warm lookups. */
  readonly lookups: number;
}

/** Each may ask 40 times at once and 20 times a second: together enough for the bench. */
const TOKENS = Array.from({ length: 60 }, (_, i) => `token-${i}`);

const CALL_ID = '12-190123-2773afbbe32943668a2fb98exxxxxx';
/** The vendor's own sample, which is about this call. */
const REPLY = readFileSync(new URL('../test/fixtures/vendor/getcdr-ok.json', import.meta.url), 'utf8');

const CONTEXT = { time_limit_in_ms: 30_000, request_id: 'bench' };

function event(token: string): object {
  const headers = { authorization: `Bearer ${token}` };
  return { httpMethod: 'GET', path: `/cdr/${CALL_ID}`, headers, queryString: {}, body: '' };
}

/** Milliseconds that `expression` takes in a fresh process; it may await. */
function timeInFreshProcess(expression: string, env: NodeJS.ProcessEnv = {}): number {
  const script = `(async () => {
    const write = process.stdout.write.bind(process.stdout);
    process.stdout.write = () => true;
    const start = process.hrtime.bigint();
    ${expression};
    write(String(Number(process.hrtime.bigint() - start) / 1e6));
  })()`;
  return Number(execFileSync(process.execPath, ['-e', script], { encoding: 'utf8', env: { ...process.env, ...env } }));
}

type Handler = (event: unknown, context: object) => Promise<{ statusCode: number }>;

async function lookUp(handler: Handler, token: string): Promise<void> {
  const { statusCode } = await handler(event(token), CONTEXT);
  if (statusCode !== 200) throw new Error(`A lookup of the bench was answered with ${statusCode}.`);
}

async function barePost(url: URL): Promise<void> {
  const body = JSON.stringify({ appId: '1', callId: CALL_ID, compress: '0' });
  const headers = { 'Content-Type': 'application/json;charset=utf-8', 'Content-Length': String(body.length) };
  const request = http.request(url, { method: 'POST', agent: new http.Agent(), headers });
  request.end(body);
  const [response] = (await once(request, 'response')) as [http.IncomingMessage];
  await text(response);
}

async function timed(work: Promise<void>): Promise<number> {
  const start = performance.now();
  await work;
  return performance.now() - start;
}

/** Median milliseconds of a warm lookup and of a bare POST. */
async function measureWarm(
  handler: Handler,
  endpoint: string,
  count: number,
): Promise<{ warmLookupMs: number; barePostMs: number }> {
  const url = new URL('/201511v3/getCdr?id=1', endpoint);
  const lookups: number[] = [];
  const posts: number[] = [];
  const write = process.stdout.write.bind(process.stdout);
  // The log lines are made, for they are part of a lookup, and not shown.
  process.stdout.write = () => true;
  try {
    const warmUp = Math.ceil(count / 5);
    for (let i = 0; i < warmUp + count; i++) {
      const lookup = await timed(lookUp(handler, TOKENS[i % TOKENS.length] ?? ''));
      const post = await timed(barePost(url));
      if (i < warmUp) continue;
      lookups.push(lookup);
      posts.push(post);
    }
  } finally {
    process.stdout.write = write;
  }
  return { warmLookupMs: median(lookups), barePostMs: median(posts) };
}

export async function measureLookup({ loads: loadCount, lookups }: LookupOptions): Promise<LookupFigures> {
  const folder = mkdtempSync(join(tmpdir(), 'huadan-bench-'));
  const vendor = fork(fileURLToPath(import.meta.url), { execArgv: ['--import', 'tsx'] });
  try {
    const ended = once(vendor, 'exit').then(() => Promise.reject(new Error('The vendor of the bench did not start.')));
    const [endpoint] = (await Promise.race([once(vendor, 'message'), ended])) as [string];
    const path = await unpackFunction('lookup', folder);
    const empty = join(folder, 'empty.js');
    writeFileSync(empty, '');

    const entries = TOKENS.map((token) => `${token}:${createHash('sha256').update(token).digest('hex')}`);
    const env = { CDR_ENDPOINT: endpoint, CDR_ID: '1', CDR_APP_ID: '1', LOOKUP_TOKENS: entries.join(',') };
    const first = `require(${JSON.stringify(path)}).main_handler(${JSON.stringify(event(TOKENS[0] ?? ''))}, {})`;
    const loads: number[] = [];
    const emptyLoads: number[] = [];
    const firsts: number[] = [];
    for (let i = 0; i < loadCount; i++) {
      loads.push(timeInFreshProcess(`require(${JSON.stringify(path)})`));
      emptyLoads.push(timeInFreshProcess(`require(${JSON.stringify(empty)})`));
      firsts.push(timeInFreshProcess(`await ${first}`, env));
    }

    Object.assign(process.env, env);
    const { main_handler: handler } = createRequire(path)(path) as { main_handler: Handler };
    const warm = await measureWarm(handler, endpoint, lookups);
    return {
      bundleBytes: statSync(path).size,
      loadMs: median(loads),
      emptyLoadMs: median(emptyLoads),
      firstLookupMs: median(firsts),
      ...warm,
    };
  } finally {
    vendor.kill();
    rmSync(folder, { recursive: true });
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { endpoint } = await startVendorServer(() => ({ body: REPLY }));
  process.send?.(endpoint);
}
