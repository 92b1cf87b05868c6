import { readFile } from 'node:fs/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createApp } from '../../functions/lookup/app.ts';
import { startVendorServer, type VendorReply, type VendorServer } from '../../local/simulator/server.ts';
import { readLookupConfig } from '../../shared/config/read.ts';
import { createDaysMemory } from '../../shared/days/memory.ts';
import { createLog } from '../../shared/log.ts';
import { answered, makeWorld, NOW, type World } from '../support/archive-world.ts';
import { startCos, type CosStandIn } from '../support/cos/index.ts';
import { ACCOUNT, TOKEN, TOKEN_ENTRY } from '../support/lookup-function.ts';
import { createMemoryStore } from '../support/memory-store.ts';
import { failure, success, vendorRow } from '../support/vendor-rows.ts';
import { logTo } from '../support/output.ts';

const store = createMemoryStore();
const world: World = await makeWorld(store, 11, 12);
const calls = [...world.calls.values()];
const inClosedDay = calls.find(
  ({ callId, startSrcCallTime }) => callId.startsWith('12-260304-') && startSrcCallTime?.startsWith('2026-03-04'),
)!;
const inOpenDay = calls.find(
  ({ callId, startSrcCallTime }) => callId.startsWith('12-260310-') && startSrcCallTime?.startsWith('2026-03-10'),
)!;
const NOWHERE = '12-260310-nowhere';

let cos: CosStandIn;
let vendor: VendorServer;
let vendorReply: VendorReply | 'silence' = failure('-201');
let logged: string[] = [];
beforeEach(async () => {
  cos = await startCos();
  cos.clockAheadSeconds = NOW - Math.floor(Date.now() / 1000);
  for (const [name, body] of store.objects) cos.objects.set(`lake/${name}`, Buffer.from(body));
  vendor = await startVendorServer(() => vendorReply as VendorReply);
  vendorReply = failure('-201', 'callId not exist');
  logged = [];
});
afterEach(async () => {
  await vendor.close();
  await cos.close();
});

interface Answered {
  readonly status: number;
  readonly body: Record<string, unknown> & { cdr?: unknown[]; source?: string; detail?: string; hint?: string };
}

/** Asks an instance that knows nothing yet. */
async function ask(
  path: string,
  options: { budgetMs?: number; clock?: () => number; archive?: false } = {},
): Promise<Answered> {
  const { budgetMs = 25_000, clock = () => NOW * 1000 } = options;
  const archive = options.archive === false ? {} : cos.environment();
  const env = { CDR_ENDPOINT: vendor.endpoint, ...ACCOUNT, ...archive, LOOKUP_TOKENS: TOKEN_ENTRY, RETENTION: '24h' };
  const app = createApp({
    config: readLookupConfig(env),
    log: createLog({ write: logTo(logged) }),
    limit: () => 0,
    memory: createDaysMemory(),
    clock,
    budgetMs,
  });
  const response = await app.request(path, { headers: { Authorization: `Bearer ${TOKEN}` } });
  return { status: response.status, body: (await response.json()) as Answered['body'] };
}

const VENDORS = {
  has: (callId: string) => success([vendorRow(callId, NOW - 60)]),
  lacks: () => failure('-201', 'callId not exist'),
  down: () => ({ status: 500, body: 'oops' }),
  blocked: () => failure('-423', 'blocked'),
  refuses: () => failure('-401', 'no such app'),
};

describe('a call', () => {
  const named = inClosedDay.callId;
  const recent = inOpenDay.callId;
  const cases: [vendor: keyof typeof VENDORS, archive: 'up' | 'down', callId: string, answer: string][] = [
    // The archive's first, for its id names a closed day.
    ['has', 'up', named, '200 archive'],
    ['down', 'up', named, '200 archive'],
    ['blocked', 'up', named, '200 archive'],
    ['has', 'down', named, '200 vendor'],
    ['lacks', 'down', named, '503'],
    ['down', 'down', named, '503'],
    ['blocked', 'down', named, '502'],
    // The vendor's first, for its day is open.
    ['has', 'up', recent, '200 vendor'],
    ['lacks', 'up', recent, '200 archive'],
    ['down', 'up', recent, '200 archive'],
    ['blocked', 'up', recent, '200 archive'],
    ['refuses', 'up', recent, '200 archive'],
    ['has', 'down', recent, '200 vendor'],
    ['lacks', 'down', recent, '503'],
    // In neither.
    ['lacks', 'up', NOWHERE, '404'],
    ['down', 'up', NOWHERE, '503'],
    ['blocked', 'up', NOWHERE, '502'],
    ['refuses', 'up', NOWHERE, '502'],
  ];
  it.each(cases)('that the vendor %s, with the archive %s (%s): %s', async (how, archive, callId, answer) => {
    vendorReply = VENDORS[how](callId);
    if (archive === 'down') cos.faults.chances = { slowDown: 1 };
    const { status, body } = await ask(`/cdr/${callId}`);
    expect([status, body.source].filter((part) => part !== undefined).join(' ')).toBe(answer);
    if (status === 200) expect(body.cdr).toHaveLength(1);
    if (body.source === 'archive') {
      expect(JSON.stringify(body.cdr?.[0])).toBe(answered(world.calls.get(callId)!));
      expect(body['asOf']).toMatch(/^2026-03-1\dT.*\+08:00$/);
    }
  });

  it('is asked of one place alone with ?source', async () => {
    vendorReply = VENDORS.has(named);
    expect((await ask(`/cdr/${named}?source=vendor`)).body.source).toBe('vendor');
    expect(cos.requests).toEqual([]);
    vendor.requests.length = 0;
    expect((await ask(`/cdr/${recent}?source=archive`)).body.source).toBe('archive');
    expect((await ask(`/cdr/${NOWHERE}?source=archive`)).body.detail).toBe('The archive has no such call.');
    expect(vendor.requests).toEqual([]);
    expect((await ask(`/cdr/${named}?source=both`)).status).toBe(400);
    expect((await ask(`/cdr/${named}?source=archive`, { archive: false })).status).toBe(503);
  });

  it('costs three requests when nothing is known yet, and less than 100 KB', async () => {
    await ask(`/cdr/${named}`);
    expect(cos.requests.map(({ headers, key }) => [key, headers['range'] === undefined ? 'whole' : 'piece'])).toEqual([
      ['lake/days/dt=2026-03-04/_manifest.json', 'whole'],
      ['lake/days/dt=2026-03-04/_calls-000.idx', 'piece'],
      ['lake/days/dt=2026-03-04/calls-000.jsonl.gz', 'piece'],
    ]);
    expect(cos.requests.every(({ signed, status }) => signed && status < 300)).toBe(true);
  });

  it('that could not be looked for in every day in time is 504, which says how far the search came', async () => {
    let calledMs = NOW * 1000;
    const { status, body } = await ask(`/cdr/${NOWHERE}?source=archive`, { clock: () => (calledMs += 1000) });
    expect([status, body.detail]).toEqual([504, expect.stringMatching(/\d+ of \d+ days/)]);
  });

  const FAILURES: [what: string, break_: () => void][] = [
    ['is busy', () => (cos.faults.chances = { slowDown: 1 })],
    ['fails inside', () => (cos.faults.chances = { internalError: 1 })],
    ['breaks connections off', () => (cos.faults.chances = { cut: 1 })],
    ['breaks bodies off', () => (cos.faults.chances = { cutBody: 1 })],
    ['is silent', () => (cos.faults.chances = { stall: 1 })],
    ['has no such bucket', () => (cos.exists = false)],
    ['takes the keys for expired', () => (cos.tokenExpired = true)],
    ['denies reading', () => (cos.denies = () => true)],
    ['denies the parts', () => (cos.denies = (_action, key) => key.startsWith('lake/cdr/'))],
    ['denies the indexes', () => (cos.denies = (_action, key) => key.endsWith('.idx'))],
    ['holds a catalogue that is none', () => cos.objects.set('lake/days/_catalogue.json', Buffer.from('{}'))],
    ['holds a state that is none', () => cos.objects.set('lake/_state/pull.json', Buffer.from('???'))],
    [
      'holds a part that is none',
      () => {
        const part = [...cos.objects.keys()].find((key) => key.startsWith('lake/cdr/dt=2026-03-10/'))!;
        cos.objects.set(part, Buffer.from('no gzip'));
      },
    ],
  ];
  it.each(FAILURES)('is never said to be nowhere when the archive %s', async (_what, breakIt) => {
    breakIt();
    const { status, body } = await ask(`/cdr/${NOWHERE}`, { budgetMs: 3000 });
    expect([status, body.hint]).toEqual([expect.toBeOneOf([503, 504]), expect.any(String)]);
    expect(logged.join('')).not.toContain(NOWHERE);
  });
});

describe('the calls of a number', () => {
  const number = '13800000001';
  const range = 'from=2026-03-01&to=2026-03-11';
  it('come from the archive, in any spelling, and say until when it was searched', async () => {
    const answers = await Promise.all(
      [number, `0086${number}`, `%2B86${number}`, `+86 138-0000-0001`].map(async (text) =>
        ask(`/cdr?number=${text}&${range}`),
      ),
    );
    for (const { status, body } of answers) {
      expect([status, body.source, body['searchedUntil']]).toEqual([200, 'archive', '2026-03-10T14:55:00+08:00']);
      expect(body.cdr?.length).toBeGreaterThan(0);
      expect(body.cdr).toEqual(answers[0]?.body.cdr);
    }
    expect(vendor.requests).toEqual([]);
  });

  it('say which stretches of the range the archive may lack', async () => {
    const state = JSON.parse(cos.objects.get('lake/_state/pull.json')!.toString());
    const gap = {
      from: '2026-03-10T09:00:00+08:00',
      to: '2026-03-10T09:00:01+08:00',
      why: '500',
      tries: 2,
      nextTry: state.asOf,
    };
    cos.objects.set('lake/_state/pull.json', Buffer.from(JSON.stringify({ ...state, gaps: [gap] })));
    expect((await ask(`/cdr?number=${number}&${range}`)).body['incomplete']).toEqual([
      { reason: 'gap', from: gap.from, to: gap.to, why: '500' },
    ]);
    const before = `number=${number}&from=2026-03-01&to=2026-03-10`;
    expect((await ask(`/cdr?${before}`)).body['incomplete']).toBeUndefined();
  });

  it.each([
    [`number=${number}&from=2026-03-01&to=2026-04-02`, 400, 'it is longer than 31 days'],
    [`number=${number}&src=${number}&${range}`, 400, 'src and number cannot be asked for together'],
    [`number=0000&${range}`, 400, 'number must be'],
    [`number=00008&${range}`, 400, 'number must be'],
  ])('?%s is %i', async (query, status, detail) => {
    const answer = await ask(`/cdr?${query}`);
    expect([answer.status, answer.body.detail]).toEqual([status, expect.stringContaining(detail)]);
    expect(cos.requests).toEqual([]);
  });

  it('cannot be had where no archive is configured', async () => {
    expect((await ask(`/cdr?number=${number}&${range}`, { archive: false })).body.detail).toBe(
      'No archive is configured.',
    );
  });
});

describe('the archive about itself', () => {
  it('tells the closed days of a month, a day, and how it stands', async () => {
    const month = await ask('/days?month=2026-03');
    const days = Array.from({ length: 8 }, (_, i) => `2026-03-0${i + 1}`);
    expect(month.body).toMatchObject({
      month: '2026-03',
      utcOffset: '+08:00',
      days: days.map((day) => ({ day, calls: 12 })),
    });
    expect((await ask('/days?month=2026-02')).body).toMatchObject({ days: [] });
    expect((await ask('/days/2026-03-05')).body).toMatchObject({ day: '2026-03-05', totals: { calls: 12 } });
    expect((await ask('/days/2026-03-09')).status).toBe(404);
    expect((await ask('/status')).body).toMatchObject({
      lastClosedDay: '2026-03-08',
      lagSeconds: 300,
      gaps: [],
      lost: [],
    });
  });

  it.each(['/days?month=2026-13', '/days', '/days/2026-02-30', '/days/today'])('%s is 400', async (path) => {
    expect((await ask(path)).status).toBe(400);
  });

  it.each(['/days?month=2026-03', '/days/2026-03-05', '/status'])(
    '%s is 503 without an archive or when it fails',
    async (path) => {
      expect((await ask(path, { archive: false })).status).toBe(503);
      cos.faults.chances = { slowDown: 1 };
      expect((await ask(path)).status).toBe(503);
    },
  );
});

interface Policy {
  readonly statement: readonly { readonly action: readonly string[]; readonly resource: readonly string[] }[];
}

/** The policy that the docs give for the lookup's role. */
async function documentedPolicy(): Promise<Policy> {
  const text = await readFile('docs/deploy.md', 'utf8');
  const [, json = ''] = /`huadan-lookup` reads[^`]*```json\n(.*?)```/s.exec(text) ?? [];
  return JSON.parse(json) as Policy;
}

const PREFIX = 'qcs::cos:ap-guangzhou:uid/1250000000:examplebucket-1250000000/';

function allows({ statement }: Policy, action: string, key: string): boolean {
  return statement.some(
    ({ action: actions, resource }) =>
      actions.includes(`name/cos:${action}`) &&
      resource.some((one) =>
        one.endsWith('*') ? `${PREFIX}${key}`.startsWith(one.slice(0, -1)) : `${PREFIX}${key}` === one,
      ),
  );
}

describe('the role in the docs', () => {
  const questions = [
    `/cdr/${inClosedDay.callId}`,
    `/cdr/${inOpenDay.callId}`,
    `/cdr/${NOWHERE}`,
    '/cdr?number=13800000001&from=2026-03-01&to=2026-03-11',
    '/days?month=2026-03',
    '/status',
  ];
  const statuses = async (): Promise<number[]> => {
    const all: number[] = [];
    for (const question of questions) all.push((await ask(question)).status);
    return all;
  };

  it('is enough for every question', async () => {
    const policy = await documentedPolicy();
    cos.denies = (action, key) => !allows(policy, action, key);
    expect(await statuses()).toEqual([200, 200, 404, 200, 200, 200]);
    expect(new Set(cos.requests.map(({ action }) => action))).toEqual(new Set(['GetObject']));
  });

  it('is not more than enough: without any line of it something fails', async () => {
    const policy = await documentedPolicy();
    const lines = policy.statement.flatMap(({ resource }, i) => resource.map((_, j) => [i, j] as const));
    expect(lines).toHaveLength(4);
    for (const [without, line] of lines) {
      const statement = policy.statement.map((one, i) =>
        i === without ? { ...one, resource: one.resource.filter((_, j) => j !== line) } : one,
      );
      cos.denies = (action, key) => !allows({ statement }, action, key);
      expect((await statuses()).filter((status) => status >= 500)).not.toEqual([]);
    }
  });
});
