/** One history of an archive: real pulls and closes, step by step, and after each a quiet tick and all that must hold then. */

import type { Store } from '../../../shared/store/store.ts';
import { days, runClose, TICK } from '../closing.ts';
import { dyingAfter } from '../watched-store.ts';
import { BEGIN, type Circumstances, type Step } from './befalls.ts';
import { expectRight, look, type Known } from './expect-right.ts';
import { createGenerations } from './generations.ts';
import { beijingDay, createPulledDays, pulledLayout as layout, settled, type PulledDays } from './pulled-days.ts';

const OUTAGE_SECONDS = 8 * 3600;

/** Where an archive stands. */
export interface Place {
  readonly store: Store;
  /** The same archive, read without its faults. */
  readonly read: Store;
  /** From now on requests fail and lose their replies, and listings lag; or they do so no more. */
  disturb: (on: boolean) => void;
}

function startPulls({ store }: Place, { calls, bads, filter, passes, forgetsAfterSeconds }: Circumstances): PulledDays {
  const rules = { filter, lower: 'inclusive', upper: 'exclusive' } as const;
  const pulled = createPulledDays(store, calls, BEGIN, { rules, passes });
  const { vendor } = pulled;
  vendor.forgetsAfterSeconds = forgetsAfterSeconds;
  vendor.fault = (_, { from, to }) =>
    bads.find((bad) => bad.from < to && bad.to > from && vendor.now < bad.until)?.how ?? 'none';
  return pulled;
}

async function pull(pulled: PulledDays, { store }: Place, step: Step, losesState: boolean): Promise<void> {
  const { vendor } = pulled;
  vendor.maxRows = step.maxRows;
  if (losesState) await settled(store.put('_state/pull.json', Buffer.from('{"ver')));
  if (step.isLate) await pulled.pullRange(vendor.now - step.back, vendor.now - step.back + step.length);
  await pulled.pull();
}

/** A close that may be disturbed. */
async function close({ vendor: { now }, pull: pullNow }: PulledDays, place: Place, step: Step): Promise<void> {
  const { store } = place;
  const run = async (task = TICK, where = store): Promise<unknown> => runClose(where, task, { layout, now });
  const dying = dyingAfter(store, step.requests);
  const day = beijingDay(now - step.back);
  const forced = days(day, day, true);
  const work: Record<Step['close'], () => Promise<unknown>[]> = {
    tick: () => [run()],
    // Of one timer event that was delivered twice.
    two: () => [run(), run()],
    killed: () => [Promise.race([run(TICK, dying.store), dying.dead])],
    'beside a pull': () => [run(), pullNow()],
    forced: () => [run(forced)],
  };
  place.disturb(step.disturbed === 'close');
  await settled(...work[step.close]());
  place.disturb(false);
  // No tick goes on with what somebody asked for: who was told that it failed asks again.
  if (step.close === 'forced') await run(forced);
}

export async function live(place: Place, circumstances: Circumstances, steps: readonly Step[]): Promise<void> {
  const { calls, hasOutages, losesState } = circumstances;
  const pulled = startPulls(place, circumstances);
  const { vendor } = pulled;
  const broken = new Set(calls.filter((one) => one.broken).map(({ callId }) => callId));
  const known: Known = {
    read: place.read,
    pulled,
    broken,
    seen: createGenerations(),
    complete: new Set(),
    found: new Map(),
  };
  await pulled.pull();
  for (const step of steps) {
    vendor.now += step.seconds + (hasOutages && step.isOutage ? OUTAGE_SECONDS : 0);
    place.disturb(step.disturbed === 'pull');
    await pull(pulled, place, step, losesState && step.losesState);
    place.disturb(false);
    await close(pulled, place, step);
    await look(known);
    await runClose(place.store, TICK, { layout, now: vendor.now + 1 });
    await expectRight(known, vendor.now + 1);
  }
  await known.seen.expectExplained(place.read);
  pulled.puller.close();
}
