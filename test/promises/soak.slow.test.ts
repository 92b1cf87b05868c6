import { fork } from 'node:child_process';
import { once } from 'node:events';
import { expect, test } from 'vitest';
import { createFolderStore } from '../../shared/store/folder.ts';
import { builtProgram } from '../support/built.ts';
import { expectSound } from '../support/promises.ts';
import { archiveRecords, rejectLines } from '../support/pulling.ts';
import { freshFolder } from '../support/run-command.ts';
import { runs, SEED } from '../support/seed.ts';
import { EVERY_SECONDS, isBroken, startSoakVendor } from '../support/soak-vendor.ts';

const TICKS = runs(160, 20_000);
const BEGIN = 1_548_234_600;
const HOUR = 3600;
/** Ticks are six minutes apart on average; calls come for about as long. */
const END = BEGIN + Math.floor(TICKS * 0.9) * 360;
/** What the same work may hold more at another moment, in caches of node's. */
const ALLOWANCE_BYTES = 512 * 1024;
/** Without the optimising compiler, whose code grows for hours and is counted as heap. */
const V8 = ['--expose-gc', '--no-opt', '--no-sparkplug'];

interface Report {
  readonly earlyBytes: number;
  readonly lateBytes: number;
  readonly failed: number;
  readonly failedInCalm: number;
  readonly before: object;
  readonly after: object;
  readonly warnings: number;
}

test(
  `after ${TICKS} ticks with faults memory is what it was, nothing is left open and every call is filed (SEED=${SEED})`,
  { timeout: 3_600_000 },
  async () => {
    const folder = freshFolder();
    const vendor = await startSoakVendor(BEGIN - HOUR, END, SEED);
    const args = [vendor.endpoint, folder, ...[BEGIN, TICKS, SEED].map(String)];
    const child = fork(await builtProgram('soak-child.ts'), args, { execArgv: V8 });
    const exited = once(child, 'exit');
    let report: Report | undefined;
    child.on('message', (message: Report | { now: number } | { calm: boolean }) => {
      if ('earlyBytes' in message) report = message;
      else child.send(Object.assign(vendor, message).now);
    });
    expect(await exited).toEqual([0, null]);
    await vendor.close();
    if (report === undefined) throw new Error('the child told nothing');

    expect(report.failed, 'there were faults').toBeGreaterThan(TICKS / 20);
    expect(report.failedInCalm).toBe(0);
    expect(report.lateBytes).toBeLessThan(report.earlyBytes * 1.1 + ALLOWANCE_BYTES);
    expect(report.after, 'no handle or listener is left').toEqual(report.before);
    expect(report.warnings).toBe(0);

    const store = createFolderStore(folder);
    await expectSound(store, 10);
    const latest = new Map((await archiveRecords(store)).map((record) => [record.callId, record]));
    const starts = Array.from({ length: (END - BEGIN) / EVERY_SECONDS }, (_, i) => BEGIN + i * EVERY_SECONDS);
    const missing = starts.filter((start) => !isBroken(start) && latest.get(`soak-${start}`)?.recordUrl == null);
    expect(missing, 'each call is filed, its recording too').toEqual([]);
    const rejected = new Set((await rejectLines(store)).map(({ raw }) => String(JSON.parse(raw).callId)));
    expect(
      starts.filter((start) => isBroken(start) && !rejected.has(`soak-${start}`)),
      'or set aside',
    ).toEqual([]);
  },
);
