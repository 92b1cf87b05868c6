import { expect, test } from 'vitest';
import { createCounters } from '../../functions/close/counters.ts';
import { readEvent } from '../../functions/close/event.ts';
import type { PullState } from '../../shared/archive/pull-state.ts';
import type { Manifest } from '../../shared/days/manifest.ts';
import {
  DAY,
  days,
  expectClosed,
  manifestOf,
  MIDNIGHT,
  putPart,
  putState,
  record,
  runClose,
} from '../support/closing.ts';
import { createMemoryStore } from '../support/memory-store.ts';

const HOUR = 3600;
const END = MIDNIGHT + 24 * HOUR;
const window = { from: MIDNIGHT + HOUR, to: MIDNIGHT + 2 * HOUR };

/** The manifest of DAY with one call, after a tick on such a state. */
async function closedWith(state: Partial<PullState>, covered = END): Promise<Manifest | undefined> {
  const store = createMemoryStore();
  await putState(store, covered, { since: MIDNIGHT, ...state });
  await putPart(store, [record('a', MIDNIGHT + 5 * HOUR)]);
  await runClose(store);
  return store.objects.has(`days/dt=${DAY}/_manifest.json`) ? expectClosed(store, DAY) : undefined;
}

test('a day is due when every pass has gone over it, and not a second before', async () => {
  expect(await closedWith({})).toMatchObject({ complete: true, incomplete: [] });
  expect(await closedWith({}, END - 1)).toBeUndefined();
  const behind = [
    { ageSeconds: 300, cursor: END + HOUR },
    { ageSeconds: 43_200, cursor: END - 600 },
  ];
  expect(await closedWith({ passes: behind })).toBeUndefined();
});

test('a gap that is still being tried holds its day up, and no other', async () => {
  const gap = { window, tries: 3, nextTry: END, why: '-202' };
  expect(await closedWith({ gaps: [gap] })).toBeUndefined();
  const elsewhere = { ...gap, window: { from: END, to: END + HOUR } };
  expect(await closedWith({ gaps: [elsewhere] })).toMatchObject({ complete: true });
});

test('what was asked for too late, in an outage or in a gap that aged, makes its day incomplete with its reason', async () => {
  const lost = [{ window: { from: MIDNIGHT - HOUR, to: MIDNIGHT + 600 }, why: 'first asked for later than RETENTION' }];
  expect(await closedWith({ lost })).toMatchObject({
    complete: false,
    incomplete: [
      {
        reason: 'lost',
        from: '2026-03-05T00:00:00+08:00',
        to: '2026-03-05T00:10:00+08:00',
        why: 'first asked for later than RETENTION',
      },
    ],
  });
});

test('the first day of an archive, and days before it, are incomplete until its cursors began', async () => {
  expect(await closedWith({ since: MIDNIGHT + HOUR })).toMatchObject({
    complete: false,
    incomplete: [{ reason: 'since', from: '2026-03-05T00:00:00+08:00', to: '2026-03-05T01:00:00+08:00' }],
  });
  expect(await closedWith({ since: END })).toMatchObject({ complete: false, incomplete: [{ reason: 'since' }] });
});

test('a state that was lost makes no day complete that it did not see, and none incomplete that was complete', async () => {
  const store = createMemoryStore();
  await putState(store, END, { since: MIDNIGHT });
  await putPart(store, [record('a', MIDNIGHT + 5 * HOUR)]);
  await runClose(store);
  await putPart(store, [record('b', END + 5 * HOUR)]);
  await putState(store, END + 24 * HOUR, { since: END + 20 * HOUR });
  // A late part opens the day again under the new state.
  await putPart(store, [record('c', MIDNIGHT + 5 * HOUR)]);
  await runClose(store);
  expect(await expectClosed(store, DAY)).toMatchObject({ generation: 1, complete: true });
  expect(await expectClosed(store, '2026-03-06')).toMatchObject({ complete: false, incomplete: [{ reason: 'since' }] });
});

test('without a state nothing is due', async () => {
  const store = createMemoryStore();
  await putPart(store, [record('a', MIDNIGHT + 5 * HOUR)]);
  expect((await runClose(store)).counters).toEqual({ ...createCounters(), complete: true });
});

test('what is lost after a day was closed makes it incomplete, and a loss that is accepted makes it complete', async () => {
  const store = createMemoryStore();
  await putState(store, END, { since: MIDNIGHT });
  await putPart(store, [record('a', MIDNIGHT + 5 * HOUR)]);
  await runClose(store);
  await putState(store, END, { since: MIDNIGHT, lost: [{ window, why: 'aged' }] });
  await runClose(store);
  expect(await expectClosed(store, DAY)).toMatchObject({ generation: 0, complete: false });
  await putState(store, END, { since: MIDNIGHT });
  await runClose(store);
  expect(await expectClosed(store, DAY)).toMatchObject({ generation: 0, complete: true, incomplete: [] });
});

test('a day that is asked for and is not due is told; forced it is closed as incomplete, and completed when it is due', async () => {
  const store = createMemoryStore();
  await putState(store, MIDNIGHT + 12 * HOUR, { since: MIDNIGHT });
  await putPart(store, [record('a', MIDNIGHT + 5 * HOUR)]);
  const asked = await runClose(store, days(DAY));
  expect(asked.counters).toMatchObject({ closed: 0, complete: true });
  expect(asked.logged.join('\n')).toContain('2026-03-05 is not due yet (passes: not every pass has gone over it)');
  const forced = await runClose(store, days(DAY, DAY, true));
  expect(forced.counters).toMatchObject({ closed: 1, incomplete: 1 });
  expect(await expectClosed(store, DAY)).toMatchObject({
    complete: false,
    incomplete: [{ reason: 'passes', from: '2026-03-05T12:00:00+08:00', to: '2026-03-06T00:00:00+08:00' }],
  });
  await putPart(store, [record('b', MIDNIGHT + 20 * HOUR)]);
  await runClose(store);
  expect(await manifestOf(store, DAY)).toMatchObject({ generation: 0, complete: false });
  await putState(store, END, { since: MIDNIGHT });
  await runClose(store);
  expect(await expectClosed(store, DAY)).toMatchObject({ generation: 1, complete: true });
});

test('events: a timer, a day, days from one to another; anything else is refused by what is wrong with it', () => {
  const timer = { Type: 'Timer', TriggerName: 'close', Time: '2026-03-06T01:00:00Z' };
  const zone = 8 * HOUR;
  expect(readEvent(timer, zone)).toEqual({ kind: 'tick', now: undefined });
  expect(readEvent({ ...timer, Message: '{"now":"2026-03-06T01:00:00"}' }, zone)).toEqual({
    kind: 'tick',
    now: END + HOUR,
  });
  expect(readEvent({ ...timer, Message: 'nightly' }, zone)).toEqual({ kind: 'tick', now: undefined });
  expect(readEvent({ day: DAY }, zone)).toEqual(days(DAY));
  expect(readEvent({ from: DAY, to: '2026-03-07', force: true }, zone)).toEqual(days(DAY, '2026-03-07', true));
  const refused = (event: unknown): string => {
    try {
      return JSON.stringify(readEvent(event, zone));
    } catch (error) {
      return String(error);
    }
  };
  for (const event of [null, {}, { day: 5 }, { day: DAY, when: 1 }, { from: DAY }]) {
    expect(refused(event)).toContain('neither a timer event nor days');
  }
  expect(refused({ day: '2026-02-31' })).toContain('no date');
  expect(refused({ from: '2026-03-07', to: DAY })).toContain('"from" is after "to"');
});
