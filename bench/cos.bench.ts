/**
 * How many requests a pull costs in COS, counted by the bucket's stand-in. The packaged pull, once per case, in a
 * process of its own: so each tries the bucket first, as a function does at its cold start.
 */

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { deflateSync } from 'node:zlib';
import { startVendorServer } from '../local/simulator/server.ts';
import type { Counters } from '../functions/pull/counters.ts';
import { STATE_NAME } from '../shared/archive/layout.ts';
import { unpackFunction } from '../test/support/bundle.ts';
import { startCos, type CosStandIn } from '../test/support/cos/index.ts';
import { runProgram } from './measure.ts';
import { replyText } from './reply.ts';

/** Requests of one tick that pulls one window. */
export interface CosRequests {
  /** GET and HEAD. */
  readonly partsRead: number;
  readonly partsWritten: number;
  /** The state is read once a tick and written once a window. */
  readonly stateRead: number;
  readonly stateWritten: number;
  /** Once per started function, whatever it pulls. */
  readonly preflight: number;
}

export interface CosFigures {
  readonly first: CosRequests;
  readonly unchanged: CosRequests;
  readonly changed: CosRequests;
}

const ROWS = 201;
const ROOT = 'lake/';
/** With these passes the window of the bench is the one that is due at this time. */
const TICK = { Type: 'Timer', Message: JSON.stringify({ now: '2019-01-23T17:25:00+08:00' }) };
const PASSES = { PASSES: '5m', LOOKBACK: '15m' };

function count(cos: CosStandIn): CosRequests {
  const data = cos.requests.filter(({ key }) => key.startsWith(`${ROOT}cdr/`));
  const state = cos.requests.filter(({ key }) => key === `${ROOT}${STATE_NAME}`);
  const puts = (requests: typeof data): number => requests.filter(({ method }) => method === 'PUT').length;
  return {
    partsRead: data.length - puts(data),
    partsWritten: puts(data),
    stateRead: state.length - puts(state),
    stateWritten: puts(state),
    preflight: cos.requests.length - data.length - state.length,
  };
}

export async function benchCos(): Promise<CosFigures> {
  const work = mkdtempSync(join(tmpdir(), 'huadan-bench-'));
  const cos = await startCos();
  const rows = Buffer.concat([...replyText(ROWS)]).toString();
  let reply = deflateSync(rows);
  const vendor = await startVendorServer(() => ({ body: reply }));
  try {
    const bundle = await unpackFunction('pull', work);
    const env = {
      CDR_ENDPOINT: vendor.endpoint,
      CDR_ID: 'bench',
      CDR_APP_ID: 'bench',
      CDR_COMPRESS: '1',
      ...PASSES,
      ...cos.environment(ROOT),
    };
    const tick = async (outcome: 'added' | 'known' | 'revised'): Promise<CosRequests> => {
      // Without its state the pull finds the same window due again.
      cos.objects.delete(`${ROOT}${STATE_NAME}`);
      cos.requests.length = 0;
      const { ticks } = await runProgram('function.cjs', { jobs: [{ bundle, event: TICK }], env });
      const counters = ticks[0]?.result as Counters;
      if (counters.windows !== 1 || counters[outcome] === 0)
        throw new Error(`A tick of the bench: nothing ${outcome}.`);
      return count(cos);
    };
    const first = await tick('added');
    const unchanged = await tick('known');
    reply = deflateSync(rows.replaceAll('"callEndStatus":"2"', '"callEndStatus":"3"'));
    return { first, unchanged, changed: await tick('revised') };
  } finally {
    await vendor.close();
    await cos.close();
    rmSync(work, { recursive: true, force: true });
  }
}
