/** Commands that look at what is deployed or call it: what they print, and what they say when they cannot. */

import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { inspect } from 'node:util';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { deploy, deployFunction } from '../../plugin/commands/deploy.ts';
import { info } from '../../plugin/commands/info.ts';
import { invoke } from '../../plugin/commands/invoke.ts';
import { logs, startTime } from '../../plugin/commands/logs.ts';
import { remove } from '../../plugin/commands/remove.ts';
import type { Cloud } from '../../plugin/cloud/client.ts';
import { hideSecrets, hideSecretsInError } from '../../plugin/secrets.ts';
import { createBench, JOB, type Bench } from '../support/cloud/context.ts';

let bench: Bench;

beforeEach(async () => {
  bench = await createBench();
});

afterEach(async () => bench.close());

const printed = (): string => bench.printed.join('\n');
const options = { function: 'job' };

describe('logs', () => {
  const code = `exports.main_handler = async () => {
    console.log(JSON.stringify({ level: 'info', message: 'pull', added: 3 }));
    console.log('a plain line');
  };`;

  test('prints what was logged, oldest first, lines that are JSON as JSON', async () => {
    await deploy(await bench.context({ code }));
    await bench.cloud.fireTimers(JOB.name);
    bench.printed.length = 0;
    await logs(await bench.context({ options }));
    const [first = '', second = ''] = bench.printed;
    expect(first).toMatch(/^\d{4}-\d\d-\d\dT[\d:.]+Z \{"level":"info","message":"pull","added":3\}$/);
    expect(second).toMatch(/Z a plain line$/);
  });

  test('goes on until the log service says that was all', async () => {
    const many = 'exports.main_handler = async () => { for (let i = 0; i < 250; i += 1) console.log(`line ${i}`); };';
    await deploy(await bench.context({ code: many }));
    await bench.cloud.fireTimers(JOB.name);
    bench.printed.length = 0;
    await logs(await bench.context({ options }));
    expect(bench.printed.filter((line) => / line \d+$/.test(line))).toHaveLength(250);
  });

  test('with --tail, prints lines that can be found only later, each once', async () => {
    const late = await createBench({ indexDelayMs: 150 });
    try {
      await deploy(await late.context({ code }));
      await late.cloud.fireTimers(JOB.name);
      late.printed.length = 0;
      const context = await late.context({ options: { ...options, tail: true } });
      const cloud = await context.connect();
      let rounds = 0;
      const sleep = async (): Promise<void> => {
        rounds += 1;
        if (rounds === 2) await late.cloud.fireTimers(JOB.name);
        if (late.printed.length >= 6 && rounds > 20) throw new Error('seen enough');
        await setTimeout(5);
      };
      const connect = async (): Promise<Cloud> => ({ ...cloud, sleep });
      await expect(logs({ ...context, connect })).rejects.toThrow('seen enough');
      const own = late.printed.filter((line) => !line.includes('Response RequestId'));
      expect(late.printed).toHaveLength(6);
      expect(own.map((line) => line.replace(/^\S+ /, ''))).toEqual([
        '{"level":"info","message":"pull","added":3}',
        'a plain line',
        '{"level":"info","message":"pull","added":3}',
        'a plain line',
      ]);
    } finally {
      await late.close();
    }
  });

  test('takes a filter', async () => {
    await deploy(await bench.context({ code }));
    await bench.cloud.fireTimers(JOB.name);
    bench.printed.length = 0;
    await logs(await bench.context({ options: { ...options, filter: 'plain' } }));
    expect(bench.printed).toHaveLength(1);
  });

  test('says plainly when the function’s log goes nowhere, and what to do', async () => {
    await deploy(await bench.context());
    bench.cloud.functions.get({ FunctionName: JOB.name }).ClsTopicId = '';
    await expect(logs(await bench.context({ options }))).rejects.toThrow(
      /has no CLS topic.*logs: \{ logset, topic \}/s,
    );
  });

  test('says so when nothing is deployed', async () => {
    await expect(logs(await bench.context({ options }))).rejects.toThrow('shop-dev-job is not deployed');
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

  test('without an event it sends what a timer sends, where the function has one: it does what is due', async () => {
    const code = 'exports.main_handler = async (event) => event;';
    await deploy(await bench.context({ code }));
    await invoke(await bench.context({ options }));
    expect(JSON.parse(bench.printed.at(-1) ?? '')).toMatchObject({ Type: 'Timer', Message: '' });
  });

  test('fails when the function does, with its message', async () => {
    const code = 'exports.main_handler = async () => { throw new Error("the vendor is away"); };';
    await deploy(await bench.context({ code }));
    await expect(invoke(await bench.context({ options }))).rejects.toThrow(
      /job failed \(request .+\): .*the vendor is away/,
    );
  });

  test('fails when the platform could not run it', async () => {
    const code = 'exports.main_handler = async () => process.exit(1);';
    await deploy(await bench.context({ code }));
    await expect(invoke(await bench.context({ options }))).rejects.toThrow(
      /job failed \(request .+\): user process exited/,
    );
  });

  test('does not take a function for failed that returns something of the name', async () => {
    const code = 'exports.main_handler = async () => ({ errorMessage: "none" });';
    await deploy(await bench.context({ code }));
    await invoke(await bench.context({ options }));
    expect(JSON.parse(bench.printed.at(-1) ?? '')).toEqual({ errorMessage: 'none' });
  });

  test.each([
    ['event.json', '{ "from": 1 }'],
    ['event.yml', 'from: 1'],
  ])('takes the event from %s', async (name, text) => {
    const context = await bench.context({ options: { ...options, path: name } });
    const path = join(context.packageFolder, name);
    await writeFile(path, text);
    await deploy(context);
    await invoke({ ...context, options: { ...options, path } });
    expect(JSON.parse(bench.printed.at(-1) ?? '')).toMatchObject({ event: { from: 1 } });
  });

  test('refuses an event that is not JSON, and options that would do nothing', async () => {
    await expect(invoke(await bench.context({ options: { ...options, data: '{from:1}' } }))).rejects.toThrow(
      'not JSON',
    );
    await expect(invoke(await bench.context({ options: { ...options, type: 'Event' } }))).rejects.toThrow(
      '--type does nothing',
    );
    await expect(invoke(await bench.context({ options: { function: 'jo' } }))).rejects.toThrow('name one of job');
  });
});

test('info tells status, timer, Function URL, address and time of what is deployed', async () => {
  const events = [...JOB.events, { functionUrl: { auth: 'NONE' as const } }];
  const functions = { job: { ...JOB, events } };
  await deploy(await bench.context({ functions }));
  bench.printed.length = 0;
  await info(await bench.context({ functions }));
  expect(printed()).toMatch(
    new RegExp(
      'job: shop-dev-job\n  status   Active\n  runtime  Nodejs20\\.19, 256 MB, 30 s\n  timer    0 \\*/5 .*\n' +
        '  url      https://1250000000-[a-z0-9]{10}\\.ap-guangzhou\\.tencentscf\\.com\n' +
        '  address  203\\.0\\.113\\.77\n  updated  20',
    ),
  );
});

test('a dry run prints the plan and changes nothing', async () => {
  await deploy(await bench.context({ options: { 'dry-run': true } }));
  expect(printed()).toContain('shop-dev-job: to be created\n  create the function');
  expect(printed()).toContain('create the timer 0 */5 * * * * *');
  expect(bench.printed.at(-1)).toBe('Nothing was changed.');
  expect(bench.changes()).toEqual([]);
});

test('info tells what is not deployed, and a status with its reason', async () => {
  await info(await bench.context());
  expect(printed()).toContain('job: shop-dev-job is not deployed');
  bench.cloud.creationFault = 'no capacity';
  await deploy(await bench.context()).catch(() => {});
  await info(await bench.context());
  expect(printed()).toContain('status   CreateFailed (InternalError: no capacity)');
});

test('deploy function changes that function and no other', async () => {
  const functions = { job: JOB, other: { ...JOB, name: 'shop-dev-other' } };
  await deployFunction(await bench.context({ functions, options }));
  expect([...bench.cloud.functions.all.keys()]).toEqual(['default/shop-dev-job']);
});

test('remove takes what is there and is content when nothing is', async () => {
  await deploy(await bench.context());
  await remove(await bench.context());
  expect(bench.cloud.functions.all.size).toBe(0);
  await remove(await bench.context());
  expect(printed()).toContain('shop-dev-job: was not there');
});

test('an address that is not assigned yet is said to come', async () => {
  bench.cloud.fixedIps.length = 0;
  await deploy(await bench.context());
  expect(printed()).toContain('The public address is not assigned yet');
});

test('what the API says is shown without the keys and values that came from the environment', async () => {
  const { service } = await bench.context({
    functions: { job: { ...JOB, environmentFrom: ['CDR_ID', 'LOG_LEVEL'] } },
  });
  const env = { TENCENTCLOUD_SECRET_ID: 'AKIDsecret', CDR_ID: 'AKIDsecret-and-more', LOG_LEVEL: 'info' };
  expect(hideSecrets('AKIDsecret-and-more, AKIDsecret, info', service, env)).toBe('***, ***, info');
});

test('neither is an error that wraps another, nor its trace: --debug prints them whole', async () => {
  const { service } = await bench.context();
  const env = { TENCENTCLOUD_SECRET_KEY: 'key-of-the-account' };
  const inner = new Error('the API quotes key-of-the-account');
  const outer = new Error(`Deploying: ${inner.message}`, { cause: inner });
  hideSecretsInError(outer, service, env);
  expect(inspect(outer)).not.toContain('key-of-the-account');
  expect(outer.message).toBe('Deploying: the API quotes ***');
});
