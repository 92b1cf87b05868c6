import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startVendorServer, type VendorServer } from '../../local/simulator/server.ts';
import { createFolderStore } from '../../shared/store/folder.ts';
import { createRandom } from '../support/random.ts';
import { at, createPuller, type Puller } from '../support/pulling.ts';

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

let vendor: VendorServer;
let puller: Puller;
let folder: string;
let database: DuckDBInstance;
let lake: DuckDBConnection;
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
  database = await DuckDBInstance.create(':memory:', { threads: '1' });
  lake = await database.connect();
  await lake.run(`CREATE VIEW versions AS
    SELECT * FROM read_json('${folder}/cdr/dt=*/*.jsonl.gz', hive_partitioning = true)`);
  await lake.run(`CREATE VIEW cdr AS
    SELECT * FROM versions QUALIFY rev = max(rev) OVER (PARTITION BY callId)`);
});
afterAll(async () => {
  lake.closeSync();
  database.closeSync();
  puller.close();
  await vendor.close();
  await rm(folder, { recursive: true });
});

async function query(sql: string): Promise<Record<string, unknown>[]> {
  return (await lake.runAndReadAll(sql)).getRowObjectsJson();
}

test('columns have types without anybody naming them, and dt is a date', async () => {
  const described = await query('DESCRIBE versions');
  const types = described.map((column) => `${String(column['column_name'])} ${String(column['column_type'])}`);
  expect(types).toStrictEqual([
    'callId VARCHAR',
    'src VARCHAR',
    'dst VARCHAR',
    'startSrcCallTime TIMESTAMP',
    'startSrcRingTime TIMESTAMP',
    'srcAcceptTime TIMESTAMP',
    'startDstCallTime TIMESTAMP',
    'startDstRingTime TIMESTAMP',
    'dstAcceptTime TIMESTAMP',
    'endCallTime TIMESTAMP',
    'callEndStatus BIGINT',
    'duration BIGINT',
    'recordUrl VARCHAR',
    'callType BIGINT',
    // Nulls alone have no type of their own.
    'bizId JSON',
    'orderId JSON',
    'rev BIGINT',
    'dt DATE',
  ]);
});

test('the latest versions are the vendor’s calls: as many, with the same billed seconds and recordings', async () => {
  const [total] = await query(
    'SELECT count(*)::INT AS calls, sum(duration)::INT AS billed, count(recordUrl)::INT AS recorded FROM cdr',
  );
  expect(total).toStrictEqual({ ...summed(calls), recorded: recorded.length });
  const rows = await query('SELECT callId, duration::INT AS duration, recordUrl FROM cdr ORDER BY callId');
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
    await query('SELECT rev::INT AS rev, count(*)::INT AS lines FROM versions GROUP BY rev ORDER BY rev'),
  ).toStrictEqual([
    { rev: 0, lines: CALLS },
    { rev: 1, lines: recorded.length },
  ]);
  expect(await query('SELECT callId, rev FROM versions GROUP BY callId, rev HAVING count(*) > 1')).toStrictEqual([]);
});

test('a day is the Beijing day of the call’s start, and times are the same instants', async () => {
  const days = await query(`SELECT dt::VARCHAR AS dt, count(*)::INT AS calls, sum(duration)::INT AS billed FROM cdr
    GROUP BY dt ORDER BY dt`);
  const midnight = at('2019-01-23T00:00:00');
  expect(days).toStrictEqual([
    { dt: '2019-01-22', ...summed(calls.filter((call) => Number(call['startSrcCallTime']) < midnight)) },
    { dt: '2019-01-23', ...summed(calls.filter((call) => Number(call['startSrcCallTime']) >= midnight)) },
  ]);
  expect(
    await query('SELECT count(*)::INT AS wrong FROM cdr WHERE dt <> (startSrcCallTime + INTERVAL 8 HOUR)::DATE'),
  ).toStrictEqual([{ wrong: 0 }]);
  const instants = await query('SELECT epoch(startSrcCallTime)::BIGINT::VARCHAR AS start FROM cdr ORDER BY callId');
  expect(instants.map(({ start }) => start)).toStrictEqual(calls.map((call) => call['startSrcCallTime']));
});
