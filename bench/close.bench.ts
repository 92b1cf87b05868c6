/**
 * What closing a day costs beside what cannot be avoided, on the same bytes: the packaged close, from the parts of a day
 * in a folder to its files, and `zcat parts | gzip -6` alone.
 *
 *     npm run bench:close                    1 000 000 calls
 *     npm run bench:close -- 100000 3000000  other sizes
 */

import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { execFile } from 'node:child_process';
import { gzipSync } from 'node:zlib';
import type { Counters } from '../functions/close/counters.ts';
import { createLayout, STATE_NAME } from '../shared/archive/layout.ts';
import { writePullState } from '../shared/archive/pull-state.ts';
import { manifestName } from '../shared/days/layout.ts';
import { readManifest } from '../shared/days/read.ts';
import { createFolderStore } from '../shared/store/folder.ts';
import { createIsoTime, parseWallClock } from '../shared/time.ts';
import { unpackFunction } from '../test/support/bundle.ts';
import { grouped, inMegabytes, wallAndCpu } from './figures.ts';
import { table } from './markdown.ts';
import { runProgram, type Measured } from './measure.ts';

const DAY = '2026-03-05';
const OFFSET_SECONDS = 8 * 3600;
const SLOT_SECONDS = 600;
const MIDNIGHT = parseWallClock(DAY, '00:00:00', OFFSET_SECONDS) ?? 0;
const AGENTS = 5000;
/** Every seventh call has its recording later: in a second part, as a second version. */
const REVISED = 7;

const layout = createLayout({ slotSeconds: SLOT_SECONDS, utcOffsetSeconds: OFFSET_SECONDS });
const iso = createIsoTime(OFFSET_SECONDS);

/** Digits that look random and are the same in every run. */
function digest(text: string): string {
  return createHash('md5').update(text).digest('hex');
}

function lineOf(call: number, start: number, rev: number): string {
  const id = digest(`call ${call}`);
  const answered = Number.parseInt(id.slice(0, 2), 16) < 180;
  const after = (seconds: number): string | null => (answered ? iso(start + seconds) : null);
  const talk = Number.parseInt(id.slice(2, 4), 16);
  const agent = Number.parseInt(id.slice(4, 10), 16) % AGENTS;
  const dst = `0086139${String(Number.parseInt(id.slice(10, 18), 16) % 1e8).padStart(8, '0')}`;
  const record = {
    callId: `12-260305-${id}`,
    src: `0086135${String(agent).padStart(8, '0')}`,
    dst,
    startSrcCallTime: iso(start),
    startSrcRingTime: iso(start + 2),
    srcAcceptTime: iso(start + 7 + (talk % 9)),
    startDstCallTime: iso(start + 17),
    startDstRingTime: iso(start + 19 + (talk % 4)),
    dstAcceptTime: after(30 + (talk % 20)),
    endCallTime: iso(start + 60 + talk),
    callEndStatus: answered ? 1 : 3,
    duration: answered ? talk : 0,
    recordUrl: rev > 0 && answered ? `https://records.example.com/2026/03/05/${id}.mp3` : null,
    callType: 3,
    bizId: null,
    orderId: null,
    rev,
  };
  return `${JSON.stringify(record)}\n`;
}

/** Lays out a day with so many calls, as pulls would have left it, and a state that says so. */
export function layOutDay(root: string, calls: number): void {
  const slots = 86_400 / SLOT_SECONDS;
  mkdirSync(join(root, `cdr/dt=${DAY}`), { recursive: true });
  for (let slot = 0; slot < slots; slot++) {
    const begins = MIDNIGHT + slot * SLOT_SECONDS;
    const [from, to] = [Math.floor((calls * slot) / slots), Math.floor((calls * (slot + 1)) / slots)];
    const startOf = (call: number): number => begins + Math.floor(((call - from) * SLOT_SECONDS) / (to - from));
    const all = Array.from({ length: to - from }, (_, i) => from + i);
    const parts = [
      all.map((call) => lineOf(call, startOf(call), 0)),
      all.filter((call) => call % REVISED === 0).map((call) => lineOf(call, startOf(call), 1)),
    ];
    for (const [number, lines] of parts.entries()) {
      if (lines.length > 0) writeFileSync(join(root, layout.part(begins, number).name), gzipSync(lines.join('')));
    }
  }
  const cursor = MIDNIGHT + 86_400;
  const state = writePullState(
    {
      asOf: cursor + 43_200,
      since: MIDNIGHT,
      passes: [300, 5400, 43_200].map((ageSeconds) => ({ ageSeconds, cursor })),
      gaps: [],
      lost: [],
      blockedUntil: null,
      blocks: 0,
      notBefore: null,
      rehearsal: false,
    },
    layout,
  );
  mkdirSync(join(root, '_state'), { recursive: true });
  writeFileSync(join(root, STATE_NAME), state);
}

export interface CloseFigures {
  readonly calls: number;
  readonly close: Measured;
  readonly limit: Measured;
  /** Of all day files together, and of their lines as one gzip stream. */
  readonly fileBytes: number;
  readonly oneStreamBytes: number;
  readonly indexBytes: number;
  readonly largestMember: number;
}

/** Measures the close of a day with so many calls. */
export async function benchClose(calls: number): Promise<CloseFigures> {
  const work = mkdtempSync(join(tmpdir(), 'huadan-bench-'));
  try {
    const root = join(work, 'archive');
    layOutDay(root, calls);
    const bundle = await unpackFunction('close', work);
    const jobs = [{ bundle, event: { day: DAY } }];
    const close = await runProgram('function.cjs', { jobs, env: { ARCHIVE_URL: `file:${root}` } });
    const counters = close.ticks[0]?.result as Counters;
    if (counters.calls !== calls) throw new Error(`A close counted ${counters.calls} calls.`);
    const parts = `${join(root, `cdr/dt=${DAY}`)}/*.jsonl.gz`;
    const limit = await runProgram('shell.py', { jobs: [{ command: `zcat ${parts} | gzip -6 > /dev/null` }] });
    const stored = await readManifest(createFolderStore(root), DAY);
    if (stored === null) throw new Error(`${manifestName(DAY)} is missing.`);
    const { files } = stored.manifest;
    const stream = join(work, 'one-stream.gz');
    const day = files.map(({ name }) => join(root, `days/dt=${DAY}`, name)).join(' ');
    await promisify(execFile)('sh', ['-c', `zcat ${day} | gzip -6 > ${stream}`]);
    const sum = (of: (file: (typeof files)[number]) => number): number =>
      files.reduce((all, file) => all + of(file), 0);
    return {
      calls,
      close,
      limit,
      fileBytes: sum(({ bytes }) => bytes),
      oneStreamBytes: statSync(stream).size,
      indexBytes: sum(({ index }) => index.bytes),
      largestMember: Math.max(...files.map(({ index }) => index.largestMember)),
    };
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

export function closeReport(all: readonly CloseFigures[]): string {
  const head = [
    'calls',
    'close, wall / CPU',
    'peak memory',
    'zcat \\| gzip -6',
    '× its CPU',
    'files',
    'over one stream',
    'index',
    'largest member',
  ];
  const rows = all.map(({ calls, close, limit, fileBytes, oneStreamBytes, indexBytes, largestMember }) => [
    grouped(calls),
    wallAndCpu(close.cold),
    inMegabytes(close.peakBytes),
    wallAndCpu(limit.cold),
    (close.cold.cpuMs / limit.cold.cpuMs).toFixed(2),
    inMegabytes(fileBytes),
    `${((fileBytes / oneStreamBytes - 1) * 100).toFixed(1)} %`,
    inMegabytes(indexBytes),
    `${(largestMember / 1000).toFixed(1)} KB`,
  ]);
  return table(head, rows);
}

const DEFAULT_CALLS = 1_000_000;

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const sizes = process.argv.slice(2).map(Number);
  const figures: CloseFigures[] = [];
  for (const calls of sizes.length > 0 ? sizes : [DEFAULT_CALLS]) figures.push(await benchClose(calls));
  process.stdout.write(`${closeReport(figures)}\n`);
}
