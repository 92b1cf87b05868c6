import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Check, ensureTrusted, preflight, SCRATCH_NAME } from '../../shared/store/check-bucket.ts';
import { type CosStandIn, startCos, violations } from '../support/cos/index.ts';

let cos: CosStandIn;
beforeEach(async () => {
  cos = await startCos();
});
afterEach(async () => cos.close());

const AT_ONCE = { sleep: async () => undefined };
const tryOut = async (): Promise<Check[]> => preflight(cos.config(), AT_ONCE);
const outcomes = (checks: Check[]): string => checks.map(({ outcome }) => outcome).join(' ');
const lastMessage = (checks: Check[]): string => checks.at(-1)?.error?.message ?? '';
const SCRATCH_KEY = `lake/${SCRATCH_NAME}`;

test('a fit bucket passes, and nothing is left in it', async () => {
  expect(outcomes(await tryOut())).toBe('ok ok ok ok ok');
  expect(cos.objects.size).toBe(0);
  expect(violations(cos)).toStrictEqual([]);
});

test('it needs exactly these rights, on exactly these objects', async () => {
  await tryOut();
  const used = cos.requests.map(({ action, key }) => `${action} ${key}`);
  expect(new Set(used)).toStrictEqual(
    new Set([
      'GetObject lake/_state/never-written.txt',
      'GetBucketVersioning ',
      `PutObject ${SCRATCH_KEY}`,
      `GetObject ${SCRATCH_KEY}`,
      `DeleteObject ${SCRATCH_KEY}`,
    ]),
  );
});

test.each(['Enabled', 'Suspended'] as const)(
  'a bucket whose versioning is %s fails before anything is written',
  async (status) => {
    cos.bucket.versioning = status;
    const checks = await tryOut();
    expect(outcomes(checks)).toBe('ok failure');
    expect(lastMessage(checks)).toContain(`it is ${status}`);
    expect(lastMessage(checks)).toContain('create a new bucket');
    expect(cos.objects.size).toBe(0);
  },
);

test('a bucket that overwrites in silence is found out even where its versioning answer is empty', async () => {
  cos.faults.chances = { race: 1 };
  // Makes the bucket forget what it holds between the two writes: the same to a client as ignoring the header.
  const has = cos.objects.has.bind(cos.objects);
  cos.objects.has = (key) => key !== SCRATCH_KEY && has(key);
  const checks = await tryOut();
  expect(outcomes(checks)).toBe('ok ok failure');
  expect(lastMessage(checks)).toContain('it was overwritten although that was forbidden. Use a new bucket');
});

describe('each missing right is named', () => {
  test.each([
    ['GetObject', 'failure', /name\/cos:GetObject on .*<bucket>\/lake\/\* and name\/cos:GetBucket on .*<bucket>\//],
    ['GetBucketVersioning', 'ok failure', /name\/cos:GetBucketVersioning on .*<bucket>\/\./],
    ['PutObject', 'ok ok failure', /name\/cos:PutObject on .*<bucket>\/lake\/\*/],
    ['DeleteObject', 'ok ok ok ok warning', /name\/cos:DeleteObject on .*<bucket>\/lake\/_state\/preflight\.txt\./],
  ])('%s', async (right, expected, message) => {
    cos.denies = (action) => action === right;
    const checks = await tryOut();
    expect(outcomes(checks)).toBe(expected);
    expect(lastMessage(checks)).toMatch(message);
  });
});

test('without the right to delete one object stays, it never becomes more, and the next runs pass', async () => {
  cos.denies = (action) => action === 'DeleteObject';
  for (let run = 0; run < 3; run++) expect(outcomes(await tryOut())).toMatch(/^ok ok ok ok (ok|warning)$/);
  expect([...cos.objects.keys()]).toStrictEqual([SCRATCH_KEY]);
});

test('a lost reply does not confuse it', async () => {
  cos.faults.plan('loseReply', 1, 'PUT');
  expect(outcomes(await tryOut())).toBe('ok ok ok ok ok');
});

test('what another run has written there is left alone, and proves as much', async () => {
  cos.objects.set(SCRATCH_KEY, Buffer.from('by another run'));
  expect(outcomes(await tryOut())).toBe('ok ok ok ok ok');
  expect(cos.objects.get(SCRATCH_KEY)?.toString()).toBe('by another run');
});

test('what another run deletes in between does not look like an overwrite', async () => {
  cos.objects.set(SCRATCH_KEY, Buffer.from('by another run'));
  let writes = 0;
  cos.denies = (action) => {
    if (action === 'PutObject' && ++writes === 2) cos.objects.delete(SCRATCH_KEY);
    return false;
  };
  expect(outcomes(await tryOut())).toBe('ok ok ok ok ok');
  expect(writes).toBe(3);
  expect(cos.objects.size).toBe(0);
});

test('many at once do not confuse each other', async () => {
  const all = await Promise.all(Array.from({ length: 12 }, tryOut));
  expect(new Set(all.map(outcomes))).toStrictEqual(new Set(['ok ok ok ok ok']));
});

test('a folder passes, and leaves no scratch file', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'huadan-preflight-'));
  expect(outcomes(await preflight({ kind: 'file', folder }))).toBe('ok ok ok');
  await rm(join(folder, '_state'), { recursive: true });
  await writeFile(join(folder, '_state'), 'in the way');
  const checks = await preflight({ kind: 'file', folder });
  expect(outcomes(checks)).toBe('failure');
  expect(lastMessage(checks)).toContain('the file system answered EEXIST');
  await rm(folder, { recursive: true });
});

describe('before a pull', () => {
  test('a fit bucket is tried once for as long as the process lives', async () => {
    await ensureTrusted(cos.config('once/'));
    const count = cos.requests.length;
    await ensureTrusted(cos.config('once/'));
    expect(cos.requests).toHaveLength(count);
    await ensureTrusted(cos.config('other/'));
    expect(cos.requests.length).toBeGreaterThan(count);
  });

  test('an unfit bucket is an error each time, until it is put right', async () => {
    cos.exists = false;
    for (let run = 0; run < 2; run++) {
      await expect(ensureTrusted(cos.config('unfit/'))).rejects.toThrowError(
        /NoSuchBucket. Check the bucket in ARCHIVE_URL/,
      );
    }
    cos.exists = true;
    await expect(ensureTrusted(cos.config('unfit/'))).resolves.toBeUndefined();
  });

  test('a right that only the tidying needs stops nobody', async () => {
    cos.denies = (action) => action === 'DeleteObject';
    await expect(ensureTrusted(cos.config('untidy/'))).resolves.toBeUndefined();
  });
});
