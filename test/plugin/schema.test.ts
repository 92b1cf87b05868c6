/** serverless.yml is checked before anything is done: each fault is told with its place, all of them at once. */

import { afterEach, expect, test } from 'vitest';
import { createService, type ServiceFolder } from '../support/cloud/cli.ts';
import { runFramework } from '../support/cloud/framework.ts';

let service: ServiceFolder | undefined;

afterEach(async () => service?.remove());

/** Nothing gets as far as packaging, and what packages takes long to load. */
const withoutEsbuild = (yml: string): string => yml.replace(/ +- serverless-esbuild.*\n/, '');
const sources = { 'functions/pull/index.ts': '', 'functions/close/index.ts': '', 'functions/lookup/index.ts': '' };

test('unknown keys, wrong kinds and values out of bounds are refused with their place', async () => {
  const faults: readonly (readonly [string | RegExp, string])[] = [
    [/^  region: .*$/m, '  region: 5\n  colour: red'],
    [/Nodejs20\.19/, 'Nodejs12.16'],
    ['fixedIp: true', 'fixedIp: sometimes'],
    ['memorySize: 256', 'memorySize: 200'],
    ['timeout: 240', 'timeout: 901'],
    ['instances: 1', 'instances: none\n    environment: { TENCENTCLOUD_X: a }'],
    ["{ cron: '0 */5 * * * * *' }", "{ cron: '*/5 * * * *', often: true }"],
    ['{ auth: NONE }', '{ auth: OPEN }'],
    ['functions/lookup/index.main_handler', 'functions/lookup/index'],
  ];
  service = await createService({
    sources,
    yml: (yml) => faults.reduce((text, [from, to]) => text.replace(from, to), withoutEsbuild(yml)),
  });
  const fault = await runFramework(service.path, ['package']).then(() => '', String);
  for (const place of [
    "'provider': unrecognized property 'colour'",
    "'provider.region': must match pattern",
    "'provider.runtime': must be equal to one of the allowed values [Nodejs18.15, Nodejs20.19]",
    "'provider.fixedIp': must be boolean",
    "'functions.pull.memorySize': must be multiple of 128",
    "'functions.pull.timeout': must be <= 900",
    "'functions.pull.instances': must be integer",
    "'functions.pull.environment': unrecognized property 'TENCENTCLOUD_X'",
    "'functions.pull.events.0.timer': unrecognized property 'often'",
    "'functions.pull.events.0.timer.cron': must match pattern",
    "'functions.lookup.events.0.functionUrl.auth': must be equal to one of the allowed values [NONE, CAM]",
    "'functions.lookup.handler': must match pattern",
  ]) {
    expect(fault).toContain(`at ${place}`);
  }
});

test('an event of another cloud is refused with its place', async () => {
  service = await createService({ sources, yml: (yml) => withoutEsbuild(yml).replace('- functionUrl:', '- httpApi:') });
  await expect(runFramework(service.path, ['package'])).rejects.toThrow(
    "at 'functions.lookup.events.0': unsupported function event",
  );
});
