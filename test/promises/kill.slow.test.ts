import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startVendorServer, type VendorServer } from '../../local/simulator/server.ts';
import { createFolderStore } from '../../shared/store/folder.ts';
import { unpackFunction } from '../support/bundle.ts';
import { expectSound, expectUnchanged, snapshot } from '../support/promises.ts';
import { archiveRecords, at, createPuller, CREDENTIALS } from '../support/pulling.ts';
import { runs, SEED } from '../support/seed.ts';

const NOW = '2019-01-23T17:23:30';
const PASSES = { LOOKBACK: '3h', PASSES: '5m,1h' };
const KILLS = runs(10, 500);
/** An hour goes by between ticks: a dozen windows each. */
const STEP_SECONDS = 3600;

let work: string;
let vendor: VendorServer;

beforeAll(async () => {
  work = mkdtempSync(join(tmpdir(), 'huadan-kill-'));
  await unpackFunction('pull', work);
  // Forty calls in each ten minutes, and some that change with every question: each tick has something to write.
  let question = 0;
  vendor = await startVendorServer(({ body }) => {
    question++;
    const [from, to] = [Number(body['startTimeStamp']), Number(body['endTimeStamp'])];
    const cdr = Array.from({ length: 40 }, (_, i) => from + 1 + i * 15)
      .filter((start) => start < to)
      .map((start, i) => ({
        callId: `c${start}`,
        startSrcCallTime: String(start),
        recordUrl: i % 8 === 0 ? `u${question}` : '',
        duration: i === 5 ? 'x' : '7',
      }));
    return { body: JSON.stringify({ errorCode: '0', cdr }) };
  });
});
afterAll(async () => {
  await vendor.close();
  rmSync(work, { recursive: true, force: true });
});

/** Runs one tick of the real function in a process of its own, and kills it after so many milliseconds. */
async function tickInProcess(
  folder: string,
  now: number,
  killAfterMs: number,
): Promise<{ killed: boolean; ms: number }> {
  const event = JSON.stringify({ Type: 'Timer', Message: JSON.stringify({ now: new Date(now * 1000).toISOString() }) });
  const program = `process.send('ready'); require('${join(work, 'index.js')}').main_handler(${event}, {}).then(() => process.exit(0))`;
  const child = spawn(process.execPath, ['-e', program], {
    env: {
      ...process.env,
      CDR_ENDPOINT: vendor.endpoint,
      ...CREDENTIALS,
      ARCHIVE_URL: `file:${folder}`,
      CDR_RATE: 'unlimited',
      ...PASSES,
    },
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  await once(child, 'message');
  const started = performance.now();
  const timer = setTimeout(() => child.kill('SIGKILL'), killAfterMs);
  const [code] = (await once(child, 'exit')) as [number | null];
  clearTimeout(timer);
  return { killed: code !== 0, ms: performance.now() - started };
}

test(
  `a tick killed at any of ${KILLS} moments leaves the promises kept, and the next one goes on (SEED=${SEED})`,
  { timeout: 600_000 },
  async () => {
    const folder = join(work, 'archive');
    const store = createFolderStore(folder);
    // One whole tick first: from here on the cursors stand, and it is known how long a tick lives.
    let now = at(NOW);
    const whole = await tickInProcess(folder, now, 60_000);
    expect(whole.killed).toBe(false);
    let killed = 0;
    let before = new Map<string, string>();
    for (let i = 0; i < KILLS; i++) {
      now += STEP_SECONDS;
      // Spread over the tick's whole life, a little differently in every run.
      const share = (i + ((SEED + i * 7919) % 1000) / 1000) / KILLS;
      if ((await tickInProcess(folder, now, share * whole.ms)).killed) killed++;
      await expectUnchanged(store, before);
      await expectSound(store, 10);
      before = await snapshot(store);
    }
    expect(killed, 'most ticks were killed before they were done').toBeGreaterThan(KILLS / 4);

    // A rehearsal as those before it: other ticks would not take up where they ended.
    const puller = createPuller(vendor.endpoint, store, { env: PASSES, rehearsal: true });
    // On a busy machine a question may have taken too long, and its window is a gap that is tried again later.
    let counters = await puller.tick((now += STEP_SECONDS));
    for (let tries = 0; tries < 10 && counters.gaps > 0; tries++) counters = await puller.tick((now += STEP_SECONDS));
    expect(counters).toMatchObject({ complete: true, gaps: 0, lost: 0 });
    puller.close();
    await expectUnchanged(store, before);
    await expectSound(store, 10);
    const ids = new Set((await archiveRecords(store)).map(({ callId }) => callId));
    for (let start = at('2019-01-23T14:30:00'); start < now - STEP_SECONDS; start += 600) {
      for (let i = 0; i < 40; i++)
        if (i !== 5) expect(ids.has(`c${start + i * 15}`), `the call of second ${start + i * 15}`).toBe(true);
    }
  },
);
