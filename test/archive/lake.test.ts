import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startVendorServer, type VendorServer } from '../../local/simulator/server.ts';
import { createFolderStore } from '../../shared/store/folder.ts';
import { MIDNIGHT, putPart, record } from '../support/closing.ts';
import { createRandom } from '../support/random.ts';
import { at, createPuller, type Puller } from '../support/pulling.ts';

/** The recipe for DuckDB, as people paste it: a zone, a view over the parts, and the calls of each day. */
const RECIPE = /^```sql\n([^]*?)^```$/m.exec(readFileSync('docs/reading.md', 'utf8'))?.[1] ?? '';
const RECIPE_FOLDER = "'archive/cdr/";

type Row = Record<string, string>;

const FROM = at('2019-01-22T22:00:00');
const TO = at('2019-01-23T02:00:00');
const CALLS = 600;

/** What the vendor has: calls on both sides of a midnight in Beijing, some answered, some with a recording. */
function makeCalls(): Row[] {
  const random = createRandom(20_190_123);
  return Array.from({ length: CALLS }, (_, index) => {
    const start = FROM + Math.floor(random() * (TO - FROM));
    const answered = random() < 0.7;
    const seconds = answered ? 1 + Math.floor(random() * 600) : 0;
    const later = (delay: number): string => (answered ? String(start + delay) : '0');
    return {
      callId: `12-190123-${index.toString(16).padStart(8, '0')}`,
      src: '008613500000000',
      dst: `00861363${String(1_000_000 + index)}`,
      startSrcCallTime: String(start),
      startSrcRingTime: String(start + 3),
      srcAcceptTime: later(8),
      startDstCallTime: later(9),
      startDstRingTime: later(12),
      dstAcceptTime: later(20),
      endCallTime: String(start + 20 + seconds),
      callEndStatus: answered ? '0' : '2',
      duration: String(seconds),
      recordUrl: '',
      callType: '3',
      bizId: '',
      orderId: '',
    };
  });
}

const calls = makeCalls();
const recorded = calls.filter((_, index) => index % 7 === 0);
function summed(some: readonly Row[]): { calls: number; billed: number } {
  return { calls: some.length, billed: some.reduce((sum, call) => sum + Number(call['duration']), 0) };
}

interface Lake {
  query: (sql: string) => Promise<Record<string, unknown>[]>;
  /** What the recipe's last statement answered: the calls of each day. */
  readonly answer: readonly Record<string, unknown>[];
  close: () => void;
}

async function rowsOf(connection: DuckDBConnection, sql: string): Promise<Record<string, unknown>[]> {
  return (await connection.runAndReadAll(sql)).getRowObjectsJson();
}

/** Runs the recipe over an archive; `versions` is its view without the condition that leaves the latest. */
async function openLake(root: string): Promise<Lake> {
  const recipe = RECIPE.replaceAll(RECIPE_FOLDER, `'${root}/cdr/`);
  const database = await DuckDBInstance.create(':memory:', { threads: '1' });
  const connection = await database.connect();
  const answer = await rowsOf(connection, recipe);
  const [view = ''] = /^CREATE VIEW cdr AS\n[^;]*;/m.exec(recipe) ?? [];
  await connection.run(view.replace('VIEW cdr', 'VIEW versions').replace(/\nQUALIFY [^;]*/, ''));
  return {
    query: async (sql) => rowsOf(connection, sql),
    answer,
    close: () => {
      connection.closeSync();
      database.closeSync();
    },
  };
}

/** Another archive than the one below, for as long as `use` takes. */
async function withArchive(parts: readonly Parameters<typeof putPart>[1][], use: (other: Lake) => Promise<void>) {
  const root = await mkdtemp(join(tmpdir(), 'huadan-lake-'));
  try {
    const store = createFolderStore(root);
    for (const part of parts) await putPart(store, part);
    const other = await openLake(root);
    await use(other).finally(other.close);
  } finally {
    await rm(root, { recursive: true });
  }
}

let vendor: VendorServer;
let puller: Puller;
let folder: string;
let lake: Lake;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'huadan-lake-'));
  vendor = await startVendorServer(({ body }) => {
    const [from, to] = [Number(body['startTimeStamp']), Number(body['endTimeStamp'])];
    const cdr = calls.filter((call) => {
      const start = Number(call['startSrcCallTime']);
      return start >= from && start <= to;
    });
    return { body: JSON.stringify({ cdr, errorCode: '0', offset: '0', result: 'Call Details' }) };
  });
  puller = createPuller(vendor.endpoint, createFolderStore(folder));
  await puller.range(FROM, TO);
  // The recordings of some calls arrive later, and a pull over the same hours files them as new versions.
  for (const call of recorded) call['recordUrl'] = `https://records.example.com/${call['callId']}.mp3`;
  await puller.range(FROM, TO);
  lake = await openLake(folder);
});
afterAll(async () => {
  lake.close();
  puller.close();
  await vendor.close();
  await rm(folder, { recursive: true });
});

test('every column has the type that the recipe gives it, whatever the rows hold', async () => {
  const described = await lake.query('DESCRIBE cdr');
  const types = described.map((column) => `${String(column['column_name'])} ${String(column['column_type'])}`);
  expect(types).toStrictEqual([
    'callId VARCHAR',
    'src VARCHAR',
    'dst VARCHAR',
    'startSrcCallTime TIMESTAMP WITH TIME ZONE',
    'startSrcRingTime TIMESTAMP WITH TIME ZONE',
    'srcAcceptTime TIMESTAMP WITH TIME ZONE',
    'startDstCallTime TIMESTAMP WITH TIME ZONE',
    'startDstRingTime TIMESTAMP WITH TIME ZONE',
    'dstAcceptTime TIMESTAMP WITH TIME ZONE',
    'endCallTime TIMESTAMP WITH TIME ZONE',
    'callEndStatus BIGINT',
    'duration BIGINT',
    'recordUrl VARCHAR',
    'callType BIGINT',
    'bizId VARCHAR',
    'orderId VARCHAR',
    'rev BIGINT',
    'dt DATE',
  ]);
});

/** As many rows as DuckDB looks at when it has to guess a type. */
const SAMPLED = 20_480;

test('no type is guessed from the first rows: orderIds may all look alike, and one does not', async () => {
  const alike = Array.from({ length: SAMPLED }, (_, i) =>
    record(`12-${i}`, MIDNIGHT, { orderId: `9b1deb4d-3b7d-4bad-9bdd-${String(i).padStart(12, '0')}` }),
  );
  await withArchive([[...alike, record('13-1', MIDNIGHT + 1, { orderId: 'A-1' })]], async ({ query, answer }) => {
    expect(answer).toStrictEqual([
      { dt: '2026-03-05', calls: String(SAMPLED + 1), billed_seconds: String(70 * (SAMPLED + 1)) },
    ]);
    expect(await query("SELECT callId, orderId FROM cdr WHERE orderId = 'A-1'")).toStrictEqual([
      { callId: '13-1', orderId: 'A-1' },
    ]);
  });
});

test('the latest versions are the vendor’s calls: as many, with the same billed seconds and recordings', async () => {
  const [total] = await lake.query(
    'SELECT count(*)::INT AS calls, sum(duration)::INT AS billed, count(recordUrl)::INT AS recorded FROM cdr',
  );
  expect(total).toStrictEqual({ ...summed(calls), recorded: recorded.length });
  const rows = await lake.query('SELECT callId, duration::INT AS duration, recordUrl FROM cdr ORDER BY callId');
  expect(rows).toStrictEqual(
    calls.map(({ callId, duration, recordUrl }) => ({
      callId,
      duration: Number(duration),
      recordUrl: recordUrl === '' ? null : recordUrl,
    })),
  );
});

test('a changed row is there twice, as rev 0 and rev 1; nothing else is', async () => {
  expect(
    await lake.query('SELECT rev::INT AS rev, count(*)::INT AS lines FROM versions GROUP BY rev ORDER BY rev'),
  ).toStrictEqual([
    { rev: 0, lines: CALLS },
    { rev: 1, lines: recorded.length },
  ]);
  expect(await lake.query('SELECT callId, rev FROM versions GROUP BY callId, rev HAVING count(*) > 1')).toStrictEqual(
    [],
  );
});

test('a call that moved to a later slot of its day is there once, as it was last filed', async () => {
  const moved = [[record('12-1', MIDNIGHT)], [record('12-1', MIDNIGHT + 600, { duration: 80 })]];
  await withArchive(moved, async ({ query, answer }) => {
    expect(answer).toStrictEqual([{ dt: '2026-03-05', calls: '1', billed_seconds: '80' }]);
    expect(await query('SELECT count(*)::INT AS lines FROM versions')).toStrictEqual([{ lines: 2 }]);
  });
});

test('a day is the Beijing day of the call’s start, and the recipe sums it up', () => {
  const midnight = at('2019-01-23T00:00:00');
  const days = [
    { dt: '2019-01-22', ...summed(calls.filter((call) => Number(call['startSrcCallTime']) < midnight)) },
    { dt: '2019-01-23', ...summed(calls.filter((call) => Number(call['startSrcCallTime']) >= midnight)) },
  ];
  // 64-bit numbers come as text.
  expect(lake.answer).toStrictEqual(
    days.map((day) => ({ dt: day.dt, calls: String(day.calls), billed_seconds: String(day.billed) })),
  );
});

test('times are the same instants, and are shown on the clock of the archive', async () => {
  expect(await lake.query('SELECT count(*)::INT AS wrong FROM cdr WHERE dt <> startSrcCallTime::DATE')).toStrictEqual([
    { wrong: 0 },
  ]);
  const times = await lake.query(`SELECT epoch(startSrcCallTime)::BIGINT::VARCHAR AS start,
    startSrcCallTime::VARCHAR AS shown FROM cdr ORDER BY callId`);
  expect(times.map(({ start }) => start)).toStrictEqual(calls.map((call) => call['startSrcCallTime']));
  for (const { shown } of times) expect(shown).toMatch(/^2019-01-2[23] [\d:]{8}\+08$/);
});

test('a question about one day opens that day’s files only', async () => {
  const [plan] = await lake.query("EXPLAIN SELECT sum(duration) FROM cdr WHERE dt = '2019-01-23'");
  const [, opened, all] = /Scanning Files: (\d+)\/(\d+)/.exec(String(plan?.['explain_value'])) ?? [];
  const [files] = await lake.query(`SELECT count(*)::VARCHAR AS total,
    count(*) FILTER (file LIKE '%/dt=2019-01-23/%')::VARCHAR AS wanted FROM glob('${folder}/cdr/dt=*/*.jsonl.gz')`);
  expect({ opened, all }).toStrictEqual({ opened: files?.['wanted'], all: files?.['total'] });
  expect(Number(opened)).toBeLessThan(Number(all));
});
