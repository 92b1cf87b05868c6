/**
 * An archive of some days in a folder, as pull and close leave it: made from the simulated vendor on a clock of its own.
 * There was an outage so long that the vendor had forgotten calls before they were asked for.
 */

import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { createLayout } from '../../shared/archive/layout.ts';
import { close } from '../../functions/close/close.ts';
import { createCounters } from '../../functions/close/counters.ts';
import { startCallCentre, type CallCentre } from '../../local/simulator/call-centre.ts';
import type { EpochSeconds } from '../../shared/time.ts';
import { createMemoryStore } from './memory-store.ts';
import { at, createPuller, CREDENTIALS } from './pulling.ts';

const HOUR = 3600;
const EVERY = 6 * HOUR;
/** No tick between them: what began in the three hours after `from` was asked for too late. */
const OUTAGE = { from: '2026-03-03T11:00', to: '2026-03-04T14:00' };

export interface DaysArchiveOptions {
  readonly folder: string;
  readonly callsPerDay?: number;
  /** The last tick. @default '2026-03-05T10:00' */
  readonly until?: string;
  readonly slotMinutes?: number;
}

export interface DaysArchive {
  readonly vendor: CallCentre;
  /** Settings of the functions and commands that read it. */
  readonly env: Readonly<Record<string, string>>;
  /** The time it is there. */
  readonly now: EpochSeconds;
}

export async function buildDaysArchive(options: DaysArchiveOptions): Promise<DaysArchive> {
  const { folder, callsPerDay = 240, until = '2026-03-05T10:00', slotMinutes = 30 } = options;
  const clock = { now: at('2026-03-01T22:00') };
  const account = { id: CREDENTIALS.CDR_ID, appId: CREDENTIALS.CDR_APP_ID };
  const centre = { ...account, now: () => clock.now, faultRate: 0, callsPerDay, maxRows: 100_000, seed: 'days' };
  const vendor = await startCallCentre(centre);
  // A folder would be flushed to the disk after each of hundreds of parts.
  const store = createMemoryStore();
  const settings = { SLOT_MINUTES: String(slotMinutes), PASSES: '5m' };
  const puller = createPuller(vendor.endpoint, store, { deps: { clock: () => clock.now * 1000 }, env: settings });
  for (; clock.now < at(until); clock.now += EVERY) {
    if (clock.now <= at(OUTAGE.from) || clock.now >= at(OUTAGE.to)) await puller.tick(clock.now);
  }
  clock.now = at(until);
  await puller.tick(clock.now);
  puller.close();
  await close(
    { kind: 'tick', now: undefined },
    {
      store,
      layout: createLayout(puller.config.passes),
      log: () => undefined,
      now: clock.now,
      clock: () => clock.now * 1000,
      deadlineMs: Number.POSITIVE_INFINITY,
      counters: createCounters(),
    },
  );
  for (const [name, body] of store.objects) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), body);
  }
  const env = {
    CDR_ENDPOINT: vendor.endpoint,
    ...CREDENTIALS,
    ARCHIVE_URL: `file:${folder}`,
    ...settings,
  };
  return { vendor, env, now: clock.now };
}
