/** Each oddity of the platform that a deployment has to know, met on the cloud stand-in. */

import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { deploy } from '../../plugin/commands/deploy.ts';
import { remove } from '../../plugin/commands/remove.ts';
import { URL_WAIT_MS } from '../../plugin/deploy/wait-for-url.ts';
import type { FunctionSettings } from '../../plugin/schema.ts';
import { createBench, JOB, type Bench } from '../support/cloud/context.ts';
import type { StoredFunction, StoredTrigger } from '../support/cloud/model.ts';
import { Refusal } from '../support/cloud/refusal.ts';
import { urlHost } from '../support/cloud/triggers.ts';

let bench: Bench;

beforeEach(async () => {
  bench = await createBench();
});

afterEach(async () => bench.close());

function stored(name = JOB.name): StoredFunction {
  return bench.cloud.functions.get({ FunctionName: name });
}

/** A trigger that somebody made in the console. */
function byHand(TriggerName: string, Type: string, written = '{}'): StoredTrigger {
  const common = { Enable: 1, CustomArgument: '', Qualifier: '$DEFAULT', Description: '', madeAtMs: 0 };
  return { TriggerName, Type, written, ...common, BoundResources: '' };
}

const environment = (variables: Record<string, string>): FunctionSettings => ({ ...JOB, environment: variables });

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
  expect(bench.printed).toContain('shop-dev-job: no change');
});

test('every change waits until the one before it is through', async () => {
  await deploy(await bench.context());
  await deploy(
    await bench.context({
      code: 'exports.main_handler = async () => 2;',
      functions: { job: { ...JOB, memorySize: 512 } },
    }),
  );
  // The stand-in refuses changes to a function that is not Active, and the client would have tried again.
  const names = bench.changes();
  expect(new Set(names).size).toBeGreaterThan(4);
  expect(names.filter((name) => name === 'UpdateFunctionCode')).toHaveLength(1);
  expect(stored()).toMatchObject({ Status: 'Active', MemorySize: 512, reserved: 512 });
});

test('one changed variable is updated, and nothing else is touched', async () => {
  await deploy(await bench.context({ functions: { job: environment({ COLOR: 'red', SIZE: '1' }) } }));
  bench.changes();
  await deploy(await bench.context({ functions: { job: environment({ COLOR: 'blue', SIZE: '1' }) } }));
  expect(bench.changes()).toEqual(['UpdateFunctionConfiguration']);
  const { body } = bench.cloud.calls.find(({ action }) => action === 'UpdateFunctionConfiguration') ?? {};
  expect(new Set(Object.keys(body ?? {}))).toEqual(new Set(['FunctionName', 'Namespace', 'Environment']));
  expect(bench.printed).toContain('shop-dev-job: update environment (COLOR)');
});

test('taking the last variable away clears the environment', async () => {
  await deploy(await bench.context({ functions: { job: environment({ COLOR: 'red' }) } }));
  await deploy(await bench.context());
  expect(stored().Variables).toEqual([]);
});

test('a timer is written as a bare cron and read as JSON', async () => {
  await deploy(await bench.context());
  const created = bench.cloud.calls.find(({ action }) => action === 'CreateTrigger');
  expect(created?.body).toMatchObject({ TriggerDesc: '0 */5 * * * * *', Enable: 'OPEN', Qualifier: '$DEFAULT' });
  const hourly = { ...JOB, events: [{ timer: { cron: '0 0 * * * * *' } }] };
  bench.changes();
  await deploy(await bench.context({ functions: { job: hourly } }));
  expect(bench.changes()).toEqual(['UpdateTrigger']);
  await deploy(await bench.context({ functions: { job: hourly } }));
  expect(bench.changes()).toEqual([]);
});

test('a timer switched off is written as CLOSE and read as 0', async () => {
  const off = { ...JOB, events: [{ timer: { cron: '0 */5 * * * * *', enabled: false } }] };
  await deploy(await bench.context({ functions: { job: off } }));
  expect(await bench.cloud.fireTimers(JOB.name)).toEqual([]);
  bench.changes();
  await deploy(await bench.context({ functions: { job: off } }));
  expect(bench.changes()).toEqual([]);
  await deploy(await bench.context());
  expect(bench.changes()).toEqual(['UpdateTrigger']);
  expect(await bench.cloud.fireTimers(JOB.name)).toHaveLength(1);
});

test('a timer that calls another qualifier is changed there, not made a second time', async () => {
  await deploy(await bench.context());
  for (const trigger of stored().triggers) trigger.Qualifier = '$LATEST';
  bench.changes();
  await deploy(await bench.context());
  expect(bench.changes()).toEqual([]);
  await deploy(await bench.context({ functions: { job: { ...JOB, events: [{ timer: { cron: '0 0 * * * * *' } }] } } }));
  expect(bench.changes()).toEqual(['UpdateTrigger']);
  expect(stored().triggers).toMatchObject([{ written: '0 0 * * * * *', Qualifier: '$LATEST' }]);
});

test('a trigger on the second page of the list is found', async () => {
  await deploy(await bench.context());
  const foreign = Array.from({ length: 24 }, (_, index) => byHand(`bucket${index}`, index < 12 ? 'cos' : 'cls'));
  stored().triggers.unshift(...foreign);
  bench.changes();
  await deploy(await bench.context());
  expect(bench.changes()).toEqual([]);
  expect(stored().triggers).toHaveLength(25);
});

test('a timer that serverless.yml no longer names is deleted, what others made stays and is named', async () => {
  await deploy(await bench.context());
  stored().triggers.push(byHand('bucket', 'cos'), byHand('nightly', 'timer', '0 0 1 * * * *'));
  bench.printed.length = 0;
  await deploy(await bench.context({ functions: { job: { ...JOB, events: [] } } }));
  expect(stored().triggers.map(({ TriggerName }) => TriggerName)).toEqual(['bucket', 'nightly']);
  expect(bench.printed).toContain('shop-dev-job: trigger nightly was made elsewhere and is left as it is');
  expect(bench.printed).toContain('shop-dev-job: trigger bucket was made elsewhere and is left as it is');
});

const web = (auth: 'NONE' | 'CAM'): FunctionSettings => ({ ...JOB, events: [{ functionUrl: { auth } }] });

function urlTrigger(): StoredTrigger {
  const trigger = stored().triggers.find(({ Type }) => Type === 'http');
  if (trigger === undefined) throw new Error('there is no Function URL');
  return trigger;
}

describe('a Function URL', () => {
  test('is named by the service and keeps its address through every later deployment', async () => {
    await deploy(await bench.context({ functions: { job: web('NONE') } }));
    const { TriggerName: name } = urlTrigger();
    expect(name).not.toBe('url');
    expect(bench.printed).toContain(`Function URL: https://${urlHost(urlTrigger())}`);
    const code = 'exports.main_handler = async () => 2;';
    bench.changes();
    await deploy(await bench.context({ functions: { job: web('NONE') } }));
    await deploy(await bench.context({ functions: { job: { ...web('NONE'), environment: { COLOR: 'red' } } } }));
    await deploy(await bench.context({ functions: { job: { ...web('NONE'), environment: { COLOR: 'red' } } }, code }));
    expect(bench.changes().filter((action) => action.endsWith('Trigger'))).toEqual([]);
    await deploy(await bench.context({ functions: { job: web('CAM') } }));
    expect(bench.changes().filter((action) => action.endsWith('Trigger'))).toEqual(['UpdateTrigger']);
    expect(urlTrigger().TriggerName).toBe(name);
  });

  test('whose making was carried out though its answer was lost is not made a second time', async () => {
    bench.cloud.interfere = (action) => (action === 'CreateTrigger' ? 'lose' : undefined);
    await deploy(await bench.context({ functions: { job: web('NONE') } }));
    expect(bench.changes().filter((action) => action === 'CreateTrigger')).toHaveLength(1);
    expect(bench.printed).toContain(`Function URL: https://${urlHost(urlTrigger())}`);
  });

  test('that was made in the console is taken over as it is, with what was set there', async () => {
    const CorsConfig = { Enable: true, Origins: ['https://desk.example'] };
    await deploy(await bench.context({ functions: { job: { ...JOB, events: [] } } }));
    const written = { AuthType: 'CAM', NetConfig: { EnableIntranet: true, EnableExtranet: false }, CorsConfig };
    stored().triggers.push(byHand('k4zvlwjzsg', 'http', JSON.stringify(written)));
    bench.changes();
    await deploy(await bench.context({ functions: { job: web('NONE') } }));
    expect(bench.changes()).toEqual(['UpdateTrigger']);
    expect(urlTrigger().TriggerName).toBe('k4zvlwjzsg');
    expect(JSON.parse(urlTrigger().written)).toEqual({
      AuthType: 'NONE',
      NetConfig: { EnableIntranet: true, EnableExtranet: true },
      CorsConfig,
    });
  });

  test('that the service will not update is told, with the way by hand, and never deleted', async () => {
    await deploy(await bench.context({ functions: { job: web('NONE') } }));
    const { TriggerName: name } = urlTrigger();
    bench.cloud.interfere = (action) =>
      action === 'UpdateTrigger' ? new Refusal('ResourceNotFound', '触发器不存在') : undefined;
    await expect(deploy(await bench.context({ functions: { job: web('CAM') } }))).rejects.toThrow(
      /Updating the Function URL of shop-dev-job: ResourceNotFound.*Change it in the console/,
    );
    expect(urlTrigger().TriggerName).toBe(name);
  });

  test('with a domain bound to it stops a removal before anything is lost', async () => {
    await deploy(await bench.context({ functions: { job: web('NONE') } }));
    urlTrigger().BoundResources = '["calls.example.com"]';
    await expect(remove(await bench.context({ functions: { job: web('NONE') } }))).rejects.toThrow(
      /FailedOperation.DeleteTrigger.UrlUsed.*unbind it first/,
    );
    expect(stored().Status).toBe('Active');
  });

  test('is deleted before its function, which could not be deleted otherwise', async () => {
    await deploy(await bench.context({ functions: { job: web('NONE') } }));
    bench.changes();
    await remove(await bench.context({ functions: { job: web('NONE') } }));
    expect(bench.changes()).toEqual(['DeleteTrigger', 'DeleteFunction']);
  });
});

test('the address of a new Function URL is waited for, with a line that says so', async () => {
  const slow = await createBench({ urlDelayMs: 1_000_000 });
  try {
    const context = await slow.context({ functions: { job: web('NONE') } });
    const cloud = await context.connect();
    let asked = 0;
    const sleep = async (milliseconds: number): Promise<void> => {
      await cloud.sleep(milliseconds);
      if (milliseconds !== URL_WAIT_MS) return;
      asked += 1;
      // At the third look it is there.
      const [trigger] = slow.cloud.functions.get({ FunctionName: JOB.name }).triggers;
      if (asked === 2) Object.assign(trigger ?? {}, { madeAtMs: 0 });
    };
    await deploy({ ...context, connect: async () => ({ ...cloud, sleep }) });
    expect(asked).toBe(2);
    const text = slow.printed.join('\n');
    expect(text.match(/Waiting for the address of the Function URL, at most a minute\./g)).toHaveLength(1);
    expect(text).toMatch(/Waiting for .*Function URL: https:/s);
  } finally {
    await slow.close();
  }
});

test('an address that does not come is not waited for longer than a minute', async () => {
  const never = await createBench({ urlDelayMs: 1_000_000 });
  const functions = { job: web('NONE') };
  try {
    await deploy(await never.context({ functions }));
    expect(never.printed.join('\n')).toContain('The address of the Function URL is not there yet');
    expect(never.waits.filter((ms) => ms === URL_WAIT_MS)).toHaveLength(20);
  } finally {
    await never.close();
  }
});

test('after a deletion the function counts as gone, though the API tells it in another way for a while', async () => {
  const lingering = await createBench({ lingerMs: 1_000_000 });
  try {
    await deploy(await lingering.context());
    await remove(await lingering.context());
    await remove(await lingering.context());
    expect(lingering.printed).toContain('shop-dev-job: was not there');
    await deploy(await lingering.context());
    expect(lingering.cloud.functions.get({ FunctionName: JOB.name }).Status).toBe('Active');
  } finally {
    await lingering.close();
  }
});

test('what a failed creation left is deleted and created anew', async () => {
  bench.cloud.creationFault = 'no capacity';
  await expect(deploy(await bench.context())).rejects.toThrow(
    'shop-dev-job is CreateFailed (InternalError: no capacity). Mend the cause and deploy again.',
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
    const [outcome] = await bench.cloud.fireTimers(JOB.name);
    expect(outcome?.value).toBe('"old"');
  });
});

test('reserved concurrency lets one instance run at a time', async () => {
  const code = 'exports.main_handler = async () => new Promise((resolve) => setTimeout(resolve, 300));';
  await deploy(await bench.context({ code }));
  const both = await Promise.all([bench.cloud.fireTimers(JOB.name), bench.cloud.fireTimers(JOB.name)]);
  const statuses = both.flat().map(({ status }) => status);
  expect(statuses).toHaveLength(2);
  expect(new Set(statuses)).toEqual(new Set([200, 432]));
});

test('a function whose answers are private is told not to log them, once, though the API never tells it back', async () => {
  const quiet = { ...JOB, systemLog: false };
  const code = 'exports.main_handler = async () => "008613500000000";';
  await deploy(await bench.context({ functions: { job: quiet }, code }));
  await bench.cloud.fireTimers(JOB.name);
  expect(JSON.stringify(bench.cloud.log)).not.toContain('0086');
  bench.changes();
  await deploy(await bench.context({ functions: { job: quiet }, code }));
  expect(bench.changes()).toEqual([]);
  await deploy(await bench.context({ code }));
  expect(bench.changes()).toEqual(['UpdateFunctionConfiguration']);
  await bench.cloud.fireTimers(JOB.name);
  expect(JSON.stringify(bench.cloud.log)).toContain('0086');
});
