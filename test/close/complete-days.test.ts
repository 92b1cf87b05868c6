/** When a day is closed and when it is complete: real pulls of a vendor that is asked in time, or is not, and real closes. */

import { afterEach, expect, test } from 'vitest';
import { createCounters } from '../../functions/close/counters.ts';
import type { CloseTask } from '../../functions/close/event.ts';
import { changeState } from '../../local/status/change-state.ts';
import type { Manifest } from '../../shared/days/manifest.ts';
import { DAY, days, MIDNIGHT, runClose, type Closed } from '../support/closing.ts';
import { expectClosed } from '../support/days/closed-day.ts';
import { createPulledDays, pulledLayout as layout, type PulledDays } from '../support/days/pulled-days.ts';
import { createMemoryStore, type MemoryStore } from '../support/memory-store.ts';
import type { ModelCall } from '../support/model-vendor.ts';

const HOUR = 3600;
const NEXT_DAY = '2026-03-06';
const STATE = '_state/pull.json';
/** All times are hours since the midnight that DAY begins with. */
const at = (hours: number): number => MIDNIGHT + hours * HOUR;

function call(callId: string, hours: number, changes: Partial<ModelCall> = {}): ModelCall {
  const [start, end] = [at(hours), at(hours) + 60];
  return { callId, start, end, versions: [{ afterSeconds: 0, recordUrl: '' }], broken: false, twin: false, ...changes };
}

interface Archive extends PulledDays {
  readonly store: MemoryStore;
  /** Pulls every three hours until then, and closes. */
  closeAt: (hours: number, task?: CloseTask) => Promise<Closed>;
}

const open: PulledDays[] = [];
afterEach(() => open.splice(0).forEach(({ puller }) => puller.close()));

/** An archive whose first tick is three hours after the midnight, or so many; its state begins seven hours before that. */
function begin(hours = 3, calls = [call('early', 5), call('late', 20), call('next', 30)]): Archive {
  const store = createMemoryStore();
  const pulled = createPulledDays(store, calls, at(hours));
  open.push(pulled);
  return {
    ...pulled,
    store,
    async closeAt(until, task) {
      await pulled.pullUntil(at(until));
      return runClose(store, task, { layout, now: at(until) });
    },
  };
}

/** The vendor refuses whatever touches this second until then. */
function refuse({ vendor }: Archive, second: number, until: number): void {
  vendor.fault = (_, { from, to }) => (from <= second && second < to && vendor.now < until ? 'refuse' : 'none');
}

function isClosed({ store }: Archive, day = DAY): boolean {
  return store.objects.has(`days/dt=${day}/_manifest.json`);
}

function iso(hours: number, day = DAY): string {
  return `${day}T${String(hours).padStart(2, '0')}:00:00+08:00`;
}

async function shortfalls(archive: Archive, day = DAY): Promise<Manifest['incomplete']> {
  const { complete, incomplete } = await expectClosed(archive.store, day);
  expect(complete).toBe(incomplete.length === 0);
  return incomplete;
}

test('a day is closed when every pass has gone over it, and not a second before; asked for in time it is complete', async () => {
  const archive = begin();
  await archive.pullUntil(at(26) - 1);
  await runClose(archive.store, undefined, { layout });
  expect(isClosed(archive)).toBe(false);
  await archive.closeAt(26);
  expect(await expectClosed(archive.store, DAY)).toMatchObject({ complete: true, totals: { calls: 2 } });
  expect(archive.notAskedInTime(DAY)).toBeUndefined();
});

test('an outage longer than RETENTION makes its day incomplete, and no other, until the loss is accepted', async () => {
  const archive = begin();
  await archive.pullUntil(at(9));
  archive.vendor.now = at(20);
  await archive.closeAt(50);
  expect(await shortfalls(archive)).toEqual([{ reason: 'lost', from: iso(8), to: iso(13), why: 'asked for too late' }]);
  expect(archive.notAskedInTime(DAY)).toBe(at(8));
  expect(await shortfalls(archive, NEXT_DAY)).toEqual([]);
  const { store, puller, vendor } = archive;
  const decision = { kind: 'accept-loss', window: { from: at(8), to: at(13) } } as const;
  await changeState(decision, { store, passes: puller.config.passes, now: vendor.now, log: () => undefined });
  await runClose(store, undefined, { layout });
  expect(await expectClosed(store, DAY)).toMatchObject({ generation: 0, complete: true, incomplete: [] });
});

test('a gap that is still being tried holds its day up; filled in time it takes nothing from it', async () => {
  const archive = begin();
  refuse(archive, at(23.5), at(28));
  await archive.closeAt(27);
  expect([isClosed(archive, '2026-03-04'), isClosed(archive)]).toEqual([true, false]);
  await archive.closeAt(30);
  expect(await shortfalls(archive)).toEqual([]);
});

test('a gap that the vendor did not fill before it forgot makes its day incomplete by that second', async () => {
  const archive = begin();
  refuse(archive, at(23.5), Infinity);
  await archive.closeAt(27);
  expect(isClosed(archive)).toBe(false);
  await archive.closeAt(33);
  const [from, to] = ['2026-03-05T23:30:00+08:00', '2026-03-05T23:30:01+08:00'];
  expect(await shortfalls(archive)).toEqual([{ reason: 'lost', from, to, why: '-202' }]);
  expect(archive.notAskedInTime(DAY)).toBe(at(23.5));
});

test('the first day of an archive, and days before it, are incomplete until its cursors began', async () => {
  const archive = begin(10, [call('before', -2), call('early', 5)]);
  await archive.pullRange(at(-4), at(0));
  await archive.closeAt(26);
  const why = 'the state begins later';
  expect(await shortfalls(archive)).toEqual([{ reason: 'since', from: iso(0), to: iso(3), why }]);
  expect(await shortfalls(archive, '2026-03-04')).toEqual([
    { reason: 'since', from: '2026-03-04T00:00:00+08:00', to: iso(0), why },
  ]);
});

test('a state that is lost makes no day complete that the new one did not see', async () => {
  const archive = begin();
  await archive.pullUntil(at(15));
  archive.store.objects.delete(STATE);
  await archive.closeAt(26);
  expect(await shortfalls(archive)).toMatchObject([{ reason: 'since', from: iso(0), to: iso(8) }]);
});

test('a day that was complete stays so when the state is lost, also when a late call opens it again', async () => {
  const archive = begin(3, [
    call('early', 5),
    call('late', 20, { versions: [{ afterSeconds: 20 * HOUR, recordUrl: '' }] }),
  ]);
  await archive.closeAt(26);
  await archive.pullUntil(at(40));
  archive.store.objects.delete(STATE);
  await archive.closeAt(42);
  await archive.pullRange(at(0), at(24));
  await archive.closeAt(51);
  expect(await expectClosed(archive.store, DAY)).toMatchObject({ generation: 1, complete: true, totals: { calls: 2 } });
  expect(await shortfalls(archive, NEXT_DAY)).toMatchObject([{ reason: 'since', from: iso(0, NEXT_DAY) }]);
});

test('without a state nothing is due', async () => {
  const archive = begin();
  archive.vendor.now = at(26);
  await archive.pullRange(at(0), at(24));
  expect((await runClose(archive.store, undefined, { layout })).counters).toEqual({
    ...createCounters(),
    complete: true,
  });
});

test('rows that could not be read are told in rejects, and their day is complete', async () => {
  const archive = begin(3, [call('early', 5), call('odd', 6, { broken: true })]);
  await archive.closeAt(26);
  expect(await expectClosed(archive.store, DAY)).toMatchObject({ complete: true, rejects: 1, totals: { calls: 1 } });
});

test('what is lost after a day was closed makes it incomplete', async () => {
  const archive = begin();
  await archive.closeAt(26);
  expect(await shortfalls(archive)).toEqual([]);
  // The new state goes over the end of the day again.
  archive.store.objects.delete(STATE);
  refuse(archive, at(21.5), Infinity);
  await archive.closeAt(36);
  expect(await shortfalls(archive)).toMatchObject([{ reason: 'lost', from: '2026-03-05T21:30:00+08:00' }]);
});

test('a day that is asked for and is not due is told; forced it is closed as incomplete, and completed when it is due', async () => {
  const archive = begin();
  const asked = await archive.closeAt(15, days(DAY));
  expect(asked.counters).toMatchObject({ closed: 0, complete: true });
  expect(asked.logged.join('\n')).toContain('2026-03-05 is not due yet (passes: not every pass has gone over it)');
  const forced = await archive.closeAt(15, days(DAY, DAY, true));
  expect(forced.counters).toMatchObject({ closed: 1, incomplete: 1 });
  expect(await shortfalls(archive)).toMatchObject([{ reason: 'passes', from: iso(13), to: iso(0, NEXT_DAY) }]);
  await archive.closeAt(26);
  expect(await expectClosed(archive.store, DAY)).toMatchObject({ generation: 1, complete: true, totals: { calls: 2 } });
});
