/**
 * What a pull costs beside what cannot be avoided and what one could do instead, on the same bytes, cold and warm, on
 * all cores and on one.
 */

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { unpackFunction } from '../test/support/bundle.ts';
import { createContenders, type Contender } from './contenders.ts';
import { isInstalled, medianSpent, runProgram, type Measured, type Spent } from './measure.ts';
import { startBenchVendor } from './vendor.ts';

export interface Figures {
  readonly cold: Spent;
  /** The median of the last three ticks; undefined where there was no time for a second one. */
  readonly warm: Spent | undefined;
  /** How many there was time for. */
  readonly ticks: number;
  readonly peakBytes: number;
}

export interface ContenderFigures {
  readonly name: string;
  readonly allCores: Figures;
  /** Undefined without taskset. */
  readonly oneCore: Figures | undefined;
}

export interface PullFigures {
  readonly rows: number;
  readonly runs: number;
  /** Of one reply. */
  readonly decodedBytes: number;
  readonly contenders: readonly ContenderFigures[];
  /** What this machine has no program for. */
  readonly missing: readonly string[];
}

export interface BenchOptions {
  /** Figures are medians of this many runs. @default 1 */
  readonly runs?: number;
  /** Windows that one process pulls after another. @default 10 */
  readonly ticks?: number;
  /** Also on one core, where taskset is there. @default false */
  readonly pinned?: boolean;
  /** Only the pull. */
  readonly alone?: boolean;
  /** Called after each run, for those who watch. */
  readonly onRun?: (name: string, figures: Figures) => void;
}

const WARM_TICKS = 3;

function figuresOf(runs: readonly Measured[]): Figures {
  const warm = runs.map(({ ticks }) => ticks.slice(1).slice(-WARM_TICKS)).filter((ticks) => ticks.length > 0);
  return {
    cold: medianSpent(runs.map(({ cold }) => cold)),
    warm: warm.length > 0 ? medianSpent(warm.map(medianSpent)) : undefined,
    ticks: Math.min(...runs.map(({ ticks }) => ticks.length)),
    peakBytes: Math.max(...runs.map(({ peakBytes }) => peakBytes)),
  };
}

async function runOnce(contender: Contender, program: string, ticks: number, pinned: boolean): Promise<Measured> {
  const { env = {}, seconds, job, prepare, check } = contender;
  prepare?.();
  const jobs = Array.from({ length: ticks }, (_, tick) => job(tick));
  const measured = await runProgram(program, { jobs, env, pinned, ...(seconds !== undefined && { seconds }) });
  check(measured.ticks);
  return measured;
}

/** Measures pulls of windows with so many rows. */
export async function benchPull(rows: number, options: BenchOptions = {}): Promise<PullFigures> {
  const { runs = 1, ticks = 10, alone = false, onRun = () => undefined } = options;
  const pinned = options.pinned === true && (await isInstalled('taskset'));
  const folder = mkdtempSync(join(tmpdir(), 'huadan-bench-'));
  const vendor = await startBenchVendor(rows, ticks, join(folder, 'replies'));
  try {
    const bundle = await unpackFunction('pull', folder);
    const contenders = await createContenders({ rows, vendor, bundle, folder });
    const measured = contenders
      .slice(0, alone ? 1 : contenders.length)
      .map((contender) => ({ contender, allCores: [] as Measured[], oneCore: [] as Measured[] }));
    const runAll = async (cores: 'allCores' | 'oneCore'): Promise<void> => {
      for (const { contender, [cores]: all } of measured) {
        const { name, program } = contender;
        if (program === undefined) continue;
        const one = await runOnce(contender, program, ticks, cores === 'oneCore');
        all.push(one);
        onRun(cores === 'oneCore' ? `${name}, one core` : name, figuresOf([one]));
      }
    };
    // In turns, so that whatever else the machine does meets all of them alike.
    for (let run = 0; run < runs; run++) {
      await runAll('allCores');
      if (pinned) await runAll('oneCore');
    }
    return {
      rows,
      runs,
      decodedBytes: vendor.replies[0]?.decodedBytes ?? 0,
      contenders: measured
        .filter(({ contender }) => contender.program !== undefined)
        .map(({ contender, allCores, oneCore }) => ({
          name: contender.name,
          allCores: figuresOf(allCores),
          oneCore: pinned ? figuresOf(oneCore) : undefined,
        })),
      missing: contenders.filter(({ program }) => program === undefined).map(({ name }) => name),
    };
  } finally {
    vendor.close();
    rmSync(folder, { recursive: true, force: true });
  }
}
