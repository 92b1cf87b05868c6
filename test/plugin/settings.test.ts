/** What deploy hands to the functions, and what it refuses before anything in the cloud is touched. */

import * as fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { deploy } from '../../plugin/commands/deploy.ts';
import type { Wanted } from '../../plugin/deploy/state.ts';
import type { FunctionSettings } from '../../plugin/schema.ts';
import { wantedFunctions } from '../../plugin/settings.ts';
import { createBench, JOB, type Bench } from '../support/cloud/context.ts';

let bench: Bench;

beforeEach(async () => {
  bench = await createBench();
});

afterEach(async () => bench.close());

const artifact = { path: '', zip: Buffer.alloc(0), sha256: 'a'.repeat(64) };

async function wanted(settings: Partial<FunctionSettings>, env: Record<string, string> = {}): Promise<Wanted[]> {
  const { service: shop } = await bench.context({ functions: { job: { ...JOB, ...settings } } });
  return wantedFunctions(shop, env, new Map([['job', artifact]]));
}

test('variables from the shell are taken by name, blank ones are left out, literal ones stay', async () => {
  const environmentFrom = ['CDR_ID', 'LOG_LEVEL', 'PASSES'];
  const asked = wanted(
    { environmentFrom, environment: { COLOR: 'red' } },
    { CDR_ID: 'x', LOG_LEVEL: ' ', PASSES: '5m', HOME: '/' },
  );
  await expect(asked).resolves.toMatchObject([
    { configuration: { environment: { COLOR: 'red', CDR_ID: 'x', PASSES: '5m' } } },
  ]);
});

test('an environment over 4 KB is refused with its size', async () => {
  await expect(wanted({ environment: { LONG: 'x'.repeat(4093) } })).rejects.toThrow('its environment has 4097 bytes');
});

test('a value with a line break in it is refused by its name', async () => {
  await expect(wanted({ environmentFrom: ['CDR_ID'] }, { CDR_ID: 'one\ntwo' })).rejects.toThrow(
    'Deploying shop-dev-job: CDR_ID must be one line. Take the line break or tab out of the value.',
  );
});

test('a name over 60 characters is refused', async () => {
  await expect(wanted({ name: `shop-${'x'.repeat(56)}` })).rejects.toThrow('2 to 60 letters');
});

const VENDOR = { CDR_ENDPOINT: 'https://vendor.example', CDR_ID: 'id-of-the-account', CDR_APP_ID: 'app' };
const ARCHIVE_URL = 'cos://shop-1250000000/lake';
const names = ['CDR_ENDPOINT', 'CDR_ID', 'CDR_APP_ID', 'ARCHIVE_URL', 'SLOT_MINUTES', 'UTC_OFFSET', 'LOOKUP_TOKENS'];
const pull: FunctionSettings = {
  ...JOB,
  name: 'shop-dev-pull',
  handler: 'functions/pull/index.main_handler',
  role: 'puller',
  environmentFrom: names,
};
const lookup: FunctionSettings = {
  name: 'shop-dev-lookup',
  handler: 'functions/lookup/index.main_handler',
  environmentFrom: names,
  events: [],
};

describe('settings are read as the functions themselves read them, before the cloud is asked', () => {
  test.each([
    ['SLOT_MINUTES', '7'],
    ['ARCHIVE_URL', 'file:data'],
    ['CDR_ENDPOINT', 'https://vendor.example/path'],
    ['LOOKUP_TOKENS', 'abc'],
    ['CDR_ID', ''],
    ['UTC_OFFSET', 'Asia/Shanghai'],
  ])('%s=%s is refused', async (name, value) => {
    const env = { ...VENDOR, ARCHIVE_URL, [name]: value };
    const attempt = deploy(await bench.context({ functions: { pull, lookup }, env }));
    await expect(attempt).rejects.toThrow(name);
    expect(bench.cloud.calls).toEqual([]);
  });

  test('all faults of all functions are told at once, by name and never by value', async () => {
    const env = {
      CDR_ENDPOINT: 'https://vendor.example',
      CDR_ID: 'a secret with spaces',
      LOOKUP_TOKENS: 'also-secret',
    };
    const attempt = deploy(await bench.context({ functions: { pull, lookup }, env }));
    const fault: unknown = await attempt.then(
      () => undefined,
      (error: unknown) => error,
    );
    for (const name of ['CDR_ID', 'CDR_APP_ID', 'ARCHIVE_URL', 'LOOKUP_TOKENS']) expect(String(fault)).toContain(name);
    for (const value of Object.values(env).slice(1)) expect(String(fault)).not.toContain(value);
    expect(bench.cloud.calls).toEqual([]);
  });

  test('a function with an archive needs a role', async () => {
    const { role: _role, ...rest } = pull;
    const attempt = deploy(await bench.context({ functions: { pull: rest }, env: { ...VENDOR, ARCHIVE_URL } }));
    await expect(attempt).rejects.toThrow('Without a `role` in serverless.yml the function has no keys');
  });

  test('what they take is deployed', async () => {
    const env = { ...VENDOR, ARCHIVE_URL, LOOKUP_TOKENS: `desk:${'0'.repeat(64)}` };
    await deploy(await bench.context({ functions: { pull, lookup: { ...lookup, role: 'reader' } }, env }));
    expect([...bench.cloud.functions.all.keys()]).toEqual(['default/shop-dev-pull', 'default/shop-dev-lookup']);
  });
});

describe('the slots of an archive in use', () => {
  const env = { ...VENDOR, ARCHIVE_URL, SLOT_MINUTES: '10' };

  test.each([{ SLOT_MINUTES: '15' }, { UTC_OFFSET: '+09:00' }])(
    '%o is refused, and nothing is changed',
    async (change) => {
      await deploy(await bench.context({ functions: { pull }, env }));
      bench.changes();
      await expect(deploy(await bench.context({ functions: { pull }, env: { ...env, ...change } }))).rejects.toThrow(
        `${Object.keys(change).join()} cannot change in an archive that is in use`,
      );
      expect(bench.changes()).toEqual([]);
    },
  );

  test('writing the default out, or beginning another archive, is no such change', async () => {
    await deploy(await bench.context({ functions: { pull }, env }));
    const { SLOT_MINUTES: _default, ...withoutIt } = env;
    await deploy(await bench.context({ functions: { pull }, env: withoutIt }));
    const other = { ...env, ARCHIVE_URL: `${ARCHIVE_URL}2`, SLOT_MINUTES: '15' };
    await deploy(await bench.context({ functions: { pull }, env: other }));
    expect(bench.cloud.functions.get({ FunctionName: pull.name }).Variables).toContainEqual({
      Key: 'SLOT_MINUTES',
      Value: '15',
    });
  });
});

test('a name that looks like a setting and is none is told', async () => {
  await deploy(await bench.context({ env: { CDR_TIMOUT: '5s' } }));
  expect(bench.printed).toContain('Warning: There is no setting CDR_TIMOUT: it has no effect. Is CDR_TIMEOUT meant?');
});

test('two stages on one archive are warned about', async () => {
  const env = { ...VENDOR, ARCHIVE_URL };
  await deploy(await bench.context({ functions: { pull }, env }));
  const warnings = (): string[] => bench.printed.filter((line) => line.startsWith('Warning'));
  expect(warnings()).toEqual([]);
  const prod = { pull: { ...pull, name: 'shop-prod-pull' } };
  await deploy(await bench.context({ functions: prod, env: { ...env, ARCHIVE_URL: `${ARCHIVE_URL}/prod` } }));
  expect(warnings()).toEqual([]);
  await deploy(await bench.context({ functions: prod, env }));
  expect(warnings()).toEqual([
    expect.stringMatching(/^Warning: shop-dev-pull files in the same ARCHIVE_URL as shop-prod-pull\./),
  ]);
});

async function connect(): Promise<never> {
  throw new Error('accepted');
}

test('no setting that is refused has its value in the message, whatever it is', async () => {
  const value = fc.stringMatching(/^[ -~]{8,60}$/).filter((text) => text.trim().length >= 8);
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom('CDR_ID', 'CDR_ENDPOINT', 'LOOKUP_TOKENS', 'ARCHIVE_URL'),
      value,
      async (name, text) => {
        const env = { ...VENDOR, ARCHIVE_URL, [name]: text };
        const context = await bench.context({ functions: { pull, lookup }, env });
        const error: unknown = await deploy({ ...context, connect }).catch((caught: unknown) => caught);
        expect(String(error)).not.toContain(text.trim());
      },
    ),
    { numRuns: 30 },
  );
});
