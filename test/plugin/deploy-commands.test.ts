/** Commands that look at what is deployed or call it: what they print, and what they say when they cannot. */

import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { deploy, deployFunction } from '../../plugin/commands/deploy.ts';
import { info } from '../../plugin/commands/info.ts';
import { invoke } from '../../plugin/commands/invoke.ts';
import { logs, startTime } from '../../plugin/commands/logs.ts';
import { remove } from '../../plugin/commands/remove.ts';
import { hideSecrets } from '../../plugin/secrets.ts';
import { createService } from '../support/cloud/cli.ts';
import { createBench, PULL, type Bench } from '../support/cloud/context.ts';

let bench: Bench;

beforeEach(async () => {
  bench = await createBench();
});

afterEach(async () => bench.close());

const printed = (): string => bench.printed.join('\n');
const options = { function: 'pull' };

describe('logs', () => {
  const code = `exports.main_handler = async () => {
    console.log(JSON.stringify({ level: 'info', message: 'pull', added: 3 }));
    console.log('a plain line');
  };`;

  test('prints what was logged, oldest first, lines that are JSON as JSON', async () => {
    await deploy(await bench.context({ code }));
    await bench.cloud.fireTimers(PULL.name);
    bench.printed.length = 0;
    await logs(await bench.context({ options }));
    const [first = '', second = ''] = bench.printed;
    expect(first).toMatch(/^\d{4}-\d\d-\d\dT[\d:.]+Z \{"level":"info","message":"pull","added":3\}$/);
    expect(second).toMatch(/Z a plain line$/);
  });

  test('goes on until the log service says that was all', async () => {
    const many = 'exports.main_handler = async () => { for (let i = 0; i < 250; i += 1) console.log(`line ${i}`); };';
    await deploy(await bench.context({ code: many }));
    await bench.cloud.fireTimers(PULL.name);
    bench.printed.length = 0;
    await logs(await bench.context({ options }));
    expect(bench.printed.filter((line) => / line \d+$/.test(line))).toHaveLength(250);
  });

  test('takes a filter', async () => {
    await deploy(await bench.context({ code }));
    await bench.cloud.fireTimers(PULL.name);
    bench.printed.length = 0;
    await logs(await bench.context({ options: { ...options, filter: 'plain' } }));
    expect(bench.printed).toHaveLength(1);
  });

  test('says plainly when the function’s log goes nowhere, and what to do', async () => {
    await deploy(await bench.context());
    bench.cloud.functions.get({ FunctionName: PULL.name }).ClsTopicId = '';
    await expect(logs(await bench.context({ options }))).rejects.toThrow(
      /has no CLS topic.*logs: \{ logset, topic \}/s,
    );
  });

  test('says so when nothing is deployed', async () => {
    await expect(logs(await bench.context({ options }))).rejects.toThrow('shop-dev-pull is not deployed');
  });

  test('reads times as people write them', () => {
    expect(startTime('10m', 1_000_000)).toBe(400_000);
    expect(startTime('2026-01-01T00:00:00+08:00', 0)).toBe(Date.parse('2025-12-31T16:00:00Z'));
    expect(() => startTime('yesterday', 0)).toThrow('write 30s, 10m, 2h, 1d or an ISO 8601 time');
  });
});

describe('invoke', () => {
  test('prints what the function returned, and its log when asked', async () => {
    const code = 'exports.main_handler = async (event) => { console.log("hello"); return { got: event.from }; };';
    await deploy(await bench.context({ code }));
    bench.printed.length = 0;
    await invoke(await bench.context({ options: { ...options, data: '{"from":1}', log: true } }));
    expect(bench.printed[0]).toBe('hello');
    expect(JSON.parse(bench.printed.at(-1) ?? '')).toEqual({ got: 1 });
  });

  test('fails when the function does, with its message', async () => {
    const code = 'exports.main_handler = async () => { throw new Error("the vendor is away"); };';
    await deploy(await bench.context({ code }));
    await expect(invoke(await bench.context({ options }))).rejects.toThrow(
      /pull failed \(request .+\): .*the vendor is away/,
    );
  });

  test('refuses an event that is not JSON, and options that would do nothing', async () => {
    await expect(invoke(await bench.context({ options: { ...options, data: '{from:1}' } }))).rejects.toThrow(
      'not JSON',
    );
    await expect(invoke(await bench.context({ options: { ...options, type: 'Event' } }))).rejects.toThrow(
      '--type does nothing',
    );
    await expect(invoke(await bench.context({ options: { function: 'pul' } }))).rejects.toThrow('name one of pull');
  });
});

test('info tells what is not deployed, and a status with its reason', async () => {
  await info(await bench.context());
  expect(printed()).toContain('pull: shop-dev-pull is not deployed');
  bench.cloud.creationFault = 'no capacity';
  await deploy(await bench.context()).catch(() => {});
  await info(await bench.context());
  expect(printed()).toContain('status   CreateFailed (InternalError: no capacity)');
});

test('deploy function changes that function and no other', async () => {
  const functions = { pull: PULL, other: { ...PULL, name: 'shop-dev-other' } };
  await deployFunction(await bench.context({ functions, options }));
  expect([...bench.cloud.functions.all.keys()]).toEqual(['default/shop-dev-pull']);
});

test('remove takes what is there and is content when nothing is', async () => {
  await deploy(await bench.context());
  await remove(await bench.context());
  expect(bench.cloud.functions.all.size).toBe(0);
  await remove(await bench.context());
  expect(printed()).toContain('shop-dev-pull: was not there');
});

test('an address that is not assigned yet is said to come', async () => {
  bench.cloud.fixedIps.length = 0;
  await deploy(await bench.context());
  expect(printed()).toContain('The public address is not assigned yet');
});

test('what the API says is shown without the keys and values that came from the environment', async () => {
  const { service } = await bench.context({
    functions: { pull: { ...PULL, environmentFrom: { required: ['CDR_ID'], optional: ['LOG_LEVEL'] } } },
  });
  const env = { TENCENTCLOUD_SECRET_ID: 'AKIDsecret', CDR_ID: 'AKIDsecret-and-more', LOG_LEVEL: 'info' };
  expect(hideSecrets('AKIDsecret-and-more, AKIDsecret, info', service, env)).toBe('***, ***, info');
});

test('missing keys end in one sentence, and nothing is printed of a trace', async () => {
  const service = await createService({ sources: { 'functions/pull/index.ts': '', 'functions/lookup/index.ts': '' } });
  const env = { CDR_ENDPOINT: 'https://vendor.example', CDR_ID: 'a', CDR_APP_ID: 'b', ARCHIVE_URL: 'file:data' };
  const { code, stdout } = await service.run(['deploy'], env);
  await service.remove();
  expect(code).toBe(1);
  expect(stdout.trim()).toBe(
    'Error:\nSet TENCENTCLOUD_SECRET_ID and TENCENTCLOUD_SECRET_KEY in the environment or in .env: the keys come from console.cloud.tencent.com/cam/capi.',
  );
});
