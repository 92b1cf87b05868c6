/**
 * What it takes to find a call in an archive of closed days, beside DuckDB and zgrep over the same day files:
 *
 *     npx tsx bench/archive-lookup.bench.ts 30 1000000    30 days of 1 000 000 calls
 *
 * Requests and bytes are counted by the stand-in for COS, which runs in this process. Every day holds the same calls:
 * one file with a name a day.
 */

import { linkSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createArchiveSearch } from '../functions/lookup/from-archive.ts';
import { dayAfter } from '../shared/days/calendar.ts';
import { entryOf } from '../shared/days/catalogue.ts';
import { CATALOGUE_NAME, dayPrefix, manifestName } from '../shared/days/layout.ts';
import { createDaysMemory } from '../shared/days/memory.ts';
import { sha256 } from '../shared/days/read.ts';
import { LAYOUT } from '../test/support/archive-world.ts';
import { DAY, MIDNIGHT, putPart, putState, record, runClose } from '../test/support/closing.ts';
import { manifestOf } from '../test/support/days/closed-day.ts';
import { startCos, type CosStandIn } from '../test/support/cos/index.ts';
import { createMemoryStore } from '../test/support/memory-store.ts';
import { median, PYTHON, runProgram } from './measure.ts';

export interface ArchiveLookup {
  readonly name: string;
  /** Undefined for those who read a disk. */
  readonly requests?: number;
  readonly bytes?: number;
  readonly coldMs: number;
  readonly warmMs?: number;
}

export interface ArchiveLookupFigures {
  readonly days: number;
  readonly callsADay: number;
  readonly lookups: readonly ArchiveLookup[];
}

export interface ArchiveLookupOptions {
  readonly days: number;
  readonly callsADay: number;
  /** Called after each measurement, for those who watch. */
  readonly onRun?: (lookup: ArchiveLookup) => void;
}

const SLOTS = 144;
const ROUNDS = 25;
/** An id that is nowhere is asked of every day. */
const ROUNDS_OF_ALL = 3;
const ROOT = 'lake/';

const idOf = (call: number): string => `12-260305-${call.toString(16).padStart(12, '0')}`;

/** Closes one day and gives it to the bucket, and to `folder`, under the name of each. */
async function layOut(cos: CosStandIn, folder: string, dayCount: number, callsADay: number): Promise<void> {
  const store = createMemoryStore();
  const each = callsADay / SLOTS;
  for (let slot = 0; slot < SLOTS; slot++) {
    const calls = Array.from({ length: each }, (_, i) => {
      const src = `00861380${String((slot * each + i) * 7).padStart(7, '0')}`;
      return record(idOf(slot * each + i), MIDNIGHT + slot * 600 + (i % 600), { src });
    });
    await putPart(store, calls);
  }
  await putState(store, MIDNIGHT + 86_400);
  await runClose(store);
  const manifest = await manifestOf(store, DAY);
  const days = Array.from({ length: dayCount }, (_, i) => dayAfter(DAY, i - dayCount + 1));
  const entries = days.map((day) => {
    const bytes = Buffer.from(JSON.stringify({ ...manifest, day }));
    cos.objects.set(ROOT + manifestName(day), bytes);
    mkdirSync(join(folder, dayPrefix(day)), { recursive: true });
    for (const { name, index } of manifest.files) {
      for (const file of [name, index.name]) {
        cos.objects.set(ROOT + dayPrefix(day) + file, store.objects.get(dayPrefix(DAY) + file) ?? Buffer.alloc(0));
      }
      const first = join(folder, name);
      if (day === days[0]) writeFileSync(first, store.objects.get(dayPrefix(DAY) + name) ?? '');
      linkSync(first, join(folder, dayPrefix(day), name));
    }
    return entryOf({ ...manifest, day }, sha256(bytes));
  });
  cos.objects.set(
    ROOT + CATALOGUE_NAME,
    Buffer.from(JSON.stringify({ version: 1, utcOffset: '+08:00', days: entries })),
  );
  cos.objects.set(`${ROOT}_state/pull.json`, store.objects.get('_state/pull.json') ?? Buffer.alloc(0));
}

type Search = (rounds: number, isWarm: boolean) => Promise<{ requests: number; bytes: number; ms: number }>;

/** Medians of lookups of the ids that `idAt` gives. */
function createSearch(cos: CosStandIn, idAt: (round: number) => string): Search {
  const reader = cos.reader();
  let bytes = 0;
  const counted: typeof reader = {
    get: async (name) => {
      const body = await reader.get(name);
      bytes += body?.length ?? 0;
      return body;
    },
    getRange: async (name, start, end, ifMatch) => {
      const piece = await reader.getRange(name, start, end, ifMatch);
      if (piece !== null && piece !== 'changed') bytes += piece.bytes.length;
      return piece;
    },
  };
  return async (rounds, isWarm) => {
    const memory = createDaysMemory();
    const found: { requests: number; bytes: number; ms: number }[] = [];
    // The first warm one fills the memory.
    for (let round = isWarm ? -1 : 0; round < rounds; round++) {
      const search = createArchiveSearch({
        reader: counted,
        memory: isWarm ? memory : createDaysMemory(),
        clock: () => (MIDNIGHT + 86_400) * 1000,
        deadlineMs: Infinity,
        ...LAYOUT,
      });
      cos.requests.length = 0;
      bytes = 0;
      const started = performance.now();
      const callId = idAt(Math.max(round, 0));
      await ((await search.namedDays(callId)) ?? search.everyDay(callId));
      if (round >= 0) found.push({ requests: cos.requests.length, bytes, ms: performance.now() - started });
    }
    const middle = (of: (one: (typeof found)[number]) => number): number => median(found.map(of));
    return { requests: middle((one) => one.requests), bytes: middle((one) => one.bytes), ms: middle(({ ms }) => ms) };
  };
}

async function measureSearch(name: string, search: Search, rounds: number): Promise<ArchiveLookup> {
  const cold = await search(rounds, false);
  const warm = await search(rounds, true);
  return { name, requests: warm.requests, bytes: warm.bytes, coldMs: cold.ms, warmMs: warm.ms };
}

async function measureDuckDb(name: string, files: string, callId: string): Promise<ArchiveLookup> {
  const sql = `SELECT * FROM read_json('${files}') WHERE callId = '${callId}'`;
  const { cold, ticks } = await runProgram('duckdb.cjs', { jobs: [{ sql }, { sql }], seconds: 5 });
  return { name, coldMs: cold.ms, ...(ticks[1] && { warmMs: ticks[1].ms }) };
}

/** zgrep ends with 1 when there is none. */
async function measureZgrep(name: string, files: string, callId: string): Promise<ArchiveLookup> {
  const command = `zgrep -h -F '"${callId}"' ${files} > /dev/null || test $? = 1`;
  const { cold } = await runProgram('shell.py', { jobs: [{ command }] });
  return { name, coldMs: cold.ms };
}

export async function benchArchiveLookup(options: ArchiveLookupOptions): Promise<ArchiveLookupFigures> {
  const { days, onRun = () => undefined } = options;
  const callsADay = Math.ceil(options.callsADay / SLOTS) * SLOTS;
  const folder = mkdtempSync(join(tmpdir(), 'huadan-bench-'));
  const cos = await startCos();
  try {
    await layOut(cos, folder, days, callsADay);
    const [ofDay, ofAll] = [`days/dt=${DAY}`, 'days/dt=*'].map((path) => join(folder, path, 'calls-*.jsonl.gz'));
    const [here, nowhere] = [idOf(397), 'none'];
    const known = createSearch(cos, (round) => idOf((round * 397) % callsADay));
    const lookups: ArchiveLookup[] = [];
    const add = (lookup: ArchiveLookup): void => {
      lookups.push(lookup);
      onRun(lookup);
    };
    add(await measureSearch('by an id that tells its day', known, ROUNDS));
    add(await measureDuckDb('DuckDB, that day', ofDay ?? '', here));
    if (PYTHON !== undefined) add(await measureZgrep('zgrep, that day', ofDay ?? '', here));
    const unknown = createSearch(cos, (round) => `${nowhere}${round}`);
    add(await measureSearch('by an id that tells no day and is nowhere', unknown, ROUNDS_OF_ALL));
    add(await measureDuckDb('DuckDB, all days', ofAll ?? '', nowhere));
    if (PYTHON !== undefined) add(await measureZgrep('zgrep, all days', ofAll ?? '', nowhere));
    return { days, callsADay, lookups };
  } finally {
    await cos.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [days = 365, callsADay = 10_080] = process.argv.slice(2).map(Number);
  const { lookups } = await benchArchiveLookup({ days, callsADay });
  console.table(lookups);
}
