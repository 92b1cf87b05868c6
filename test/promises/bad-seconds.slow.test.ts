import { gunzipSync } from 'node:zlib';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Post, PostReply } from '../../shared/http.ts';
import type { Store } from '../../shared/store/store.ts';
import { createMemoryStore } from '../support/memory-store.ts';
import { postReply } from '../support/post-reply.ts';
import { createPuller } from '../support/pulling.ts';

const LONG = process.env['LONG'] === '1';
/** 2019-01-23T00:00:00+08:00 */
const BEGIN = 1_548_172_800;
const HOUR = 3600;
const TICK = 300;
const SLOT = 600;
const AGE = 300;
/** The tick's limit on the platform, less what is kept back for filing and the state. */
const TICK_MS = 225_000;
const TIMEOUT_MS = 30_000;
const EVERY = 20;
/** Two days are as many hours, one like the other; from the second on the later pass meets the bad second too. */
const HOURS = LONG ? 48 : 3;

interface Call {
  readonly callId: string;
  readonly start: number;
}

const isBadSecond = (second: number): boolean => (second - BEGIN) % HOUR === 1025;
/** The bad second that a question is about; bounds are exclusive on both sides. */
function badSecondIn(from: number, to: number): number | undefined {
  const first = BEGIN + Math.ceil((from + 1 - BEGIN - 1025) / HOUR) * HOUR + 1025;
  return first < to ? first : undefined;
}

const row = ({ callId, start }: Call): Record<string, string> => ({
  callId,
  src: '008613500000001',
  dst: '008613600000002',
  startSrcCallTime: String(start),
  endCallTime: String(start + 30),
  duration: '30',
  callEndStatus: '1',
});

const list = (calls: readonly Call[]): string => JSON.stringify({ cdr: calls.map(row), errorCode: '0', offset: '0' });

/** What a question that holds a bad second, or too much, is answered with; undefined: as any other. */
type Trouble = (calls: readonly Call[], hasBadSecond: boolean, signal: AbortSignal) => Promise<PostReply | undefined>;

const whereBad =
  (answer: (calls: readonly Call[]) => PostReply): Trouble =>
  async (calls, hasBadSecond) =>
    hasBadSecond ? answer(calls) : undefined;

const TROUBLES: Record<string, { trouble: Trouble; hours: number; gaps: boolean }> = {
  'an unescaped quote': {
    trouble: whereBad((calls) => postReply(200, list(calls).replace('"dst":"', '"dst":"19" rack","x":"'))),
    hours: HOURS,
    gaps: true,
  },
  'HTTP 500': { trouble: whereBad(() => postReply(500, 'Internal Server Error')), hours: HOURS, gaps: true },
  'a redirect': { trouble: whereBad(() => postReply(302, '')), hours: 1, gaps: true },
  'error -501': {
    trouble: whereBad(() => postReply(200, '{"errorCode":"-501","result":"server disabled",}')),
    hours: HOURS,
    gaps: true,
  },
  'a reset': {
    trouble: whereBad(() => {
      throw Object.assign(new Error('socket hang up'), { code: 'ECONNRESET' });
    }),
    hours: HOURS,
    gaps: true,
  },
  'a list that cannot be read': {
    trouble: whereBad(() => postReply(200, '{"errorCode":"0","offset":"0","cdr":{"0":{"callId":"x"}}}')),
    // Past a day the oldest gap is given up.
    hours: LONG ? 48 : 26,
    gaps: true,
  },
  '504 above 20 rows': {
    trouble: async (calls) =>
      calls.length > 20 ? postReply(504, '<html><head><title>504 Gateway Time-out</title></head></html>') : undefined,
    hours: HOURS,
    gaps: false,
  },
  'no answer at all': {
    trouble: async (_, hasBadSecond, signal) => {
      if (!hasBadSecond) return undefined;
      const silence = new Promise<never>((_resolve, reject) => {
        signal.addEventListener('abort', () => reject(Object.assign(new Error('aborted'), { code: 'ABORT_ERR' })));
      });
      vi.advanceTimersByTime(TIMEOUT_MS);
      return silence;
    },
    // From the 17th hour on older gaps want more of a tick's time than there is.
    hours: LONG ? 48 : 18,
    gaps: true,
  },
};

/** A store that tells which calls stand in the parts that are written to it. */
function readAsWritten(store: Store, seen: Set<string>): Store {
  return {
    ...store,
    async putIfAbsent(name, body) {
      const written = await store.putIfAbsent(name, body);
      if (written && name.startsWith('cdr/')) {
        for (const [, callId = ''] of gunzipSync(body)
          .toString()
          .matchAll(/^{"callId":"([^"]+)"/gm))
          seen.add(callId);
      }
      return written;
    },
  };
}

// The time-out of a request is the only timer there is; it goes off when the vendor says so.
beforeEach(() => vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] }));
afterEach(() => vi.useRealTimers());

/** Ticks every five minutes, each when it would run, and looks after each of them at what must be there. */
async function run(trouble: Trouble, hours: number): Promise<{ gaps: number; lost: number; errors: number }> {
  const seen = new Set<string>();
  const store = readAsWritten(createMemoryStore(), seen);
  const calls = Array.from({ length: (hours * HOUR) / EVERY }, (_, i) => ({
    callId: `12-${i}`,
    start: BEGIN + i * EVERY + (i % 7),
  }));
  let nowMs = 0;
  const post: Post = async ({ body, signal }) => {
    const asked = JSON.parse(body) as Record<string, string>;
    const [from, to] = [Number(asked['startTimeStamp']), Number(asked['endTimeStamp'])];
    const there = calls.filter(({ start }) => start > from && start < to && start + 30 <= nowMs / 1000);
    const isBad = badSecondIn(from, to) !== undefined;
    nowMs += 20;
    signal.addEventListener('abort', () => void (nowMs += TIMEOUT_MS));
    return (await trouble(there, isBad, signal)) ?? postReply(200, list(there));
  };
  const deps = { post, clock: () => nowMs, sleep: async (ms: number) => void (nowMs += ms), random: () => 0.5 };
  let last = { gaps: 0, lost: 0 };
  let errors = 0;
  for (let tick = BEGIN; tick <= BEGIN + hours * HOUR + 2 * TICK; tick += TICK) {
    nowMs = Math.max(nowMs, tick * 1000);
    const puller = createPuller('http://127.0.0.1:1', store, {
      env: { PASSES: '5m,90m,12h', LOOKBACK: '1h' },
      deps,
      deadlineMs: nowMs + TICK_MS,
    });
    last = await puller.tick(tick);
    puller.close();
    const told = puller.logged.filter((line) => line.includes('"level":"error"'));
    errors += told.length;
    // A slot is pulled by the first tick after it is old enough; with trouble in it by the next one.
    for (const { callId, start } of calls.filter((call) => Math.abs(call.start - tick) < 2 * HOUR)) {
      const slotEnd = BEGIN + Math.ceil((start + 1 - BEGIN) / SLOT) * SLOT;
      const usual = BEGIN + Math.ceil((slotEnd + AGE - BEGIN) / TICK) * TICK;
      if (usual + TICK === tick && !isBadSecond(start)) expect(seen.has(callId), `call of ${start - BEGIN}`).toBe(true);
    }
  }
  return { ...last, errors };
}

test.each(Object.entries(TROUBLES))(
  'with %s in one second of every hour no call is kept waiting for more than one tick',
  { timeout: 3_600_000 },
  async (_, { trouble, hours, gaps }) => {
    const left = await run(trouble, hours);
    expect(left.gaps > 0).toBe(gaps);
    expect(left.lost > 0).toBe(gaps && hours > 24);
    expect(left.errors > 0).toBe(gaps);
  },
);
