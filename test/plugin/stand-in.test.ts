/** The stand-in is as strict as the platform: what passes here must not pass by its leniency. */

import { createHash, createHmac } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { createCloud, type Cloud as Client } from '../../plugin/cloud/client.ts';
import { readAccess } from '../../plugin/cloud/credentials.ts';
import { zipFiles } from '../../plugin/package/zip.ts';
import { accessTo, KEYS } from '../support/cloud/context.ts';
import { startCloud, type Cloud } from '../support/cloud/start.ts';
import { checkSignature } from '../support/cloud/tc3.ts';

let cloud: Cloud;
let client: Client;

beforeEach(async () => {
  cloud = await startCloud({ keys: KEYS, settleMs: 20 });
  client = await createCloud(readAccess(accessTo(cloud)), 'ap-guangzhou', { sleep: async () => {}, random: () => 0 });
});

afterEach(async () => cloud.close());

const zip = (code: string): string => zipFiles({ 'index.js': Buffer.from(code) }).toString('base64');
const request = {
  FunctionName: 'echo',
  Handler: 'index.main_handler',
  Runtime: 'Nodejs20.19',
  Timeout: 30,
  Code: { ZipFile: zip('exports.main_handler = async (event) => event;') },
};

async function create(changes: object = {}): Promise<void> {
  await client.scf('Creating', async (scf) => scf.CreateFunction({ ...request, ...changes }));
  await vi.waitUntil(() => cloud.functions.get(request).Status === 'Active', { interval: 2 });
}

const hex = (text: string | Buffer): string => createHash('sha256').update(text).digest('hex');
const mac = (key: string | Buffer, text: string): Buffer => createHmac('sha256', key).update(text).digest();
const variable = (Key: string, Value: string): object => ({ Environment: { Variables: [{ Key, Value }] } });

async function invoke(code: string, changes: object = {}): Promise<{ RetMsg?: string; ErrMsg?: string }> {
  await create({ ...changes, Code: { ZipFile: zip(code) } });
  const answer = await client.scf('Invoking', async (scf) =>
    scf.InvokeFunction({ FunctionName: 'echo', Event: '{"a":1}' }),
  );
  return answer?.Result ?? {};
}

describe('the signature', () => {
  const NOW = Date.parse('2026-01-01T00:00:00Z');
  const body = Buffer.from('{}');

  /** Signs as cloud.tencent.com/document/api/583/17239 describes it. */
  function sign(timestamp: number, secretKey: string): Record<string, string> {
    const date = new Date(timestamp * 1000).toISOString().slice(0, 10);
    const canonical = `POST\n/\n\ncontent-type:application/json\nhost:scf.tencentcloudapi.com\n\ncontent-type;host\n${hex(body)}`;
    const toSign = `TC3-HMAC-SHA256\n${timestamp}\n${date}/scf/tc3_request\n${hex(canonical)}`;
    const signature = createHmac('sha256', mac(mac(mac(`TC3${secretKey}`, date), 'scf'), 'tc3_request')).update(toSign);
    const credential = `Credential=${KEYS.secretId}/${date}/scf/tc3_request`;
    return {
      host: 'scf.tencentcloudapi.com',
      'content-type': 'application/json',
      'x-tc-timestamp': String(timestamp),
      authorization: `TC3-HMAC-SHA256 ${credential}, SignedHeaders=content-type;host, Signature=${signature.digest('hex')}`,
    };
  }

  test('that is right is accepted', () => {
    expect(() => checkSignature(sign(NOW / 1000, KEYS.secretKey), body, KEYS, NOW)).not.toThrow();
  });

  test('is refused over another body, key or time', () => {
    const right = sign(NOW / 1000, KEYS.secretKey);
    expect(() => checkSignature(right, Buffer.from('{ }'), KEYS, NOW)).toThrow('could not be validated');
    expect(() => checkSignature(sign(NOW / 1000, 'guessed'), body, KEYS, NOW)).toThrow('could not be validated');
    expect(() => checkSignature(sign(NOW / 1000 - 301, KEYS.secretKey), body, KEYS, NOW)).toThrow('expired');
    expect(() => checkSignature({ ...right, authorization: 'none' }, body, KEYS, NOW)).toThrow('malformed');
  });
});

describe('creating is refused', () => {
  test.each([
    ['a name of 61 characters', { FunctionName: 'a'.repeat(61) }, 'InvalidParameterValue.FunctionName'],
    ['a name that ends with -', { FunctionName: 'echo-' }, 'InvalidParameterValue.FunctionName'],
    ['a handler in a folder', { Handler: 'functions/pull/index.main_handler' }, 'InvalidParameterValue.Handler'],
    ['an unknown runtime', { Runtime: 'Nodejs99' }, 'InvalidParameterValue.Runtime'],
    ['an odd memory size', { MemorySize: 200 }, 'InvalidParameterValue.MemorySize'],
    ['a time-out of 901 s', { Timeout: 901 }, 'InvalidParameterValue.Timeout'],
    ['a description with a colon', { Description: 'code: 1' }, 'InvalidParameterValue.Description'],
    ['a reserved variable', variable('TENCENTCLOUD_X', '1'), 'InvalidParameterValue.EnvironmentSystemProtect'],
    ['5 KB of environment', variable('A', 'x'.repeat(5000)), 'InvalidParameterValue.EnvironmentExceededLimit'],
    ['what is no zip', { Code: { ZipFile: 'AAAA' } }, 'InvalidParameterValue.ZipFile'],
    ['a request over 10 MB', { Code: { ZipFile: 'A'.repeat(11_000_000) } }, 'RequestSizeLimitExceeded'],
  ])('for %s', async (_what, changes, code) => {
    await expect(create(changes)).rejects.toThrow(code);
  });
});

test('a change before the one before it is through is refused', async () => {
  const slow = await startCloud({ keys: KEYS, settleMs: 60_000 });
  const deps = { sleep: async () => {}, random: () => 0 };
  const hurried = await createCloud(readAccess(accessTo(slow)), 'ap-guangzhou', deps);
  await hurried.scf('Creating', async (scf) => scf.CreateFunction(request));
  const change = { FunctionName: 'echo', Timeout: 3 };
  const early = hurried.scf('Changing', async (scf) => scf.UpdateFunctionConfiguration(change));
  await expect(early).rejects.toThrow('FailedOperation.UpdateFunctionConfiguration: 当前函数处于Creating状态');
  await slow.close();
});

test('the runtime cannot be changed, and a second function of the name cannot be made', async () => {
  await create();
  const change = { FunctionName: 'echo', Runtime: 'Nodejs18.15' };
  await expect(client.scf('Changing', async (scf) => scf.UpdateFunctionConfiguration(change))).rejects.toThrow(
    'Runtime',
  );
  await expect(create()).rejects.toThrow('ResourceInUse.FunctionName');
});

describe('what was deployed runs', () => {
  test('with its event, and returns its value', async () => {
    expect(await invoke('exports.main_handler = async (event) => ({ got: event.a });')).toMatchObject({
      RetMsg: '{"got":1}',
      ErrMsg: '',
    });
  });

  test('without the environment of this process', async () => {
    const { RetMsg = '' } = await invoke('exports.main_handler = async () => Object.keys(process.env);');
    expect(RetMsg).toContain('SCF_FUNCTIONNAME');
    expect(RetMsg).not.toContain('PATH');
    expect(RetMsg).not.toContain('VITEST');
  });

  test.each([
    ['throws', 'exports.main_handler = async () => { throw new Error("no"); };', 430],
    ['has no such export', 'exports.handler = async () => 1;', 437],
    ['is an ES module', 'export const main_handler = async () => 1;', 443],
    ['ends its process', 'exports.main_handler = async () => process.exit(1);', 439],
    ['does not come back', 'exports.main_handler = async () => new Promise(() => setInterval(() => {}, 50));', 433],
    ['keeps a handle open', 'exports.main_handler = async () => { setInterval(() => {}, 50); return 1; };', 433],
  ])('and fails when it %s', async (_what, code, status) => {
    const { RetMsg = '' } = await invoke(code, status === 433 ? { Timeout: 1 } : {});
    expect(JSON.parse(RetMsg)).toMatchObject({ errorCode: 1, statusCode: status });
  });

  test('and an open handle does no harm once the context says so', async () => {
    const code = `exports.main_handler = async (event, context) => {
      context.callbackWaitsForEmptyEventLoop = false;
      setInterval(() => {}, 50);
      return 1;
    };`;
    expect(await invoke(code)).toMatchObject({ RetMsg: '1', ErrMsg: '' });
  });
});
