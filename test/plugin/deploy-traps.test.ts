/** Each oddity of the platform that a deployment has to know, met on the cloud stand-in. */

import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { deploy } from '../../plugin/commands/deploy.ts';
import type { FunctionSettings } from '../../plugin/schema.ts';
import { createBench, PULL, type Bench } from '../support/cloud/context.ts';
import type { StoredFunction } from '../support/cloud/model.ts';

let bench: Bench;

beforeEach(async () => {
  bench = await createBench();
});

afterEach(async () => bench.close());

function stored(name = PULL.name): StoredFunction {
  return bench.cloud.functions.get({ FunctionName: name });
}

const environment = (variables: Record<string, string>): FunctionSettings => ({ ...PULL, environment: variables });

test('a first deployment creates everything once, and a second one finds nothing to do', async () => {
  await deploy(await bench.context());
  expect(bench.changes()).toEqual([
    'CreateFunction',
    'PutReservedConcurrencyConfig',
    'UpdateFunctionEventInvokeConfig',
    'CreateTrigger',
  ]);
  expect(stored()).toMatchObject({ Status: 'Active', reserved: 256, retries: 0, maxAgeSeconds: 300, fixedIp: true });
  await deploy(await bench.context());
  expect(bench.changes()).toEqual([]);
  expect(bench.printed).toContain('shop-dev-pull: no change');
});

test('every change waits until the one before it is through', async () => {
  await deploy(await bench.context());
  await deploy(
    await bench.context({
      code: 'exports.main_handler = async () => 2;',
      functions: { pull: { ...PULL, memorySize: 512 } },
    }),
  );
  // The stand-in refuses changes to a function that is not Active, and the client would have tried again.
  const names = bench.changes();
  expect(new Set(names).size).toBeGreaterThan(4);
  expect(names.filter((name) => name === 'UpdateFunctionCode')).toHaveLength(1);
  expect(stored()).toMatchObject({ Status: 'Active', MemorySize: 512, reserved: 512 });
});

test('one changed variable is updated, and nothing else is touched', async () => {
  await deploy(await bench.context({ functions: { pull: environment({ COLOR: 'red', SIZE: '1' }) } }));
  bench.changes();
  await deploy(await bench.context({ functions: { pull: environment({ COLOR: 'blue', SIZE: '1' }) } }));
  expect(bench.changes()).toEqual(['UpdateFunctionConfiguration']);
  const { body } = bench.cloud.calls.find(({ action }) => action === 'UpdateFunctionConfiguration') ?? {};
  expect(new Set(Object.keys(body ?? {}))).toEqual(new Set(['FunctionName', 'Namespace', 'Environment']));
  expect(bench.printed).toContain('shop-dev-pull: update environment (COLOR)');
});

test('taking the last variable away clears the environment', async () => {
  await deploy(await bench.context({ functions: { pull: environment({ COLOR: 'red' }) } }));
  await deploy(await bench.context());
  expect(stored().Variables).toEqual([]);
});

test('a timer is written as a bare cron and read as JSON', async () => {
  await deploy(await bench.context());
  const created = bench.cloud.calls.find(({ action }) => action === 'CreateTrigger');
  expect(created?.body).toMatchObject({ TriggerDesc: '0 */5 * * * * *', Enable: 'OPEN', Qualifier: '$DEFAULT' });
  const hourly = { ...PULL, events: [{ timer: { cron: '0 0 * * * * *' } }] };
  bench.changes();
  await deploy(await bench.context({ functions: { pull: hourly } }));
  expect(bench.changes()).toEqual(['UpdateTrigger']);
  await deploy(await bench.context({ functions: { pull: hourly } }));
  expect(bench.changes()).toEqual([]);
});

test('a timer switched off is written as CLOSE and read as 0', async () => {
  const off = { ...PULL, events: [{ timer: { cron: '0 */5 * * * * *', enabled: false } }] };
  await deploy(await bench.context({ functions: { pull: off } }));
  expect(await bench.cloud.fireTimers(PULL.name)).toEqual([]);
  bench.changes();
  await deploy(await bench.context({ functions: { pull: off } }));
  expect(bench.changes()).toEqual([]);
  await deploy(await bench.context());
  expect(bench.changes()).toEqual(['UpdateTrigger']);
  expect(await bench.cloud.fireTimers(PULL.name)).toHaveLength(1);
});

test('a timer that calls another qualifier is changed there, not made a second time', async () => {
  await deploy(await bench.context());
  for (const trigger of stored().triggers) trigger.Qualifier = '$LATEST';
  bench.changes();
  await deploy(await bench.context());
  expect(bench.changes()).toEqual([]);
  await deploy(
    await bench.context({ functions: { pull: { ...PULL, events: [{ timer: { cron: '0 0 * * * * *' } }] } } }),
  );
  expect(bench.changes()).toEqual(['UpdateTrigger']);
  expect(stored().triggers).toMatchObject([{ written: '0 0 * * * * *', Qualifier: '$LATEST' }]);
});

test('a trigger on the second page of the list is found', async () => {
  await deploy(await bench.context());
  const foreign = Array.from({ length: 24 }, (_, index) => ({
    TriggerName: `bucket${index}`,
    Type: index < 12 ? 'cos' : 'cls',
    written: '{}',
    Enable: 1,
    CustomArgument: '',
    Qualifier: '$DEFAULT',
  }));
  stored().triggers.unshift(...foreign);
  bench.changes();
  await deploy(await bench.context());
  expect(bench.changes()).toEqual([]);
  expect(stored().triggers).toHaveLength(25);
});

test('a timer that serverless.yml no longer names is deleted, triggers of other types stay', async () => {
  await deploy(await bench.context());
  stored().triggers.push({
    TriggerName: 'bucket',
    Type: 'cos',
    written: '{}',
    Enable: 1,
    CustomArgument: '',
    Qualifier: '$DEFAULT',
  });
  await deploy(await bench.context({ functions: { pull: { ...PULL, events: [] } } }));
  expect(stored().triggers.map(({ TriggerName }) => TriggerName)).toEqual(['bucket']);
});

test('what a failed creation left is deleted and created anew', async () => {
  bench.cloud.creationFault = 'no capacity';
  await expect(deploy(await bench.context())).rejects.toThrow(
    'shop-dev-pull is CreateFailed (InternalError: no capacity). Mend the cause and deploy again.',
  );
  bench.cloud.creationFault = undefined;
  bench.changes();
  await deploy(await bench.context());
  expect(bench.changes().slice(0, 2)).toEqual(['DeleteFunction', 'CreateFunction']);
  expect(stored().Status).toBe('Active');
});

test('another runtime is refused before anything is done', async () => {
  await deploy(await bench.context());
  bench.changes();
  await expect(deploy(await bench.context({ provider: { runtime: 'Nodejs18.15' } }))).rejects.toThrow(
    'it was created with Nodejs20.19, and the platform cannot change that to Nodejs18.15',
  );
  expect(bench.changes()).toEqual([]);
});

describe('interrupted', () => {
  const steps = ['CreateFunction', 'PutReservedConcurrencyConfig', 'UpdateFunctionEventInvokeConfig', 'CreateTrigger'];

  test.each(steps)('after %s, the next deployment finishes the work', async (last) => {
    let over = false;
    bench.cloud.interfere = (action) => {
      if (over && !action.startsWith('Get') && !action.startsWith('List')) throw new Error('the line is dead');
      over ||= action === last;
      return undefined;
    };
    await deploy(await bench.context()).catch(() => {});
    bench.cloud.interfere = () => undefined;
    await deploy(await bench.context());
    bench.changes();
    await deploy(await bench.context());
    expect(bench.changes()).toEqual([]);
    expect(stored()).toMatchObject({ Status: 'Active', reserved: 256, retries: 0, triggers: [{ Type: 'timer' }] });
  });

  test('while the code was changed, the old code is uploaded again if it is wanted again', async () => {
    await deploy(await bench.context({ code: 'exports.main_handler = async () => "old";' }));
    let uploaded = false;
    bench.cloud.interfere = (action) => {
      if (uploaded && action === 'UpdateFunctionConfiguration') throw new Error('the line is dead');
      uploaded ||= action === 'UpdateFunctionCode';
      return undefined;
    };
    await deploy(await bench.context({ code: 'exports.main_handler = async () => "new";' })).catch(() => {});
    bench.cloud.interfere = () => undefined;
    await deploy(await bench.context({ code: 'exports.main_handler = async () => "old";' }));
    const [outcome] = await bench.cloud.fireTimers(PULL.name);
    expect(outcome?.value).toBe('"old"');
  });
});

test('reserved concurrency lets one instance run at a time', async () => {
  const code = 'exports.main_handler = async () => new Promise((resolve) => setTimeout(resolve, 300));';
  await deploy(await bench.context({ code }));
  const both = await Promise.all([bench.cloud.fireTimers(PULL.name), bench.cloud.fireTimers(PULL.name)]);
  const statuses = both.flat().map(({ status }) => status);
  expect(statuses).toHaveLength(2);
  expect(new Set(statuses)).toEqual(new Set([200, 432]));
});

test('a function whose answers are private is told not to log them, once, though the API never tells it back', async () => {
  const quiet = { ...PULL, systemLog: false };
  const code = 'exports.main_handler = async () => "008613500000000";';
  await deploy(await bench.context({ functions: { pull: quiet }, code }));
  await bench.cloud.fireTimers(PULL.name);
  expect(JSON.stringify(bench.cloud.log)).not.toContain('0086');
  bench.changes();
  await deploy(await bench.context({ functions: { pull: quiet }, code }));
  expect(bench.changes()).toEqual([]);
  await deploy(await bench.context({ code }));
  expect(bench.changes()).toEqual(['UpdateFunctionConfiguration']);
  await bench.cloud.fireTimers(PULL.name);
  expect(JSON.stringify(bench.cloud.log)).toContain('0086');
});
