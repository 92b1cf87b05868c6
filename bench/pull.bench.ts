/**
 * What a pull costs beside what cannot be avoided, on the same bytes: the packaged pull, from the vendor's reply to
 * finished parts in a folder, and Node's zlib alone.
 */

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Counters } from '../functions/pull/counters.ts';
import { unpackFunction } from '../test/support/bundle.ts';
import { inTurns, nodeProgram, type Measured, type Program } from './measure.ts';
import { createOthers } from './others.ts';
import { WINDOW } from './reply.ts';
import { startBenchVendor } from './vendor.ts';

export interface Pulled extends Measured {
  readonly counters: Counters;
}

/** What was not measured, or cannot be on this machine, is undefined. */
export interface PullFigures {
  readonly rows: number;
  readonly runs: number;
  readonly decodedBytes: number;
  readonly pull: Pulled;
  /** The pull of what the archive already holds. */
  readonly again: Measured | undefined;
  readonly limit: Measured | undefined;
  /** The limit with zlib working on larger chunks than it does of itself. */
  readonly limitLarge: Measured | undefined;
  readonly jq: Measured | undefined;
  readonly python: Measured | undefined;
  readonly obvious: Measured | undefined;
  readonly streamJson: Measured | undefined;
}

export interface BenchOptions {
  /** Figures are medians of this many runs. @default 5 */
  readonly runs?: number;
  /** Only the pull, without what it is compared with. */
  readonly alone?: boolean;
  /** Also what else one could do, and the pull of a window that is known. */
  readonly others?: boolean;
  /** Called after each run, for those who watch. */
  readonly onRun?: (name: string, measured: Measured) => void;
}

/** A pull with these counters, or no pull. */
function expectCounters(pull: Program<Pulled>, expected: Partial<Counters>): Program<Pulled> {
  return async () => {
    const pulled = await pull();
    for (const [name, value] of Object.entries(expected)) {
      const counted = pulled.counters[name as keyof Counters];
      if (counted !== value) throw new Error(`A pull of the bench counted ${name}: ${counted} instead of ${value}.`);
    }
    return pulled;
  };
}

/** Measures the pull of a window with so many rows. */
export async function benchPull(rows: number, options: BenchOptions = {}): Promise<PullFigures> {
  const { runs = 5, alone = false, others = false, onRun } = options;
  const work = mkdtempSync(join(tmpdir(), 'huadan-bench-'));
  const vendor = await startBenchVendor(rows, join(work, 'replies'));
  try {
    const bundle = await unpackFunction('pull', work);
    const archive = join(work, 'archive');
    const pull = nodeProgram<Pulled>('pull.cjs', [bundle, JSON.stringify(WINDOW)], () => ({
      CDR_ENDPOINT: vendor.endpoint,
      CDR_ID: 'bench',
      CDR_APP_ID: 'bench',
      CDR_COMPRESS: '1',
      // The warm-up waits for the replies to be made.
      CDR_TIMEOUT: '5m',
      ARCHIVE_URL: `file:${archive}`,
    }));
    const fresh = expectCounters(pull, { added: rows, revised: 0, complete: true });
    const known = expectCounters(pull, { added: 0, revised: 0, complete: true });
    const intoNothing: typeof fresh = async () => {
      rmSync(archive, { recursive: true, force: true });
      return fresh();
    };

    const { file: reply, decodedBytes } = vendor.whole;
    const instead = others ? await createOthers(rows, reply, work) : undefined;
    // Has the vendor's replies made.
    await intoNothing();
    const programs = {
      pull: intoNothing,
      again: others ? known : undefined,
      limit: alone ? undefined : nodeProgram('limit.cjs', [reply]),
      limitLarge: alone ? undefined : nodeProgram('limit.cjs', [reply, 'large']),
      jq: instead?.jq,
      python: instead?.python,
      obvious: instead?.obvious,
      streamJson: instead?.streamJson,
    };
    const measured = await inTurns(runs, programs, onRun);
    return { rows, runs, decodedBytes, ...measured };
  } finally {
    vendor.close();
    rmSync(work, { recursive: true, force: true });
  }
}
