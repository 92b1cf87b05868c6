import { expect, test } from 'vitest';
import { readPullConfig } from '../../shared/config/read.ts';
import { createLog } from '../../shared/log.ts';
import type { PullState } from '../../shared/archive/pull-state.ts';
import { createIsoTime } from '../../shared/time.ts';
import { loadState, saveState } from '../../functions/pull/state.ts';
import { createMemoryStore, type MemoryStore } from '../support/memory-store.ts';
import { at, CREDENTIALS } from '../support/pulling.ts';
import { logTo } from '../support/output.ts';

const { passes: CONFIG } = readPullConfig({
  CDR_ENDPOINT: 'https://pstn.example.com',
  ...CREDENTIALS,
  ARCHIVE_URL: 'file:unused',
});
const NOW = at('2019-01-23T18:20:00');
const STATE = '_state/pull.json';
const iso = createIsoTime(8 * 3600);

/** A state as a sound tick leaves it at NOW. */
const SOUND = {
  version: 1,
  asOf: iso(NOW),
  utcOffset: '+08:00',
  slotMinutes: 10,
  since: '2019-01-20T00:00:00+08:00',
  passes: [
    { ageSeconds: 300, cursor: '2019-01-23T18:10:00+08:00' },
    { ageSeconds: 5400, cursor: '2019-01-23T16:50:00+08:00' },
    { ageSeconds: 43_200, cursor: '2019-01-23T06:20:00+08:00' },
  ],
  lost: [{ from: '2019-01-21T10:00:00+08:00', to: '2019-01-21T10:00:01+08:00', why: '-202' }],
  gaps: [
    {
      from: '2019-01-23T17:00:00+08:00',
      to: '2019-01-23T17:00:01+08:00',
      tries: 2,
      why: '-501',
      nextTry: iso(NOW + 600),
    },
  ],
  blockedUntil: null,
  blocks: 0,
  notBefore: null,
};

interface Loaded {
  readonly state: PullState;
  readonly told: string;
  readonly store: MemoryStore;
}

async function load(stored: object | string | undefined, now = NOW, rehearsal = false): Promise<Loaded> {
  const store = createMemoryStore();
  if (stored !== undefined) {
    store.objects.set(STATE, Buffer.from(typeof stored === 'string' ? stored : JSON.stringify(stored)));
  }
  const logged: string[] = [];
  const log = createLog({ write: logTo(logged) });
  const { state } = await loadState(store, now, CONFIG, log, rehearsal);
  return { state, told: logged.join(''), store };
}

const cursors = ({ passes }: PullState): string[] => passes.map(({ cursor }) => iso(cursor));
const SOUND_CURSORS = SOUND.passes.map(({ cursor }) => cursor);
/** The slot that holds NOW - 23 h. */
const LOOKBACK_START = '2019-01-22T19:20:00+08:00';

test('a sound state is believed whole, in silence, and is the same when it was written and read again', async () => {
  const { state, told, store } = await load(SOUND);
  expect(cursors(state)).toEqual(SOUND_CURSORS);
  expect(told).toBe('');
  await saveState(store, state, CONFIG);
  const again = await load(store.objects.get(STATE)!.toString());
  expect(again.state).toEqual(state);
});

test.each([
  ['a day', '2019-01-24T18:10:00+08:00'],
  ['a millennium', '3019-01-23T18:10:00+08:00'],
])('a cursor that is %s ahead is not believed: everything since LOOKBACK is pulled again', async (_, cursor) => {
  const passes = SOUND.passes.map((pass) => ({ ...pass, cursor }));
  const { state, told } = await load({ ...SOUND, passes });
  expect(cursors(state)).toEqual([LOOKBACK_START, LOOKBACK_START, LOOKBACK_START]);
  expect(iso(state.since)).toBe(LOOKBACK_START);
  expect(told).toMatch(/"level":"error".*has not come yet/);
});

test('a cursor in the year 0 makes nobody work through two thousand years, and what lies between is lost', async () => {
  const [first, ...later] = SOUND.passes;
  const passes = [{ ...first, cursor: '0000-01-01T00:00:00+08:00' }, ...later];
  const { state } = await load({ ...SOUND, passes });
  expect(cursors(state)[0]).toBe('2019-01-22T18:30:00+08:00');
  expect(state.lost.map(({ window }) => [iso(window.from), iso(window.to)])).toEqual([
    ['2019-01-20T00:00:00+08:00', '2019-01-22T18:30:00+08:00'],
  ]);
  const asked = state.gaps.reduce((sum, { window }) => sum + window.to - window.from, 0);
  expect(asked).toBeLessThanOrEqual(7 * 86_400 + 1);
});

test('a clock that ran ahead by hours is put right: everything since LOOKBACK is pulled again, and days stay complete', async () => {
  const ahead = NOW + 13 * 3600;
  const passes = SOUND.passes.map((pass) => ({ ...pass, cursor: iso(at(pass.cursor) + 13 * 3600) }));
  const { state, told } = await load({ ...SOUND, asOf: iso(ahead), passes });
  expect(cursors(state)).toEqual([LOOKBACK_START, LOOKBACK_START, '2019-01-22T19:20:00+08:00']);
  expect(iso(state.since)).toBe(SOUND.since);
  expect(told).toMatch(/"level":"error".*clock/);
});

test('a second of difference between two clocks is nothing', async () => {
  const { state, told } = await load({ ...SOUND, asOf: iso(NOW + 1) });
  expect(cursors(state)).toEqual(SOUND_CURSORS);
  expect(told).toBe('');
});

test('a block, a wish of the vendor and the next try of a gap are never more than a day ahead', async () => {
  const far = '2119-01-01T00:00:00+08:00';
  const gaps = [{ ...SOUND.gaps[0], nextTry: far }];
  const { state } = await load({ ...SOUND, blockedUntil: far, notBefore: far, blocks: 3, gaps });
  const latest = NOW + 86_400;
  expect(state).toMatchObject({ blockedUntil: latest, notBefore: latest, gaps: [{ nextTry: latest }] });
});

test('what has not come yet is no gap, not lost, and no beginning', async () => {
  const [open] = SOUND.gaps;
  const { state, told } = await load({
    ...SOUND,
    since: '2030-01-01T00:00:00+08:00',
    gaps: [open, { ...open, from: '2029-01-01T00:00:00+08:00', to: '2029-01-01T00:10:00+08:00' }],
    lost: [{ ...SOUND.lost[0], to: '2039-01-01T00:00:00+08:00' }],
  });
  expect(iso(state.since)).toBe(LOOKBACK_START);
  expect(told).toMatch(/"level":"error".*has not come yet/);
  expect(state.gaps.map(({ window }) => iso(window.from))).toEqual([open?.from]);
  expect(state.lost.map(({ window }) => iso(window.to))).toEqual([iso(NOW)]);
});

test('times as people write them are read: without a zone in the zone of the archive, and in epoch seconds', async () => {
  const passes = SOUND.passes.map((pass) => ({ ...pass, cursor: pass.cursor.slice(0, 19) }));
  const gaps = [{ ...SOUND.gaps[0], from: at('2019-01-23T17:00:00') }];
  const { state } = await load({ ...SOUND, passes, gaps });
  expect(state).toEqual((await load(SOUND)).state);
});

test.each([{ tries: -1 }, { tries: 'many' }, { nextTry: 'soon' }, { why: 7 }])(
  'a gap with %j is still a gap',
  async (odd) => {
    const { state } = await load({ ...SOUND, gaps: [{ ...SOUND.gaps[0], ...odd }] });
    expect(state.gaps).toHaveLength(1);
  },
);

test('a rehearsal of an old date as the very first tick is no start for real ones', async () => {
  const past = NOW - 30 * 86_400;
  const { state, store } = await load(undefined, past, true);
  await saveState(store, { ...state, asOf: past }, CONFIG);
  const real = await load(store.objects.get(STATE)!.toString());
  expect(cursors(real.state)).toEqual([LOOKBACK_START, LOOKBACK_START, LOOKBACK_START]);
  expect(real.state).toMatchObject({ lost: [], gaps: [], rehearsal: false });
});

test('half a state: what can be read of it is believed, it is kept beside, and earlier days are not complete', async () => {
  const text = JSON.stringify(SOUND, null, 2);
  const half = text.slice(0, text.indexOf('"lost"'));
  const { state, told, store } = await load(half);
  expect(cursors(state)).toEqual(SOUND_CURSORS);
  expect(iso(state.since)).toBe(LOOKBACK_START);
  expect(told).toMatch(/"level":"error".*is damaged/);
  const kept = [...store.objects].find(([name]) => name.endsWith('.broken.json'));
  expect(kept?.[0]).toBe('_state/pull-20190123T182000.broken.json');
  expect(kept?.[1].toString()).toBe(half);
});

test('a state that is gone although the archive holds calls is told, and earlier days are not complete', async () => {
  const store = createMemoryStore();
  store.objects.set('cdr/dt=2019-01-23/20190123T1710-000.jsonl.gz', Buffer.alloc(1));
  const logged: string[] = [];
  const { state } = await loadState(store, NOW, CONFIG, createLog({ write: logTo(logged) }));
  expect(iso(state.since)).toBe(LOOKBACK_START);
  expect(logged.join()).toMatch(/"level":"error".*is gone/);
});

function gap(second: number, length: number): object {
  const from = at('2019-01-23T00:00:00') + second;
  return { from: iso(from), to: iso(from + length), tries: 1, why: '-501', nextTry: iso(NOW) };
}

test('gaps that are neighbours are one, and never more than a thousand are kept', async () => {
  const neighbours = await load({ ...SOUND, gaps: Array.from({ length: 600 }, (_, i) => gap(i, 1)) });
  expect(neighbours.state.gaps).toHaveLength(1);
  const many = await load({
    ...SOUND,
    gaps: Array.from({ length: 5000 }, (_, i) => gap(i * 3 + (i % 7 === 0 ? 1 : 0), 1)),
  });
  // No more of them are joined than must be.
  expect(many.state.gaps).toHaveLength(1000);
  const covered = (second: number): boolean =>
    many.state.gaps.some(
      ({ window }) =>
        window.from <= at('2019-01-23T00:00:00') + second && second + at('2019-01-23T00:00:00') < window.to,
    );
  for (let i = 0; i < 5000; i += 97) expect(covered(i * 3 + (i % 7 === 0 ? 1 : 0))).toBe(true);
});
