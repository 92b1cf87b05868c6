import { DuckDBInstance } from '@duckdb/node-api';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createIsoTime } from '../../shared/time.ts';
import { createFolderStore } from '../../shared/store/folder.ts';
import { DAY, expectClosed, MIDNIGHT, putPart, putState, record, runClose } from '../support/closing.ts';
import { createRandom } from '../support/random.ts';
import { SEED } from '../support/seed.ts';

const CALLS = 900;
const iso = createIsoTime(8 * 3600);

/** Calls with everything that may be missing missing now and then, some past midnight, some with clocks that disagree. */
function someCalls(): ReturnType<typeof record>[] {
  const random = createRandom(SEED);
  const upTo = (most: number): number => Math.floor(random() * most);
  return Array.from({ length: CALLS }, (_, i) => {
    const start = MIDNIGHT + (random() < 0.4 ? 60_000 + upTo(5000) : upTo(86_400));
    const orNull = (chance: number, seconds: number): string | null => (random() < chance ? null : iso(seconds));
    const answered = start + 30 + upTo(40);
    return record(`12-260305-${i}`, start, {
      startSrcCallTime: random() < 0.02 ? null : iso(start),
      endCallTime: iso(start + upTo(3000)),
      startSrcRingTime: orNull(0.1, start + upTo(5) - 1),
      srcAcceptTime: orNull(0.2, start + 5 + upTo(20)),
      startDstCallTime: orNull(0.3, start + 20),
      startDstRingTime: orNull(0.3, start + 21 + upTo(5)),
      dstAcceptTime: orNull(0.4, answered),
      callEndStatus: random() < 0.1 ? null : upTo(7),
      duration: random() < 0.1 ? null : upTo(20),
      recordUrl: random() < 0.5 ? null : 'https://r.example.com/1.mp3',
      callType: 1 + upTo(3),
    });
    // Without a start a call is filed by its end, which may be on the next day.
  }).filter(({ startSrcCallTime, endCallTime }) => (startSrcCallTime ?? endCallTime)!.startsWith(DAY));
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
    const store = createFolderStore(folder);
    await putState(store, MIDNIGHT + 86_400, { since: MIDNIGHT });
    const bySlot = new Map<number, ReturnType<typeof record>[]>();
    for (const call of someCalls()) {
      const began = Date.parse(call.startSrcCallTime ?? call.endCallTime ?? '') / 1000;
      const slot = began - (began % 600);
      bySlot.set(slot, [...(bySlot.get(slot) ?? []), call]);
    }
    for (const calls of bySlot.values()) await putPart(store, calls);
    await runClose(store);
    const { totals, quality, hours } = await expectClosed(store, DAY, { index: false });
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
