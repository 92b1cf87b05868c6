/** The client waits for what passes, tells what does not, and tries no longer than it promised. */

import { afterEach, beforeEach, expect, test } from 'vitest';
import { createCloud, type Cloud as Client } from '../../plugin/cloud/client.ts';
import { readAccess } from '../../plugin/cloud/credentials.ts';
import { MAX_ATTEMPTS, waitMs } from '../../plugin/cloud/retry.ts';
import { deploy } from '../../plugin/commands/deploy.ts';
import { accessTo, createBench, type Bench } from '../support/cloud/context.ts';

let bench: Bench;
let waits: number[];

beforeEach(async () => {
  bench = await createBench();
  waits = [];
});

afterEach(async () => bench.close());

async function sleep(milliseconds: number): Promise<void> {
  waits.push(milliseconds);
}

async function client(changes: Record<string, string> = {}): Promise<Client> {
  return createCloud(readAccess({ ...accessTo(bench.cloud), ...changes }), 'ap-guangzhou', { sleep, random: () => 1 });
}

const target = { FunctionName: 'shop-dev-pull', Namespace: 'default' };

test('a deployment goes through while every third call is throttled, in conflict or loses its answer', async () => {
  let count = 0;
  const kinds = ['throttle', 'conflict', 'lose'] as const;
  bench.cloud.interfere = () => {
    count += 1;
    return count % 3 === 0 ? kinds[(count / 3) % 3] : undefined;
  };
  await deploy(await bench.context());
  await deploy(await bench.context());
  bench.cloud.interfere = () => undefined;
  expect(bench.cloud.functions.get(target)).toMatchObject({
    Status: 'Active',
    reserved: 256,
    triggers: [{ Type: 'timer' }],
  });
  bench.changes();
  await deploy(await bench.context());
  expect(bench.changes()).toEqual([]);
});

test.each(['CreateFunction', 'CreateTrigger'])(
  '%s whose answer was lost is not mistaken for a name that is taken',
  async (action) => {
    let lost = false;
    bench.cloud.interfere = (name) => {
      if (lost || name !== action) return undefined;
      lost = true;
      return 'lose';
    };
    await deploy(await bench.context());
    expect(bench.changes().filter((name) => name === action)).toHaveLength(2);
    expect(bench.cloud.functions.get(target).triggers).toHaveLength(1);
  },
);

test('what does not pass is given up after a bound, with ever longer waits before', async () => {
  bench.cloud.interfere = () => 'throttle';
  const cloud = await client();
  await expect(cloud.scf('Reading', async (scf) => scf.GetFunction(target))).rejects.toThrow(
    /Reading: RequestLimitExceeded/,
  );
  expect(bench.cloud.calls).toHaveLength(MAX_ATTEMPTS);
  expect(waits).toEqual([500, 1000, 2000, 4000, 8000, 10_000, 10_000]);
});

test('waits are spread by chance between nothing and their bound', () => {
  expect(waitMs(3, () => 0)).toBe(0);
  expect(waitMs(3, () => 0.5)).toBe(1000);
});

test('a refusal that will not pass is told at once, with its code, the request and what to do', async () => {
  const cloud = await client();
  await expect(cloud.scf('Reading', async (scf) => scf.GetFunction(target))).rejects.toThrow(
    /^Reading: ResourceNotFound\.Function: The function does not exist \(request [\w-]+\)\.$/,
  );
  expect(waits).toEqual([]);
});

test('wrong keys are told with a hint and without the keys', async () => {
  const wrong = 'AKIDsomebody-else-entirely';
  const cloud = await client({ TENCENTCLOUD_SECRET_ID: wrong });
  const error: unknown = await cloud
    .scf('Reading', async (scf) => scf.GetFunction(target))
    .catch((caught: unknown) => caught);
  expect(String(error)).toMatch(/AuthFailure.*Check TENCENTCLOUD_SECRET_ID and TENCENTCLOUD_SECRET_KEY/);
  expect(String(error)).not.toContain(wrong);
});

test.each([
  [{ TENCENTCLOUD_SECRET_ID: ' ' }, 'Set TENCENTCLOUD_SECRET_ID in the environment'],
  [
    { TENCENTCLOUD_SECRET_ID: '', TENCENTCLOUD_SECRET_KEY: '' },
    'Set TENCENTCLOUD_SECRET_ID and TENCENTCLOUD_SECRET_KEY in',
  ],
  [{ TENCENTCLOUD_API_ENDPOINT: 'localhost:80' }, 'TENCENTCLOUD_API_ENDPOINT must be http://host:port'],
])('faulty access is told in one sentence: %o', (changes, sentence) => {
  expect(() => readAccess({ ...accessTo(bench.cloud), ...changes })).toThrow(sentence);
});

test('the token of temporary keys is sent along', async () => {
  const cloud = await client({ TENCENTCLOUD_TOKEN: 'unexpected' });
  await expect(cloud.scf('Reading', async (scf) => scf.GetFunction(target))).rejects.toThrow(
    'AuthFailure.TokenFailure',
  );
});
