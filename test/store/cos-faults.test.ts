import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { createCosStore } from '../../shared/store/cos.ts';
import { type CosStandIn, startCos, violations } from '../support/cos/index.ts';

const NAME = 'cdr/dt=2019-01-23/20190123T1710-000.jsonl.gz';
const KEY = `lake/${NAME}`;
const text = (value: string): Buffer => Buffer.from(value);

let cos: CosStandIn;
beforeEach(async () => {
  cos = await startCos();
});
afterEach(async () => cos.close());

const methods = (): string => cos.requests.map(({ method }) => method).join(' ');

describe('writing', () => {
  test('a part is put with forbid-overwrite, its digest, its type and no encoding, rightly signed', async () => {
    expect(await cos.store().putIfAbsent(NAME, text('part'))).toBe(true);
    const [request] = cos.requests;
    expect(request).toMatchObject({
      method: 'PUT',
      key: KEY,
      action: 'PutObject',
      signed: true,
      wrote: 'new',
      headers: {
        'x-cos-forbid-overwrite': 'true',
        'content-md5': '9Mk4XxkC9zNLALm07NFk3g==',
        'content-length': '4',
        'content-type': 'application/gzip',
        'x-cos-security-token': 'TOKENEXAMPLE',
      },
    });
    expect(request?.headers).not.toHaveProperty('content-encoding');
    expect(violations(cos)).toStrictEqual([]);
  });

  test('the state may be overwritten, and is put with its digest too', async () => {
    const store = cos.store();
    await store.put('_state/pull.json', text('{}'));
    await store.put('_state/pull.json', text('{"v":1}'));
    expect(cos.requests[1]).toMatchObject({ wrote: 'over', headers: { 'content-type': 'application/json' } });
    expect(cos.requests[1]?.headers).not.toHaveProperty('x-cos-forbid-overwrite');
    expect(violations(cos)).toStrictEqual([]);
  });

  test('a lost reply looks like somebody else’s part, and the bytes tell that it is ours', async () => {
    cos.faults.plan('loseReply');
    const store = cos.store();
    expect(await store.putIfAbsent(NAME, text('part'))).toBe(false);
    expect(methods()).toBe('PUT PUT');
    expect(await store.get(NAME)).toStrictEqual(text('part'));
    expect(violations(cos)).toStrictEqual([]);
  });

  test('replies lost for ever are an error, though the write happened', async () => {
    cos.faults.chances = { loseReply: 1 };
    await expect(cos.store().putIfAbsent(NAME, text('part'))).rejects.toThrowError(
      /could not be reached \(ECONNRESET\)/,
    );
    expect(cos.objects.get(KEY)).toStrictEqual(text('part'));
  });

  test.each(['slowDown', 'cut', 'loseReply'] as const)('a large object is put whole, also after %s', async (fault) => {
    const body = Buffer.alloc(9_000_001, 'a line of a day');
    cos.faults.plan(fault, 2);
    await cos.store().put('days/large', body);
    expect(cos.objects.get('lake/days/large')?.equals(body)).toBe(true);
    expect(cos.requests.at(-1)?.headers).toMatchObject({ 'content-length': '9000001' });
    expect(cos.requests.at(-1)?.headers).not.toHaveProperty('transfer-encoding');
    expect(methods()).toBe('PUT PUT PUT');
    expect(violations(cos)).toStrictEqual([]);
  });

  test('two writers may both win where the bucket races; one of the bodies stays', async () => {
    cos.faults.chances = { race: 1 };
    const store = cos.store();
    // Whether they meet at the bucket is a matter of milliseconds.
    let winners = 0;
    for (let round = 0; round < 50 && winners < 2; round++) {
      cos.objects.delete(KEY);
      const wins = await Promise.all(['one', 'two', 'three'].map(async (body) => store.putIfAbsent(NAME, text(body))));
      winners = wins.filter(Boolean).length;
    }
    expect(winners).toBeGreaterThan(1);
    expect(['one', 'two', 'three']).toContain((await store.get(NAME))?.toString());
    expect(violations(cos)).toStrictEqual([]);
  });

  test('the stand-in reports a part put without protection', async () => {
    const store = cos.store();
    await store.put(NAME, text('one'));
    await store.put(NAME, text('two'));
    expect(violations(cos)).toStrictEqual([
      `PUT ${KEY} could have overwritten a part`,
      `PUT ${KEY} could have overwritten a part`,
      `PUT ${KEY} did overwrite a part`,
    ]);
  });

  test('damaged bytes are refused by their digest, and never stored', async () => {
    const { endpoint } = cos;
    const store = cos.store();
    await store.putIfAbsent(NAME, text('part'));
    // Replayed with other bytes of the same length: the signature still holds, the digest does not.
    const { headers } = cos.requests[0] ?? { headers: {} };
    const replayed = { ...headers, 'x-cos-forbid-overwrite': 'true' } as Record<string, string>;
    delete replayed['connection'];
    delete replayed['content-length'];
    cos.objects.clear();
    const response = await fetch(`${endpoint}/${KEY}`, { method: 'PUT', headers: replayed, body: 'trap' });
    expect(response.status).toBe(400);
    expect(await response.text()).toContain('<Code>BadDigest</Code>');
    expect(cos.objects.size).toBe(0);
  });
});

describe('reading', () => {
  beforeEach(() => {
    cos.objects.set(KEY, text('a part that is long enough to be cut'));
  });

  test('an answer cut in its middle is asked for again', async () => {
    cos.faults.plan('cutBody', 2);
    expect((await cos.store().get(NAME))?.length).toBe(36);
    expect(methods()).toBe('GET GET GET');
  });

  test('an answer cut again and again is an error, never half a part', async () => {
    cos.faults.chances = { cutBody: 1 };
    await expect(cos.store().get(NAME)).rejects.toThrowError('COS could not be reached (ECONNRESET)');
    await expect(cos.store().list('cdr/')).rejects.toThrowError('COS could not be reached (ECONNRESET)');
  });

  test('a refusal cut in its middle is no refusal', async () => {
    cos.faults.plan('cutBody');
    expect(await cos.store().get('none')).toBeNull();
    expect(methods()).toBe('GET GET');
    cos.faults.chances = { cutBody: 1 };
    await expect(cos.store().get('none')).rejects.toThrowError('COS could not be reached (ECONNRESET)');
  });

  test('a connection that ends before the answer is tried again', async () => {
    cos.faults.plan('cut', 3);
    expect((await cos.store().get(NAME))?.length).toBe(36);
    expect(cos.requests).toHaveLength(4);
    expect(cos.requests[1]?.headers['x-cos-sdk-retry']).toBe('true');
    expect(violations(cos)).toStrictEqual([]);
  });

  test('head asks nothing more for an object that is there, and asks GET why it is not', async () => {
    const store = cos.store();
    expect(await store.head(NAME)).toStrictEqual({ size: 36 });
    expect(await store.head('none')).toBeNull();
    expect(methods()).toBe('HEAD HEAD GET');
  });

  test('a listing of many pages is whole, and may lag behind', async () => {
    cos.bucket.pageSize = 7;
    const store = cos.store();
    for (let index = 0; index < 50; index++) cos.objects.set(`lake/many/${String(index).padStart(3, '0')}`, text(''));
    expect(await store.list('many/')).toHaveLength(50);
    expect(cos.requests).toHaveLength(8);
    await store.put('many/new', text('x'));
    cos.faults.chances = { lagList: 1 };
    expect(await store.list('many/')).toHaveLength(50);
    expect(await store.get('many/new')).toStrictEqual(text('x'));
  });

  test('the empty objects a console makes for folders are no names', async () => {
    cos.objects.set('lake/', text(''));
    cos.objects.set('lake/cdr/', text(''));
    expect(await cos.store().list('')).toStrictEqual([NAME]);
  });
});

describe('patience', () => {
  test('a busy bucket is tried in three rounds, with growing waits between them', async () => {
    const sleep = vi.fn<(milliseconds: number) => Promise<void>>(async () => undefined);
    const store = createCosStore(cos.config(), { sleep, random: () => 1 });
    // The SDK's own four tries make one round.
    cos.faults.plan('slowDown', 4);
    cos.faults.plan('internalError', 4);
    await store.put('_state/pull.json', text('{}'));
    expect(sleep.mock.calls).toStrictEqual([[400], [1600]]);
    expect(cos.requests).toHaveLength(9);
    cos.faults.chances = { slowDown: 1 };
    await expect(store.put('_state/pull.json', text('{}'))).rejects.toThrowError('COS answered 503 SlowDown');
    expect(cos.requests).toHaveLength(9 + 12);
  });

  test('a conflict of writers in the same moment is tried again', async () => {
    cos.faults.plan('pathConflict');
    expect(await cos.store().putIfAbsent(NAME, text('part'))).toBe(true);
    expect(methods()).toBe('PUT PUT');
  });

  test('what will not change is not tried again', async () => {
    cos.denies = () => true;
    await expect(cos.store().get(NAME)).rejects.toThrowError('AccessDenied');
    expect(cos.requests).toHaveLength(1);
  });
});

test('no connection stays open after an answer', async () => {
  const store = cos.store();
  await store.put('a', text('x'));
  await Promise.all([store.get('a'), store.head('a'), store.list('')]);
  await vi.waitFor(async () => expect(await cos.connections()).toBe(0));
});

test('a new store signs with the keys it was made with, also after they have changed', async () => {
  const before = cos.store();
  cos.keys = { secretId: 'AKIDNEXT', secretKey: 'SECRETNEXT', sessionToken: 'TOKENNEXT' };
  await expect(before.get('a')).rejects.toThrowError('InvalidAccessKeyId');
  expect(await cos.store().get('a')).toBeNull();
  cos.keys = { secretId: 'AKIDLONG', secretKey: 'SECRETLONG' };
  expect(await cos.store().get('a')).toBeNull();
  expect(cos.requests.at(-1)?.headers).not.toHaveProperty('x-cos-security-token');
});
