import fc from 'fast-check';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createFolderStore } from '../../shared/store/folder.ts';
import { DAY, MIDNIGHT, runClose, TICK } from '../support/closing.ts';
import { expectClosed, manifestOf, readHeld } from '../support/days/closed-day.ts';
import { counting, dyingAfter } from '../support/watched-store.ts';
import { startCos, type CosStandIn } from '../support/cos/index.ts';
import { circumstances, steps } from '../support/days/befalls.ts';
import { createGenerations } from '../support/days/generations.ts';
import { live, type Place } from '../support/days/history.ts';
import { createPulledDays, pulledLayout as layout } from '../support/days/pulled-days.ts';
import { createMemoryStore, withFaults, type MemoryStore } from '../support/memory-store.ts';
import type { ModelVersion } from '../support/model-vendor.ts';
import { runs, SEED } from '../support/seed.ts';

const HOUR = 3600;
const CHANCES = { failWrite: 0.1, loseReply: 0.1, failRead: 0.02, lagList: 0.5 };
const COS_CHANCES = {
  slowDown: 0.03,
  internalError: 0.03,
  pathConflict: 0.03,
  cut: 0.03,
  loseReply: 0.05,
  cutBody: 0.03,
  lagList: 0.5,
};

let folder: string;
let cos: CosStandIn;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'huadan-close-'));
  cos = await startCos({ seed: SEED });
});
afterAll(async () => {
  await cos.close();
  await rm(folder, { recursive: true });
});

let places = 0;
/** New archives, each in a place of its own. */
const PLACES = {
  memory(seed: number): Place {
    const read = createMemoryStore();
    const store = withFaults(read, { seed });
    return { store, read, disturb: (on) => void (store.chances = on ? CHANCES : {}) };
  },
  folder(seed: number): Place {
    const read = createFolderStore(join(folder, String(places++)));
    const store = withFaults(read, { seed });
    return { store, read, disturb: (on) => void (store.chances = on ? CHANCES : {}) };
  },
  COS(): Place {
    cos.objects.clear();
    const read = createMemoryStore(cos.objects);
    return { store: cos.store(''), read, disturb: (on) => void (cos.faults.chances = on ? COS_CHANCES : {}) };
  },
};

const HISTORIES: [keyof typeof PLACES, number][] = [
  ['memory', runs(5, 1000)],
  ['folder', runs(1, 40)],
  ['COS', runs(1, 60)],
];

// oxlint-disable-next-line vitest/expect-expect -- live expects
test.each(HISTORIES)(
  `in %s, after a quiet tick every day is what its parts give, over %i histories of real pulls (SEED=${SEED})`,
  { timeout: 3_600_000 },
  async (place, numRuns) => {
    const history = fc.asyncProperty(circumstances, steps, fc.nat(), async (how, some, seed) =>
      live(PLACES[place](seed), how, some),
    );
    await fc.assert(history, { seed: SEED, numRuns, endOnFailure: process.env['LONG'] !== '1' });
  },
);

/** A day that was closed, and of which the vendor then told more: a call is new, one was revised, one moved to another slot. */
async function reopenedDay(): Promise<MemoryStore> {
  const store = createMemoryStore();
  const first: ModelVersion = { afterSeconds: 0, recordUrl: '' };
  const later = (changes: object): ModelVersion => ({ ...first, afterSeconds: 30 * HOUR, ...changes });
  const calls = [
    [first],
    [first, later({ duration: 100 })],
    [first, later({ startsLaterSeconds: 5 * HOUR })],
    [later({})],
  ];
  const start = MIDNIGHT + 4 * HOUR;
  const pulled = createPulledDays(
    store,
    calls.map((versions, i) => ({ callId: `12-${i}`, start, end: start + 60, versions, broken: false, twin: false })),
    MIDNIGHT + 3 * HOUR,
    { passes: '5m' },
  );
  await pulled.pullUntil(MIDNIGHT + 27 * HOUR);
  await runClose(store, TICK, { layout });
  pulled.vendor.now = start + 31 * HOUR;
  await pulled.pullRange(MIDNIGHT, MIDNIGHT + 12 * HOUR);
  pulled.puller.close();
  return store;
}

let reopened: ReturnType<typeof reopenedDay> | undefined;

test.each(['folder', 'COS'] as const)(
  'in %s, a close that dies at any of its writes leaves nothing that a quiet tick does not put right',
  { timeout: 3_600_000 },
  async (kind) => {
    const { objects } = await (reopened ??= reopenedDay());
    const undisturbed = counting(createMemoryStore(new Map(objects)));
    await runClose(undisturbed, TICK, { layout });
    const writes = undisturbed.asked.filter((request) => request.startsWith('put')).length;
    expect(writes).toBeGreaterThan(4);
    // What it only read between two writes changed nothing.
    for (let write = 0; write < writes; write++) {
      const { store, read, disturb } = PLACES[kind](SEED);
      for (const [name, body] of objects) await read.put(name, body);
      const seen = createGenerations();
      const before = await readHeld(read, DAY);
      seen.note(await manifestOf(read, DAY), before);
      const dying = dyingAfter(store, write, ['put']);
      disturb(true);
      await Promise.race([Promise.allSettled([runClose(dying.store, TICK, { layout })]), dying.dead]);
      disturb(false);
      const left = await readHeld(read, DAY);
      await runClose(read, TICK, { layout });
      const manifest = await expectClosed(read, DAY);
      expect(manifest).toMatchObject({ generation: 1, complete: true, changes: { added: 1, revised: 2 } });
      const after = await readHeld(read, DAY);
      expect([before, after], 'a reader sees one generation or the other').toContainEqual(left);
      seen.note(manifest, after);
      await seen.expectExplained(read);
    }
  },
);
