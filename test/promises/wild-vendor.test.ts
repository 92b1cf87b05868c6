import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { PullState } from '../../shared/archive/pull-state.ts';
import { readPullState } from '../../shared/archive/pull-state.ts';
import type { Post, PostReply } from '../../shared/http.ts';
import { createMemoryStore, type MemoryStore } from '../support/memory-store.ts';
import { postReply } from '../support/post-reply.ts';
import { archiveRecords, createPuller, rejectLines } from '../support/pulling.ts';
import { runs, SEED } from '../support/seed.ts';

/** 2019-01-23T12:00:00+08:00 */
const BEGIN = 1_548_216_000;
const HOUR = 3600;
const RETENTION = 6 * HOUR;
const SLOT = 1800;
const HORIZON = 60 * HOUR;
/** What a tick has on the platform, and what a request takes of it: else a long bad stretch is asked for second by second. */
const TICK_MS = 225_000;
const REQUEST_MS = 1000;
const ENV = { SLOT_MINUTES: '30', PASSES: '5m,1h', LOOKBACK: '5h', RETENTION: '6h' };

interface Call {
  readonly callId: string;
  readonly start: number;
  readonly end: number;
  readonly twin: boolean;
}

/** A second, or a longer stretch, for which every question fails until some time. */
interface Bad {
  readonly from: number;
  readonly to: number;
  readonly until: number;
  readonly how: 'quote' | '500' | '-501' | '-202' | 'reset' | '504' | 'list' | 'cut';
}

const moment = fc.integer({ min: -2 * HOUR, max: 20 * HOUR });
const call = fc.record({
  start: fc.oneof(
    moment,
    moment.map((at) => at - (at % 1800)),
    fc.constant(4_294_967_295 - BEGIN),
  ),
  length: fc.integer({ min: -30, max: 2400 }),
  twin: fc.integer({ min: 0, max: 9 }).map((n) => n === 0),
});
const calls = fc.array(call, { maxLength: 16 }).map((list) =>
  list.map(({ start, length, twin }, i): Call => ({
    callId: `12-${i}`,
    start: BEGIN + start,
    end: start > 40 * HOUR ? BEGIN + 3 * HOUR : BEGIN + start + length,
    twin,
  })),
);
const bad = fc
  .record({
    at: moment,
    length: fc.oneof(fc.constant(1), fc.integer({ min: 1, max: 90 }), fc.integer({ min: 1, max: 2 * HOUR })),
    lasts: fc.oneof(fc.integer({ min: 0, max: 3 * HOUR }), fc.constant(100 * HOUR)),
    how: fc.constantFrom<Bad['how'][]>('quote', '500', '-501', '-202', 'reset', '504', 'list', 'cut'),
  })
  .map(({ at, length, lasts, how }): Bad => {
    const from = BEGIN + at;
    return { from, to: from + length, until: from + lasts, how };
  });
const step = fc.record({
  /** Usually a tick's distance, now and then an outage. */
  advance: fc.oneof(
    { weight: 8, arbitrary: fc.integer({ min: 60, max: 1200 }) },
    { weight: 1, arbitrary: fc.integer({ min: HOUR, max: 14 * HOUR }) },
  ),
  spoil: fc.integer({ min: 0, max: 19 }).map((n) => n === 0),
});

function rowsOf({ callId, start, end, twin }: Call): Record<string, string>[] {
  const row = { callId, src: '', dst: '1', startSrcCallTime: String(start), endCallTime: String(end), duration: '1' };
  return twin ? [row, { ...row, dst: '2' }] : [row];
}

interface World {
  readonly post: Post;
  now: number;
  /** How long the tick has been at work. */
  spentMs: number;
  /** Rows of complete, successful answers, by what tells them apart. */
  readonly returned: Map<string, number>;
  /** By second since BEGIN - 8 h: 1 where a question about it was answered while the vendor remembered it. */
  readonly askedInTime: Uint8Array;
}

const keyOf = ({ callId, dst }: { callId: string; dst: string | null }): string => `${callId} ${dst}`;
const second = (at: number): number => at - BEGIN + 8 * HOUR;

function createWorld(all: readonly Call[], bads: readonly Bad[], filter: 'start' | 'end'): World {
  const world: World = {
    post,
    now: BEGIN,
    spentMs: 0,
    returned: new Map(),
    askedInTime: new Uint8Array(HORIZON + 8 * HOUR),
  };

  /** The replies of those that reply. */
  const failing: Record<Exclude<Bad['how'], 'reset'>, (body: string) => PostReply> = {
    quote: (body) => postReply(200, body.replace('[', '[{"callId":"q","bizId":"19" rack"},')),
    '500': () => postReply(500, 'Internal Server Error'),
    '504': () => postReply(504, '<html><title>504 Gateway Time-out</title></html>'),
    '-501': () => postReply(200, '{"errorCode":"-501","result":"no"}'),
    '-202': () => postReply(200, '{"errorCode":"-202","result":"no"}'),
    list: () => postReply(200, '{"errorCode":"0","offset":"0","cdr":{"0":{"callId":"x"}}}'),
    cut: (body) => postReply(200, body.slice(0, -20)),
  };
  function fail({ how }: Bad, body: string): PostReply {
    if (how === 'reset') throw Object.assign(new Error('socket hang up'), { code: 'ECONNRESET' });
    return failing[how](body);
  }

  async function post({ body }: Parameters<Post>[0]): ReturnType<Post> {
    world.spentMs += REQUEST_MS;
    const asked = JSON.parse(body) as Record<string, string>;
    const [from, to] = [Number(asked['startTimeStamp']), Number(asked['endTimeStamp'])];
    const rows = all
      .filter((one) => {
        const at = one[filter];
        return at > from && at <= to && one.end <= world.now && at > world.now - RETENTION;
      })
      .flatMap(rowsOf);
    const text = JSON.stringify({ cdr: rows, errorCode: '0', offset: '0', result: '' });
    const trouble = bads.find((one) => one.from < to && one.to > from + 1 && world.now < one.until);
    if (trouble !== undefined) return fail(trouble, text);
    for (const row of rows) world.returned.set(keyOf(row as never), Number(row['startSrcCallTime']));
    const oldest = Math.max(from + 1, world.now - RETENTION - SLOT);
    world.askedInTime.fill(1, Math.max(0, second(oldest)), Math.max(0, second(to)));
    return postReply(200, text);
  }
  return world;
}

async function stateOf(store: MemoryStore): Promise<PullState> {
  return (await readPullState(store.objects.get('_state/pull.json')!)) as PullState;
}

const covers = (at: number, list: readonly { window: { from: number; to: number } }[]): boolean =>
  list.some(({ window }) => window.from <= at && at < window.to);

async function expectNothingSilent(world: World, store: MemoryStore): Promise<void> {
  const { since, passes, gaps, lost } = await stateOf(store);
  const broken = new Set<string>();
  const sound = {
    ...store,
    list: async (prefix: string) => (await store.list(prefix)).filter((name) => !broken.has(name)),
  };
  for (const [name, body] of store.objects) if (body.length < 40 && name.startsWith('cdr/')) broken.add(name);
  const kept = new Set((await archiveRecords(sound)).map((record) => keyOf(record)));
  for (const { raw } of await rejectLines(store)) kept.add(keyOf(JSON.parse(raw) as never));
  for (const [key, start] of world.returned) {
    if (kept.has(key)) continue;
    const told = covers(start, gaps) || covers(start, lost) || broken.size > 0;
    expect(told, `a row that was returned is kept, or told to be missing: ${key}`).toBe(true);
  }
  for (let at = since; at < passes[0]!.cursor; at += 1) {
    if (world.askedInTime[second(at)] === 1 || covers(at, lost) || covers(at, gaps)) continue;
    expect.fail(`the second ${at - BEGIN} was never asked for in time, and nothing says so`);
  }
}

// oxlint-disable-next-line vitest/expect-expect -- expectNothingSilent expects
test(`whatever the vendor does, nothing is missing in silence (SEED=${SEED})`, { timeout: 3_600_000 }, async () => {
  const schedule = fc.asyncProperty(
    calls,
    fc.array(bad, { maxLength: 4 }),
    fc.constantFrom('start' as const, 'end' as const),
    fc.array(step, { minLength: 10, maxLength: 40 }),
    async (all, bads, filter, steps) => {
      const world = createWorld(all, bads, filter);
      const store = createMemoryStore();
      const puller = createPuller('http://127.0.0.1:1', store, {
        env: ENV,
        deps: { post: world.post, clock: () => world.now * 1000 + world.spentMs, random: () => 0 },
        get deadlineMs() {
          return world.now * 1000 + TICK_MS;
        },
      });
      const tick = async (): Promise<void> => {
        world.spentMs = 0;
        // A tick that fails leaves the cursors where they are; what it promises is checked all the same.
        await puller.tick(world.now).catch(() => undefined);
      };
      await tick();
      for (const { advance, spoil } of steps) {
        world.now += advance;
        if (world.now > BEGIN + HORIZON - 8 * HOUR) break;
        const part = [...store.objects.keys()].find((name) => name.startsWith('cdr/'));
        if (spoil && part !== undefined) store.objects.set(part, store.objects.get(part)!.subarray(0, 30));
        await tick();
        await expectNothingSilent(world, store);
      }
      puller.close();
    },
  );
  await fc.assert(schedule, { numRuns: runs(10, 3000), seed: SEED });
});
