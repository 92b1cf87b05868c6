/** Who runs the archive is told once when something begins and once when it ends, by a webhook that may fail. */

import { afterEach, describe, expect, it, test } from 'vitest';
import { startVendorServer, type Answer, type VendorReply, type VendorServer } from '../../local/simulator/server.ts';
import { numbersIn } from '../support/no-numbers.ts';
import { createMemoryStore, type MemoryStore } from '../support/memory-store.ts';
import { at, createPuller, CREDENTIALS, type Puller } from '../support/pulling.ts';
import { failure, success, vendorRow } from '../support/vendor-rows.ts';

const NOW = at('2026-03-05T10:00:00');
const MINUTE = 60;
const ENV = { PASSES: '5m', LOOKBACK: '30m' };

const closing: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

async function serve(answer: Answer): Promise<VendorServer> {
  const server = await startVendorServer(answer);
  closing.push(async () => server.close());
  return server;
}

interface World {
  readonly store: MemoryStore;
  readonly puller: Puller;
  /** The texts that the webhook took. */
  readonly taken: string[];
  /** Ticks of which some may fail. */
  readonly tick: (now: number) => Promise<unknown>;
}

/** A puller of a vendor and a webhook that answer as they are told. */
async function world(
  vendor: Answer,
  webhook: Answer = () => ({ body: 'ok' }),
  env: Record<string, string> = {},
): Promise<World> {
  const taken: string[] = [];
  const hook = await serve(async (request) => {
    const reply = await webhook(request);
    if ((reply.status ?? 200) < 300 && reply.fault === undefined) taken.push(String(request.body['text']));
    return reply;
  });
  const { endpoint } = await serve(vendor);
  const store = createMemoryStore();
  const puller = createPuller(endpoint, store, {
    env: { ...ENV, ALERT_WEBHOOK: `${hook.endpoint}/send?key=3f2a`, ...env },
  });
  closing.push(() => puller.close());
  return { store, puller, taken, tick: async (now) => puller.tick(now).catch((error: unknown) => error) };
}

const quiet: VendorReply = success([]);
const isAbout = ({ body }: { body: Record<string, unknown> }, second: number): boolean =>
  Number(body['startTimeStamp']) <= second && second <= Number(body['endTimeStamp']);

describe('the vendor refuses', () => {
  it('is told when it begins and when it ends, with what to do, and not in between', async () => {
    let reply = failure('-403', 'no entry for 008613812340001');
    const { tick, taken } = await world(() => reply);
    await tick(NOW);
    expect(taken).toHaveLength(1);
    expect(taken[0]).toMatch(
      /^Huadan pull, archive unused, 2026-03-05T10:00:00\+08:00\nBEGAN: The vendor refuses to answer \(-403: .*\)\. Give the vendor the public IP/,
    );
    await tick(NOW + 10 * MINUTE);
    await tick(NOW + 20 * MINUTE);
    expect(taken).toHaveLength(1);
    reply = quiet;
    await tick(NOW + 30 * MINUTE);
    expect(taken).toHaveLength(2);
    expect(taken[1]).toMatch(/\nENDED \(began 2026-03-05T10:00:00\+08:00\): The vendor refuses/);
    await tick(NOW + 40 * MINUTE);
    expect(taken).toHaveLength(2);
  });

  it('goes on while the account is blocked, although nothing is asked', async () => {
    let reply = failure('-423');
    const { tick, taken } = await world(() => reply);
    await tick(NOW);
    await tick(NOW + 10 * MINUTE);
    expect(taken).toHaveLength(1);
    expect(taken[0]).toContain('(-423: the vendor blocked the account)');
    reply = quiet;
    await tick(NOW + 20 * MINUTE);
    expect(taken[1]).toContain('ENDED');
  });

  it('does not end because nobody can tell: a tick without a question, or with trouble of another kind', async () => {
    let reply: VendorReply = failure('-403');
    const { tick, taken } = await world(() => reply);
    await tick(NOW);
    reply = { body: '', status: 503 };
    await tick(NOW + 10 * MINUTE);
    expect(taken).toHaveLength(1);
    reply = quiet;
    await tick(NOW + 20 * MINUTE);
    await tick(NOW + 20 * MINUTE + 30);
    expect(taken).toHaveLength(2);
  });
});

test('a lag over ALERT_LAG is told when it begins and when it ends', async () => {
  let reply: VendorReply = quiet;
  const { tick, taken } = await world(() => reply, undefined, { ALERT_LAG: '40m' });
  await tick(NOW);
  expect(taken).toEqual([]);
  reply = { body: '', status: 503 };
  await tick(NOW + 20 * MINUTE);
  expect(taken).toEqual([]);
  await tick(NOW + 40 * MINUTE);
  await tick(NOW + 50 * MINUTE);
  expect(taken).toHaveLength(1);
  expect(taken[0]).toMatch(/BEGAN: The archive lags \d+ min behind \(ALERT_LAG 40 min\)/);
  reply = quiet;
  await tick(NOW + 60 * MINUTE);
  expect(taken).toHaveLength(2);
  expect(taken[1]).toContain('ENDED (began 2026-03-05T10:40:00+08:00): The archive lags');
});

test('a gap older than an hour is told when it begins and when it ends', async () => {
  const bad = NOW - 12 * MINUTE;
  let heals = false;
  const { tick, taken } = await world((request) =>
    !heals && isAbout(request, bad) ? { body: '', status: 500 } : quiet,
  );
  for (let minutes = 0; minutes <= 40; minutes += 10) await tick(NOW + minutes * MINUTE);
  expect(taken).toEqual([]);
  for (let minutes = 50; minutes <= 120; minutes += 10) await tick(NOW + minutes * MINUTE);
  expect(taken).toHaveLength(1);
  expect(taken[0]).toMatch(
    /BEGAN: Calls from 2026-03-05T09:4(?:7:59|8:00)\+08:00 to 2026-03-05T09:48:0[12]\+08:00 cannot be pulled \(HTTP 500\)/,
  );
  heals = true;
  for (let hours = 3; hours <= 9; hours++) await tick(NOW + hours * 60 * MINUTE);
  expect(taken.filter((text) => text.includes('BEGAN: Calls'))).toHaveLength(1);
  expect(taken.filter((text) => /ENDED .*: Calls from/.test(text))).toHaveLength(1);
});

describe('a webhook in trouble changes nothing but that it is told', () => {
  const rows = Array.from({ length: 20 }, (_, i) => vendorRow(`call-${i}`, NOW - 1500 + i));
  const vendor: Answer = ({ body }) =>
    success(rows.filter((row) => isAbout({ body }, Number(row['startSrcCallTime']))));

  test.each<[string, Answer]>([
    ['refuses', () => ({ body: 'no', status: 500 })],
    ['is cut off', () => ({ body: '{}', fault: 'reset' })],
  ])('that %s', async (_what, webhook) => {
    let broken = true;
    const { tick, taken, store, puller } = await world(
      vendor,
      (request) => (broken ? webhook(request) : { body: 'ok' }),
      { ALERT_LAG: '1m' },
    );
    const without = await world(vendor);
    expect(await tick(NOW)).toEqual(await without.tick(NOW));
    expect([...store.objects.keys()]).toEqual([...without.store.objects.keys()]);
    expect(taken).toEqual([]);
    const told = puller.logged.filter((line) => line.includes('ALERT_WEBHOOK'));
    expect(told).toHaveLength(1);
    expect(JSON.parse(told[0] ?? '')).toMatchObject({ level: 'warn', reason: 'alert' });
    expect(puller.logged.join('')).not.toContain('3f2a');
    // It is back, and what still holds is told.
    broken = false;
    await tick(NOW + 10 * MINUTE);
    expect(taken).toHaveLength(1);
  });

  test('that hangs is given up', async () => {
    const { store, endpoint } = { store: createMemoryStore(), endpoint: (await serve(vendor)).endpoint };
    const hook = await serve(() => ({ body: '', fault: 'hang' }));
    const puller = createPuller(endpoint, store, {
      env: { ...ENV, ALERT_LAG: '1m', ALERT_WEBHOOK: hook.endpoint },
      alertTimeoutMs: 50,
    });
    closing.push(() => puller.close());
    const { added } = await puller.tick(NOW);
    expect(added).toBe(rows.length);
    expect(puller.logged.join('')).toContain('no answer within 50 ms');
  });

  test('that failed the tick itself leaves the tick its own error', async () => {
    const { tick } = await world(
      () => failure('-403'),
      () => ({ body: 'no', status: 500 }),
    );
    expect(await tick(NOW)).toMatchObject({ reason: 'operator' });
  });
});

test('what was told is kept, and believed only as far as it can be read', async () => {
  const { tick, taken, store } = await world(() => failure('-403'));
  await tick(NOW);
  const kept = store.objects.get('_state/alerts-pull.json')?.toString() ?? '';
  expect(JSON.parse(kept)).toMatchObject({
    version: 1,
    lastSent: '2026-03-05T10:00:00+08:00',
    told: [{ key: 'refuses', since: '2026-03-05T10:00:00+08:00' }],
  });
  store.objects.set('_state/alerts-pull.json', Buffer.from('{"version":1,"told":['));
  await tick(NOW + 10 * MINUTE);
  expect(taken).toHaveLength(2);
});

test('without ALERT_WEBHOOK nothing is sent and nothing is kept', async () => {
  const { endpoint } = await serve(() => failure('-403'));
  const store = createMemoryStore();
  const puller = createPuller(endpoint, store, { env: ENV });
  closing.push(() => puller.close());
  await expect(puller.tick(NOW)).rejects.toMatchObject({ reason: 'operator' });
  expect([...store.objects.keys()].filter((name) => name.includes('alerts'))).toEqual([]);
});

test('no number, id or token is in a message', async () => {
  const NUMBERS = ['008613812340001', '075586013388'];
  const { tick, taken, store } = await world(() =>
    failure('-403', `0086 138-1234-0001, 0755-8601 3388 of ${CREDENTIALS.CDR_ID}`),
  );
  await tick(NOW);
  const all = taken.join('\n') + (store.objects.get('_state/alerts-pull.json')?.toString() ?? '');
  expect(numbersIn(all, NUMBERS)).toEqual([]);
  for (const secret of [...Object.values(CREDENTIALS), '3f2a']) expect(all).not.toContain(secret);
});
