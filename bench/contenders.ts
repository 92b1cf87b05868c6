/** Who is measured, on the same replies: the packaged pull, zlib alone, and what one could do instead. */

import { readdirSync, rmSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { Counters } from '../functions/pull/counters.ts';
import { createLayout, STATE_NAME } from '../shared/archive/layout.ts';
import { expectCalls } from './expect-calls.ts';
import { isInstalled, PYTHON, type Tick } from './measure.ts';
import { windowOf } from './reply.ts';
import type { BenchVendor } from './vendor.ts';

export interface Contender {
  readonly name: string;
  /** Undefined when this machine lacks what it needs. */
  readonly program: string | undefined;
  readonly job: (tick: number) => object;
  readonly env?: Readonly<Record<string, string>>;
  /** Ticks that begin later than this are left out: what is slow is not asked ten times. */
  readonly seconds?: number;
  readonly prepare?: () => void;
  /** @throws Error when the work was not done, for then its time is none */
  readonly check: (ticks: readonly Tick[]) => void;
}

export interface Ground {
  readonly rows: number;
  readonly vendor: BenchVendor;
  /** The packaged pull. */
  readonly bundle: string;
  /** Everybody writes here. */
  readonly folder: string;
}

const SECONDS = 2;

const layout = createLayout({ slotSeconds: 600, utcOffsetSeconds: 8 * 3600 });

function expectCounters(ticks: readonly Tick[], counted: 'added' | 'known', rows: number): void {
  for (const { result } of ticks) {
    const counters = result as Counters;
    if (counters[counted] === rows && counters.windows === 1) continue;
    throw new Error(`A pull of the bench was to count ${rows} calls ${counted}: ${JSON.stringify(counters)}`);
  }
}

function pulls({ rows, vendor, bundle, folder }: Ground): Contender[] {
  const archive = join(folder, 'archive');
  const partsOf = (tick: number): string[] => {
    const first = join(archive, layout.part(windowOf(tick).from, 0).name);
    const [slot = ''] = basename(first).split('-');
    return readdirSync(dirname(first))
      .filter((name) => name.startsWith(slot))
      .map((name) => join(dirname(first), name));
  };
  const pull = {
    program: 'function.cjs',
    env: {
      CDR_ENDPOINT: vendor.endpoint,
      CDR_ID: 'bench',
      CDR_APP_ID: 'bench',
      CDR_COMPRESS: '1',
      ARCHIVE_URL: `file:${archive}`,
      // One window is due in each tick.
      PASSES: '5m',
      LOOKBACK: '15m',
    },
    job: (tick: number) => {
      const now = new Date((windowOf(tick).to + 300) * 1000).toISOString();
      return { bundle, event: { Type: 'Timer', Message: JSON.stringify({ now }) } };
    },
  };
  return [
    {
      name: 'the pull',
      ...pull,
      prepare: () => rmSync(archive, { recursive: true, force: true }),
      check: (ticks) => {
        expectCounters(ticks, 'added', rows);
        const last = ticks.length - 1;
        expectCalls(partsOf(last), vendor.replies[last]?.file ?? '');
      },
    },
    {
      name: 'the pull once more, all calls known',
      ...pull,
      prepare: () => rmSync(join(archive, STATE_NAME), { force: true }),
      check: (ticks) => expectCounters(ticks, 'known', rows),
    },
  ];
}

/** For the shell and for SQL alike: the bench names its own files, none with a quote in it. */
const quoted = (path: string): string => `'${path}'`;

/** DuckDB refuses JSON values of more than 16 MB unless told, and a reply is one value. */
const LARGEST_VALUE = 512 * 1024 * 1024;

interface Files {
  /** The reply as zlib and as gzip: jq and DuckDB read no zlib. */
  readonly reply: string;
  readonly gzipped: string;
  readonly out: string;
}

function copyInDuckDb({ gzipped, out }: Files): object {
  const rows = `SELECT unnest(cdr, recursive := true) FROM read_json(${quoted(gzipped)}, maximum_object_size = ${LARGEST_VALUE})`;
  return { sql: `COPY (${rows}) TO ${quoted(out)} (FORMAT json, COMPRESSION gzip)` };
}

function cutWithJq({ gzipped, out }: Files): object {
  return { command: `gunzip -c ${quoted(gzipped)} | jq -c '.cdr[]' | gzip -6 > ${quoted(out)}` };
}

export async function createContenders(ground: Ground): Promise<Contender[]> {
  const { vendor, folder } = ground;
  const out = join(folder, 'out.jsonl.gz');
  const replyTo = (tick: number): string => vendor.replies[tick]?.file ?? '';
  const other = (name: string, program: string | undefined, jobOf = (files: Files): object => files): Contender => ({
    name,
    program,
    seconds: SECONDS,
    job: (tick) => jobOf({ reply: replyTo(tick), gzipped: vendor.replies[tick]?.gzipped ?? '', out }),
    check: (ticks) => expectCalls([out], replyTo(ticks.length - 1)),
  });
  const hasPython = PYTHON !== undefined;
  // What a pipeline took is told by Python.
  const hasJq = hasPython && (await isInstalled('jq'));
  return [
    ...pulls(ground),
    { name: 'the limit', program: 'limit.cjs', job: (tick) => ({ reply: replyTo(tick) }), check: () => undefined },
    other('the obvious Node', 'obvious.cjs'),
    other('@streamparser/json', 'streamparser.cjs'),
    other('DuckDB', 'duckdb.cjs', copyInDuckDb),
    other("Python's json", hasPython ? 'rows.py' : undefined),
    other('jq', hasJq ? 'shell.py' : undefined, cutWithJq),
  ];
}
