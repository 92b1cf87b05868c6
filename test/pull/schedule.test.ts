import { beforeEach, expect, test } from 'vitest';
import type { Post } from '../../shared/http.ts';
import { createMemoryStore, type MemoryStore } from '../support/memory-store.ts';
import { postReply } from '../support/post-reply.ts';
import { archiveRecords, at, createPuller } from '../support/pulling.ts';

const ENV = { PASSES: '5m,90m,12h', LOOKBACK: '24h', SLOT_MINUTES: '10' };
const NOW = at('2019-01-23T17:23:30');
const STATE = '_state/pull.json';

interface Asked {
  from: number;
  to: number;
}

let store: MemoryStore;
let asked: Asked[];
/** What the vendor says to a window; an empty list unless a test says otherwise. */
let answer: (asked: Asked) => string | undefined;

beforeEach(() => {
  asked = [];
  answer = () => undefined;
  store = createMemoryStore();
});

const post: Post = async ({ body }) => {
  const { startTimeStamp, endTimeStamp } = JSON.parse(body) as Record<string, string>;
  const range = { from: Number(startTimeStamp) + 1, to: Number(endTimeStamp) };
  asked.push(range);
  return postReply(200, answer(range) ?? '{"errorCode":"0","cdr":[]}');
};

const puller = (env: Record<string, string> = {}): ReturnType<typeof createPuller> =>
  createPuller('http://127.0.0.1:1', store, { env: { ...ENV, ...env }, deps: { post } });

function refuse(code: string, matches: (range: Asked) => boolean = () => true): void {
  answer = (range) => (matches(range) ? JSON.stringify({ errorCode: code }) : undefined);
}

function state(): {
  passes: { ageSeconds: number; cursor: string }[];
  since: string;
  gaps: { from: string; to: string; tries: number }[];
  lost: { from: string; to: string; why: string }[];
  blockedUntil: string | null;
} {
  return JSON.parse(store.objects.get(STATE)?.toString() ?? 'null');
}

test('the first tick pulls from LOOKBACK to the last slot that is old enough, oldest first, each window once', async () => {
  const counters = await puller().tick(NOW);
  expect(asked[0]).toEqual({ from: at('2019-01-22T17:20:00'), to: at('2019-01-22T17:30:00') });
  expect(asked.at(-1)).toEqual({ from: at('2019-01-23T17:00:00'), to: at('2019-01-23T17:10:00') });
  expect(asked).toEqual(
    asked.map((_, i) => ({ from: (asked[0]?.from ?? 0) + i * 600, to: (asked[0]?.to ?? 0) + i * 600 })),
  );
  expect(counters).toMatchObject({ windows: 143, requests: 143, lagSeconds: 13 * 60 + 30, complete: true });
  expect(state().passes).toEqual([
    { ageSeconds: 300, cursor: '2019-01-23T17:10:00+08:00' },
    { ageSeconds: 5400, cursor: '2019-01-23T15:50:00+08:00' },
    { ageSeconds: 43_200, cursor: '2019-01-23T05:20:00+08:00' },
  ]);
});

test('a later tick pulls what became due, the first pass before the later ones', async () => {
  await puller().tick(NOW);
  asked.length = 0;
  await puller().tick(NOW + 600);
  expect(asked.map(({ from }) => from)).toEqual([
    at('2019-01-23T17:10:00'),
    at('2019-01-23T15:50:00'),
    at('2019-01-23T05:20:00'),
  ]);
});

test('a tick with nothing due asks nothing', async () => {
  await puller().tick(NOW);
  asked.length = 0;
  expect(await puller().tick(NOW + 60)).toMatchObject({ windows: 0, requests: 0, complete: true });
  expect(asked).toEqual([]);
});

test('an outage heals itself: the next tick goes on where the cursors stood, beyond LOOKBACK', async () => {
  await puller({ LOOKBACK: '1h' }).tick(NOW);
  asked.length = 0;
  const counters = await puller({ LOOKBACK: '1h' }).tick(NOW + 6 * 3600);
  expect(asked[0]?.from).toBe(at('2019-01-23T17:10:00'));
  expect(Math.min(...asked.map(({ from }) => from))).toBe(at('2019-01-23T16:20:00'));
  expect(counters).toMatchObject({ complete: true, lost: 0, gaps: 0 });
});

test('with much to do the first pass takes three turns of four, and no pass starves', async () => {
  await puller().tick(NOW);
  asked.length = 0;
  await puller().tick(NOW + 8 * 3600);
  const passes = [at('2019-01-23T17:10:00'), at('2019-01-23T15:50:00'), at('2019-01-23T05:20:00')];
  const order = asked.slice(0, 12).map(({ from }) => passes.findIndex((cursor) => from >= cursor));
  expect(order.filter((pass) => pass === 0)).toHaveLength(9);
  expect(new Set(order)).toEqual(new Set([0, 1, 2]));
});

test('trouble with the vendor as a whole ends the tick, with what was done saved and the cursors where the work ended', async () => {
  refuse('-401', ({ from }) => from === at('2019-01-22T18:00:00'));
  await expect(puller().tick(NOW)).rejects.toMatchObject({ reason: 'operator' });
  expect(asked).toHaveLength(5);
  expect(state().passes.map(({ cursor }) => cursor)).toEqual(Array(3).fill('2019-01-22T18:00:00+08:00'));
});

test('a second that is refused becomes a gap, is told as an error, and stops nothing', async () => {
  const bad = at('2019-01-22T18:03:07');
  refuse('-202', ({ from, to }) => from <= bad && bad < to);
  const pulling = puller();
  expect(await pulling.tick(NOW)).toMatchObject({ gaps: 1, complete: true });
  expect(state().gaps).toMatchObject([
    { from: '2019-01-22T18:03:07+08:00', to: '2019-01-22T18:03:08+08:00', tries: 1 },
  ]);
  const told = pulling.logged.map((line) => JSON.parse(line) as { level: string; why?: string });
  expect(told.filter(({ level }) => level === 'error')).toMatchObject([{ why: '-202' }]);
});

test('a gap is tried again after growing waits and closes when the vendor gives it', async () => {
  const bad = at('2019-01-22T18:03:07');
  refuse('-202', ({ from, to }) => from <= bad && bad < to);
  await puller().tick(NOW);
  const tries: number[] = [];
  for (let minutes = 1; minutes <= 40; minutes++) {
    asked.length = 0;
    await puller().tick(NOW + minutes * 60);
    if (asked.some(({ from }) => from === bad)) tries.push(minutes);
  }
  expect(tries).toEqual([5, 15, 35]);
});

test('a gap closes when the vendor gives it', async () => {
  const bad = at('2019-01-23T16:03:07');
  refuse('-202', ({ from, to }) => from <= bad && bad < to);
  await puller().tick(NOW);
  answer = () => undefined;
  expect(await puller().tick(NOW + 600)).toMatchObject({ gaps: 0, lost: 0, complete: true });
  expect(state().gaps).toEqual([]);
});

test('a gap that the vendor has forgotten is lost, and not tried for ever', async () => {
  const bad = at('2019-01-23T16:03:07');
  refuse('-202', ({ from, to }) => from <= bad && bad < to);
  await puller().tick(NOW);
  for (let hours = 6; hours <= 18; hours += 6) await puller().tick(NOW + hours * 3600);
  asked.length = 0;
  const pulling = puller();
  expect(await pulling.tick(NOW + 30 * 3600)).toMatchObject({ gaps: 0, lost: 1 });
  expect(asked.some(({ from }) => from === bad)).toBe(false);
  expect(state().lost).toMatchObject([{ from: '2019-01-23T16:03:07+08:00', to: '2019-01-23T16:03:08+08:00' }]);
  expect(pulling.logged.join()).toMatch(/"level":"error".*may be lost/);
});

test('what an outage leaves behind for longer than RETENTION is lost, although it is asked for once', async () => {
  await puller().tick(NOW);
  asked.length = 0;
  const later = NOW + 3 * 24 * 3600;
  expect(await puller().tick(later)).toMatchObject({ lost: 1, gaps: 0, complete: true });
  expect(state().lost).toEqual([
    { from: '2019-01-23T17:10:00+08:00', to: '2019-01-25T17:30:00+08:00', why: 'asked for too late' },
  ]);
  expect(asked[0]?.from).toBe(at('2019-01-25T17:30:00'));
  expect(asked.map(({ from }) => from)).toContain(at('2019-01-23T17:10:00'));
  expect(await puller().tick(later + 600)).toMatchObject({ lost: 1 });
});

test('a block makes ticks stay away, longer each time, and a success ends it', async () => {
  refuse('-423');
  const waits: number[] = [];
  let now = NOW;
  for (let block = 0; block < 4; block++) {
    await expect(puller().tick(now)).rejects.toMatchObject({ reason: 'blocked', facts: { vendorCode: '-423' } });
    const until = at(state().blockedUntil ?? '');
    waits.push((until - now) / 60);
    asked.length = 0;
    expect(await puller().tick(until - 1)).toMatchObject({ requests: 0, complete: false });
    expect(asked).toEqual([]);
    now = until;
  }
  expect(waits).toEqual([15, 30, 60, 120]);
  answer = () => undefined;
  await puller().tick(now);
  expect(state()).toMatchObject({ blockedUntil: null, blocks: 0 });
});

test('a blocked account stays away from ranges too', async () => {
  refuse('-423');
  await expect(puller().tick(NOW)).rejects.toThrow('-423');
  asked.length = 0;
  await expect(puller().range('2019-01-23T17:00:00', '2019-01-23T17:10:00', NOW + 60)).rejects.toMatchObject({
    reason: 'blocked',
  });
  expect(asked).toEqual([]);
});

test('a tick stops before its deadline and the next one goes on', async () => {
  let count = 0;
  const clock = (): number => (count++ < 40 ? 0 : 1000);
  const hurried = createPuller('http://127.0.0.1:1', store, { env: ENV, deps: { post, clock }, deadlineMs: 1000 });
  const first = await hurried.tick(NOW);
  expect(first.complete).toBe(false);
  expect(first.windows).toBeGreaterThan(0);
  expect(first.windows).toBeLessThan(143);
  expect(first.lagSeconds).toBeGreaterThan(3600);
  const second = await puller().tick(NOW);
  expect(first.windows + second.windows).toBe(143);
  expect(second.complete).toBe(true);
});

test('a range pulls its slots once, cut to it, and writes no state', async () => {
  const counters = await puller().range('2019-01-23T17:05:00', '2019-01-23T17:21:00');
  expect(asked).toEqual([
    { from: at('2019-01-23T17:05:00'), to: at('2019-01-23T17:10:00') },
    { from: at('2019-01-23T17:10:00'), to: at('2019-01-23T17:20:00') },
    { from: at('2019-01-23T17:20:00'), to: at('2019-01-23T17:21:00') },
  ]);
  expect(counters).toMatchObject({ windows: 3, complete: true });
  expect(store.objects.has(STATE)).toBe(false);
});

test('a range that has not begun is refused, and one that has not ended says so', async () => {
  const pulling = puller();
  await expect(pulling.range(NOW, NOW + 600, NOW)).rejects.toMatchObject({ reason: 'event' });
  expect(asked).toEqual([]);
  expect(await pulling.range(NOW - 60, NOW + 60, NOW)).toMatchObject({ complete: true });
  expect(pulling.logged.join()).toMatch(/"level":"warn".*not come yet/);
});

test.each([['not JSON'], ['{"version":2}'], ['{"version":1,"passes":[{"ageSeconds":300,"cursor":"soon"}]}'], ['']])(
  'an unreadable state (%s) starts again at LOOKBACK, loudly, and files nothing twice',
  async (text) => {
    const row = { callId: 'a', startSrcCallTime: String(at('2019-01-23T16:00:00')) };
    answer = ({ from, to }) =>
      from <= Number(row.startSrcCallTime) && Number(row.startSrcCallTime) < to
        ? JSON.stringify({ errorCode: '0', cdr: [row] })
        : undefined;
    const short = { LOOKBACK: '2h' };
    await puller(short).tick(NOW);
    store.objects.set(STATE, Buffer.from(text));
    const again = puller(short);
    expect(await again.tick(NOW)).toMatchObject({ windows: 11, added: 0, known: 1 });
    expect(again.logged.join()).toMatch(/"level":"error".*(unreadable|damaged)/);
    expect(await archiveRecords(store)).toHaveLength(1);
  },
);

test.each([
  [{ SLOT_MINUTES: '30' }, 'SLOT_MINUTES'],
  [{ UTC_OFFSET: '+00:00' }, 'UTC_OFFSET'],
])('an archive begun with another layout is refused: %o', async (env, variable) => {
  await puller().tick(NOW);
  const error = puller(env).tick(NOW + 600);
  await expect(error).rejects.toMatchObject({ reason: 'config', facts: { variables: variable } });
});

test('a first tick that fails still fixes where the next one starts', async () => {
  refuse('-403');
  await expect(puller().tick(NOW)).rejects.toMatchObject({ reason: 'operator' });
  answer = () => undefined;
  asked.length = 0;
  await puller().tick(NOW + 3600);
  expect(Math.min(...asked.map(({ from }) => from))).toBe(at('2019-01-22T17:20:00'));
});

test('a clock that ran ahead leaves no gap behind', async () => {
  await puller().tick(NOW + 24 * 3600);
  asked.length = 0;
  await puller().tick(NOW);
  await puller().tick(NOW + 600);
  expect(asked.map(({ from }) => from)).toContain(at('2019-01-23T17:10:00'));
});

test('a rehearsal of the past moves no cursor back', async () => {
  await puller().tick(NOW);
  const before = store.objects.get(STATE)?.toString();
  const rehearsing = createPuller('http://127.0.0.1:1', store, { env: ENV, deps: { post }, rehearsal: true });
  expect(await rehearsing.tick(NOW - 7 * 24 * 3600)).toMatchObject({ windows: 0, complete: true });
  expect(store.objects.get(STATE)?.toString()).toBe(before);
});

test('a new pass begins where an older one stands; the others keep their cursors', async () => {
  await puller().tick(NOW);
  await puller({ PASSES: '5m,90m,6h' }).tick(NOW);
  expect(state().passes).toEqual([
    { ageSeconds: 300, cursor: '2019-01-23T17:10:00+08:00' },
    { ageSeconds: 5400, cursor: '2019-01-23T15:50:00+08:00' },
    { ageSeconds: 21_600, cursor: '2019-01-23T11:20:00+08:00' },
  ]);
});
