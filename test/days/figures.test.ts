import { DuckDBInstance } from '@duckdb/node-api';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { startVendorServer } from '../../local/simulator/server.ts';
import { createLayout } from '../../shared/archive/layout.ts';
import { createFolderStore } from '../../shared/store/folder.ts';
import { DAY, MIDNIGHT, runClose, TICK } from '../support/closing.ts';
import { expectClosed } from '../support/days/closed-day.ts';
import { createPuller } from '../support/pulling.ts';
import { createRandom } from '../support/random.ts';
import { SEED } from '../support/seed.ts';
import { success, vendorRow, type VendorRow } from '../support/vendor-rows.ts';

const CALLS = 900;

/** Rows of calls with everything that may be missing missing now and then, some past midnight, some with clocks that disagree. */
function someRows(): VendorRow[] {
  const random = createRandom(SEED);
  const upTo = (most: number): number => Math.floor(random() * most);
  const orNot = (chance: number, value: number | string): string => (random() < chance ? '' : String(value));
  return Array.from({ length: CALLS }, (_, i) => {
    const start = MIDNIGHT + (random() < 0.4 ? 60_000 + upTo(5000) : upTo(86_400));
    return vendorRow(`12-260305-${i}`, start, {
      startSrcCallTime: orNot(0.02, start),
      endCallTime: String(start + upTo(3000)),
      startSrcRingTime: orNot(0.1, start + upTo(5) - 1),
      srcAcceptTime: orNot(0.2, start + 5 + upTo(20)),
      startDstCallTime: orNot(0.3, start + 20),
      startDstRingTime: orNot(0.3, start + 21 + upTo(5)),
      dstAcceptTime: orNot(0.4, start + 30 + upTo(40)),
      callEndStatus: orNot(0.1, upTo(7)),
      duration: orNot(0.1, upTo(20)),
      recordUrl: orNot(0.5, 'https://r.example.com/1.mp3'),
      callType: String(1 + upTo(3)),
    });
  });
}

const began = (row: VendorRow): number => Number(row['startSrcCallTime'] || row['endCallTime']);

/** Pulls the day in one tick, when all of it is over, and closes it. */
async function pullAndClose(folder: string): Promise<void> {
  const rows = someRows();
  const vendor = await startVendorServer(({ body }) => {
    const [from, to] = [Number(body['startTimeStamp']), Number(body['endTimeStamp'])];
    return success(rows.filter((row) => began(row) >= from && began(row) <= to));
  });
  const store = createFolderStore(folder);
  const env = { SLOT_MINUTES: '60', PASSES: '5m', LOOKBACK: '30h', RETENTION: '40h' };
  const puller = createPuller(vendor.endpoint, store, { env });
  await puller.tick(MIDNIGHT + 25 * 3600);
  puller.close();
  await vendor.close();
  await runClose(store, TICK, { layout: createLayout(puller.config.passes) });
}

const FIGURES = `
WITH calls AS (
  SELECT *, coalesce(startSrcCallTime, endCallTime) AS began, coalesce(duration, 0) AS billed, dstAcceptTime IS NOT NULL AS answered
  FROM read_json('FILES', columns = {callId: 'VARCHAR', startSrcCallTime: 'TIMESTAMP', startSrcRingTime: 'TIMESTAMP', srcAcceptTime: 'TIMESTAMP',
    startDstCallTime: 'TIMESTAMP', startDstRingTime: 'TIMESTAMP', dstAcceptTime: 'TIMESTAMP', endCallTime: 'TIMESTAMP',
    callEndStatus: 'INTEGER', duration: 'INTEGER', recordUrl: 'VARCHAR', callType: 'INTEGER'})
), waits AS (
  SELECT epoch(startSrcRingTime - startSrcCallTime) AS pddA, epoch(srcAcceptTime - startSrcRingTime) AS ringA,
    epoch(startDstRingTime - startDstCallTime) AS pddB, epoch(dstAcceptTime - startDstRingTime) AS ringB FROM calls
), legs AS (
  SELECT greatest(startSrcCallTime, DAYBEGIN) AS b, least(endCallTime, DAYEND) AS e FROM calls WHERE startSrcCallTime IS NOT NULL
  UNION ALL SELECT greatest(startDstCallTime, DAYBEGIN), least(endCallTime, DAYEND) FROM calls WHERE startDstCallTime IS NOT NULL
), minutes AS (SELECT unnest(range(1381)) AS minute
), hours AS (
  SELECT minute, sum(greatest(0, epoch(least(e, DAYBEGIN + to_minutes(minute + 60)) - greatest(b, DAYBEGIN + to_minutes(minute))))) AS seconds
  FROM minutes, legs WHERE e > b GROUP BY minute
), busiest AS (SELECT minute, seconds FROM hours ORDER BY seconds DESC, minute LIMIT 1)
SELECT count(*)::INT AS calls, count(*) FILTER (answered)::INT AS answered, sum(billed)::INT AS billedSeconds,
  count(recordUrl)::INT AS withRecording,
  count(srcAcceptTime)::INT AS answeredA,
  count(startDstCallTime)::INT AS attemptsB, count(*) FILTER (answered AND startDstCallTime IS NOT NULL)::INT AS answeredB,
  round(sum(billed) / count(*) FILTER (answered), 2)::DOUBLE AS averageCallDuration,
  count(*) FILTER (answered AND billed < 6)::INT AS shortCalls,
  (SELECT [quantile_disc(pddA, 0.5), quantile_disc(pddA, 0.95)] FROM waits WHERE pddA >= 0) AS pddA,
  (SELECT [quantile_disc(ringA, 0.5), quantile_disc(ringA, 0.95)] FROM waits WHERE ringA >= 0) AS ringA,
  (SELECT [quantile_disc(pddB, 0.5), quantile_disc(pddB, 0.95)] FROM waits WHERE pddB >= 0) AS pddB,
  (SELECT [quantile_disc(ringB, 0.5), quantile_disc(ringB, 0.95)] FROM waits WHERE ringB >= 0) AS ringB,
  (SELECT minute::INT FROM busiest) AS busiestMinute, (SELECT seconds::INT FROM busiest) AS legSeconds
FROM calls`;

const BY = (what: string): string => `SELECT coalesce(${what}::VARCHAR, 'null') AS code, count(*)::INT AS calls
  FROM read_json('FILES', columns = {callEndStatus: 'INTEGER', callType: 'INTEGER'}) GROUP BY 1`;
const HOURS = `SELECT hour(coalesce(startSrcCallTime, endCallTime))::INT AS hour, count(*)::INT AS calls,
  count(dstAcceptTime)::INT AS answered, sum(coalesce(duration, 0))::INT AS billedSeconds
  FROM read_json('FILES', columns = {startSrcCallTime: 'TIMESTAMP', endCallTime: 'TIMESTAMP', dstAcceptTime: 'TIMESTAMP', duration: 'INTEGER'})
  GROUP BY 1`;

function pair({ median, p95 }: { median: number | null; p95: number | null }): (number | null)[] {
  return [median, p95];
}

test(`the manifest's figures are what DuckDB finds in the day file (SEED=${SEED})`, async () => {
  const folder = mkdtempSync(join(tmpdir(), 'huadan-figures-'));
  const database = await DuckDBInstance.create(':memory:', { threads: '1' });
  const connection = await database.connect();
  const query = async (sql: string): Promise<Record<string, unknown>[]> => {
    const text = sql
      .replaceAll('FILES', `${folder}/days/dt=${DAY}/calls-*.jsonl.gz`)
      .replaceAll('DAYBEGIN', `(TIMESTAMP '2026-03-05 00:00:00')`)
      .replaceAll('DAYEND', `(TIMESTAMP '2026-03-06 00:00:00')`);
    return (await connection.runAndReadAll(text)).getRowObjectsJson();
  };
  try {
    await pullAndClose(folder);
    const { totals, quality, hours } = await expectClosed(createFolderStore(folder), DAY, { index: false });
    // Those that began on DAY.
    expect(totals.calls).toBeGreaterThan(CALLS - 50);
    const { a, b, busiestHour } = quality;
    expect((await query(FIGURES))[0]).toEqual({
      calls: totals.calls,
      answered: totals.answered,
      billedSeconds: totals.billedSeconds,
      withRecording: totals.withRecording,
      answeredA: a.answered,
      attemptsB: b.attempts,
      answeredB: b.answered,
      averageCallDuration: quality.averageCallDuration,
      shortCalls: quality.shortCalls,
      pddA: pair(a.postDialDelay),
      ringA: pair(a.ringTime),
      pddB: pair(b.postDialDelay),
      ringB: pair(b.ringTime),
      busiestMinute: (Date.parse(busiestHour!.from) / 1000 - MIDNIGHT) / 60,
      legSeconds: busiestHour!.legSeconds,
    });
    expect(busiestHour!.erlang).toBeCloseTo(busiestHour!.legSeconds / 3600, 2);
    expect([a.attempts, a.asr]).toEqual([totals.calls, Number((a.answered / totals.calls).toFixed(4))]);
    const byCode = async (what: string): Promise<object> =>
      Object.fromEntries((await query(BY(what))).map(({ code, calls }) => [code, calls]));
    expect(totals.byStatus).toEqual(await byCode('callEndStatus'));
    expect(totals.byType).toEqual(await byCode('callType'));
    const byHour = new Map((await query(HOURS)).map(({ hour, ...figures }) => [hour, figures]));
    expect(hours).toEqual(hours.map((_, hour) => byHour.get(hour) ?? { calls: 0, answered: 0, billedSeconds: 0 }));
  } finally {
    connection.closeSync();
    database.closeSync();
    rmSync(folder, { recursive: true, force: true });
  }
});
