/** A day that stays open and a pull that is silent are told once when it begins and once when it ends. */

import { afterEach, describe, expect, it, test } from 'vitest';
import { closeAndTell } from '../../functions/close/alerts.ts';
import { createCounters, type Counters } from '../../functions/close/counters.ts';
import { startVendorServer, type VendorReply, type VendorServer } from '../../local/simulator/server.ts';
import { readCloseConfig } from '../../shared/config/read.ts';
import { CATALOGUE_NAME } from '../../shared/days/layout.ts';
import { createHttp } from '../../shared/http.ts';
import { createLog } from '../../shared/log.ts';
import { DAY, layout, MIDNIGHT, putState, TICK } from '../support/closing.ts';
import { createMemoryStore, type MemoryStore } from '../support/memory-store.ts';
import { heardPost, logTo } from '../support/output.ts';

const HOUR = 3600;
const END = MIDNIGHT + 24 * HOUR;
/** 12 h after its end the oldest pass goes over a day, and 24 h later it should have been closed. */
const LATE = END + 36 * HOUR;

const http = createHttp();
let hook: VendorServer | undefined;
afterEach(async () => hook?.close());

interface World {
  readonly store: MemoryStore;
  readonly logged: string[];
  /** The texts that the webhook was sent. */
  readonly sent: () => string[];
  readonly tick: (now: number) => Promise<Counters>;
}

async function world(reply: VendorReply = { body: 'ok' }): Promise<World> {
  const { endpoint, requests } = (hook = await startVendorServer(() => reply));
  const config = readCloseConfig({ ARCHIVE_URL: 'file:/archives/lake', ALERT_WEBHOOK: endpoint });
  const store = createMemoryStore();
  const logged: string[] = [];
  const log = createLog({ write: logTo(logged) });
  return {
    store,
    logged,
    sent: () => requests.map(({ body }) => String(body['text'])),
    tick: async (now) => {
      const counters = createCounters();
      const context = { store, layout, log, now, clock: () => 0, deadlineMs: Number.POSITIVE_INFINITY, counters };
      await closeAndTell(TICK, context, { config, post: heardPost(http.post), timeoutMs: 2000 });
      return counters;
    },
  };
}

describe('a day that is not closed', () => {
  it('is told ALERT_CLOSE after its oldest pass, once, and again when it is closed', async () => {
    const { store, sent, tick } = await world();
    await putState(store, END - HOUR, { since: MIDNIGHT, asOf: LATE });
    await tick(LATE);
    expect(sent()).toEqual([]);
    await tick(LATE + 1);
    await tick(LATE + HOUR / 2);
    expect(sent()).toEqual([
      `Huadan close, archive lake, 2026-03-07T12:00:01+08:00\nBEGAN: ${DAY} is not closed yet: not every pass has gone over it. See npm run status.`,
    ]);
    await putState(store, END, { since: MIDNIGHT, asOf: LATE + HOUR });
    await tick(LATE + HOUR);
    expect(sent().slice(1)).toEqual([
      `Huadan close, archive lake, 2026-03-07T13:00:00+08:00\nENDED (began 2026-03-07T12:00:01+08:00): ${DAY} is not closed yet: not every pass has gone over it. See npm run status.`,
    ]);
    await tick(LATE + HOUR + 60);
    expect(sent()).toHaveLength(2);
  });

  it('is told with its gap where that is why', async () => {
    const { store, sent, tick } = await world();
    const window = { from: MIDNIGHT + HOUR, to: MIDNIGHT + HOUR + 1 };
    const gaps = [{ window, tries: 5, nextTry: LATE + HOUR, why: 'HTTP 500' }];
    await putState(store, END, { since: MIDNIGHT, asOf: LATE, gaps });
    await tick(LATE + 1);
    expect(sent()[0]).toContain(`BEGAN: ${DAY} is not closed yet: HTTP 500.`);
  });

  it('is told beside all others in one message', async () => {
    const { store, sent, tick } = await world();
    const later = LATE + 20 * 24 * HOUR;
    await putState(store, MIDNIGHT, { since: MIDNIGHT, asOf: later });
    await tick(later + 1);
    expect(sent()).toHaveLength(1);
    expect(sent()[0]?.match(/^BEGAN: /gm)).toHaveLength(21);
  });
});

test('a state nobody has written for ALERT_LAG is told, and told again when it is written', async () => {
  const { store, sent, tick } = await world();
  await putState(store, MIDNIGHT, { since: MIDNIGHT, asOf: END });
  await tick(END + HOUR);
  expect(sent()).toEqual([]);
  await tick(END + HOUR + 1);
  await tick(END + 2 * HOUR);
  expect(sent()).toHaveLength(1);
  expect(sent()[0]).toContain('BEGAN: The pull has not kept its state since 2026-03-06T00:00:00+08:00');
  await putState(store, MIDNIGHT, { since: MIDNIGHT, asOf: END + 3 * HOUR });
  await tick(END + 3 * HOUR);
  expect(sent()).toHaveLength(2);
  expect(sent()[1]).toContain('ENDED (began 2026-03-06T01:00:01+08:00): The pull has not kept its state');
});

test('a close that fails tells what it can, and throws its own error', async () => {
  const { store, sent, tick } = await world();
  await putState(store, END - HOUR, { since: MIDNIGHT, asOf: LATE });
  await tick(LATE + 1);
  store.objects.set(CATALOGUE_NAME, Buffer.from('{'));
  await expect(tick(LATE + 2 * HOUR)).rejects.toMatchObject({ reason: 'archive' });
  // Nobody knows which days are closed, so none of them is told to be.
  expect(sent().slice(1)).toEqual([expect.stringMatching(/\nBEGAN: The pull has not kept its state .*$/)]);
});

test.each<[string, VendorReply]>([
  ['refuses', { body: '', status: 500 }],
  ['resets', { body: '', fault: 'reset' }],
  ['hangs', { body: '', fault: 'hang' }],
])('a webhook that %s changes nothing but that it is told in the log', async (_what, reply) => {
  const { store, logged, tick } = await world(reply);
  await putState(store, END, { since: MIDNIGHT, asOf: END });
  expect(await tick(END + 13 * HOUR)).toMatchObject({ closed: 1, failed: 0, complete: true });
  expect(logged.filter((line) => line.includes('ALERT_WEBHOOK'))).toHaveLength(1);
  expect([...store.objects.keys()].filter((name) => name.includes('alerts'))).toEqual([]);
});
