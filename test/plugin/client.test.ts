/** The client waits for what passes, tells what does not, and tries no longer than it promised. */

import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createCloud, type Cloud as Client } from '../../plugin/cloud/client.ts';
import { readAccess } from '../../plugin/cloud/credentials.ts';
import { BUSY_PATIENCE_MS, MAX_ATTEMPTS, waitMs } from '../../plugin/cloud/retry.ts';
import { deploy } from '../../plugin/commands/deploy.ts';
import { THROTTLED } from '../support/cloud/api.ts';
import { busy } from '../support/cloud/busy.ts';
import { accessTo, createBench, type Bench } from '../support/cloud/context.ts';
import { Refusal } from '../support/cloud/refusal.ts';

let bench: Bench;
let waits: number[];
let said: string[];

beforeEach(async () => {
  bench = await createBench();
  waits = [];
  said = [];
});

afterEach(async () => bench.close());

async function sleep(milliseconds: number): Promise<void> {
  waits.push(milliseconds);
}

async function client(changes: Record<string, string> = {}): Promise<Client> {
  return createCloud(readAccess({ ...accessTo(bench.cloud), ...changes }), 'ap-guangzhou', {
    sleep,
    random: () => 1,
    say: (text) => said.push(text),
  });
}

const target = { FunctionName: 'shop-dev-job', Namespace: 'default' };

test('a deployment goes through while every third call is throttled, in conflict or loses its answer', async () => {
  let count = 0;
  const kinds = [THROTTLED, new Refusal('FailedOperation.OperationConflict', 'Another operation'), 'lose'] as const;
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
  '%s whose answer was lost is recognised by what is there, and not made again',
  async (action) => {
    let lost = false;
    bench.cloud.interfere = (name) => {
      if (lost || name !== action) return undefined;
      lost = true;
      return 'lose';
    };
    await deploy(await bench.context());
    expect(bench.changes().filter((name) => name === action)).toHaveLength(1);
    expect(bench.cloud.functions.get(target).triggers).toHaveLength(1);
  },
);

test('what does not pass is given up after a bound, with ever longer waits before', async () => {
  bench.cloud.interfere = () => THROTTLED;
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

describe('a function that is busy', () => {
  const refusals: readonly Refusal[] = [
    busy('UpdateFunctionCode', 'Updating'),
    busy('UpdateFunctionConfiguration', 'Updating'),
    busy('CreateTrigger', 'Creating'),
    busy('DeleteFunction', 'Publishing'),
    busy('UpdateTrigger', 'Updating'),
    // The same under other words and codes: comments of the SDKs' error lists, a report of 2020.
    new Refusal('FailedOperation.UpdateFunctionConfiguration', '当前函数状态无法进行此操作，请在函数状态正常时重试。'),
    new Refusal('FailedOperation.FunctionNameStatusError', '当前函数状态无法更新代码，请在状态为正常时更新。'),
    new Refusal('FailedOperation.TotalConcurrencyMemoryInProgress', '用户并发内存配额设置任务处于进行中，请稍后重试。'),
    new Refusal('UnauthorizedOperation.FunctionStatus', '当前函数状态无法操作'),
    new Refusal('FailedOperation.PublishVersion', 'The function is being updated. Please try again later.'),
  ];

  test.each(refusals)('is waited for, and the person is told: $code, $message', async (refusal) => {
    let left = 2;
    bench.cloud.interfere = () => {
      left -= 1;
      return left >= 0 ? refusal : undefined;
    };
    const cloud = await client();
    await expect(cloud.scf('Changing', async (scf) => scf.GetFunction(target))).rejects.toThrow('ResourceNotFound');
    expect(waits).toEqual([500, 1000]);
    expect(said).toEqual(['Changing: an earlier change is still under way. Waiting for it, at most 5 minutes.']);
  });

  test('is waited for longer than the API is asked otherwise, and not for ever', async () => {
    bench.cloud.interfere = () => busy('UpdateFunctionCode', 'Updating');
    const cloud = await client();
    await expect(cloud.scf('Changing', async (scf) => scf.GetFunction(target))).rejects.toThrow(
      /Changing: FailedOperation.UpdateFunctionCode: 当前函数处于Updating状态/,
    );
    const waited = waits.reduce((sum, ms) => sum + ms, 0);
    expect(waited).toBeGreaterThanOrEqual(BUSY_PATIENCE_MS);
    expect(waited).toBeLessThan(BUSY_PATIENCE_MS + 10_001);
  });

  test('is not waited for in a state that does not end by itself', async () => {
    bench.cloud.interfere = () => busy('UpdateFunctionCode', 'CreateFailed');
    const cloud = await client();
    await expect(cloud.scf('Changing', async (scf) => scf.GetFunction(target))).rejects.toThrow('CreateFailed');
    expect(waits).toEqual([]);
  });
});

test.each([
  ['FailedOperation.ClsServiceUnregistered', 'console.cloud.tencent.com/cls once'],
  ['FailedOperation.OpenService', 'console.cloud.tencent.com/scf once'],
  ['FailedOperation.QcsRoleNotFound', 'creates the role SCF_QcsRole'],
  ['LimitExceeded.Eip', 'no fixed public address left'],
  ['UnsupportedOperation.EipFixed', 'fixedIp: false'],
  ['ResourceNotFound.Namespace', 'leave `namespace` out of serverless.yml'],
  ['InvalidParameterValue.ClsRole', 'grant it (role SCF_QcsRole'],
  ['FailedOperation.DeleteTrigger.UrlUsed', 'unbind it first'],
])('%s is told with what to do', async (code, hint) => {
  bench.cloud.interfere = () => new Refusal(code, '说明');
  const cloud = await client();
  await expect(cloud.scf('Creating', async (scf) => scf.GetFunction(target))).rejects.toThrow(
    new RegExp(`^Creating: ${code}: 说明 \\(request .*${hint.replaceAll(/[()]/g, '\\$&')}`),
  );
  expect(waits).toEqual([]);
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
