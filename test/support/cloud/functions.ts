/** The functions, their states and what the API does to them. Changes are carried out behind the answer. */

import { mkdtemp } from 'node:fs/promises';
import { join } from 'node:path';
import { busy } from './busy.ts';
import { integer, object, text, variables, type Fields } from './fields.ts';
import * as limits from './limits.ts';
import type { Status, StoredFunction } from './model.ts';
import { Refusal } from './refusal.ts';
import { unzipTo } from './unzip.ts';

export interface Functions {
  readonly all: Map<string, StoredFunction>;
  /** @throws Refusal when there is none. */
  readonly get: (fields: Fields) => StoredFunction;
  /** The same, for a change: refused unless the function is Active. */
  readonly change: (action: string, fields: Fields) => StoredFunction;
  readonly create: (fields: Fields) => Promise<object>;
  readonly updateCode: (fields: Fields) => Promise<object>;
  readonly updateConfiguration: (fields: Fields) => object;
  readonly remove: (fields: Fields) => object;
  /** Ends what is under way. */
  readonly close: () => void;
}

export interface FunctionsOptions {
  /** Where code is unpacked. */
  readonly root: string;
  /** How long a change takes. */
  readonly settleMs: number;
  /** How long a deleted function is still told of in another way than one that never was. */
  readonly lingerMs: number;
  /** Undefined: creating succeeds. */
  readonly creationFault: () => string | undefined;
}

function keyOf(fields: Fields): string {
  return `${text(fields, 'Namespace', 'default')}/${text(fields, 'FunctionName')}`;
}

/** Beijing time without a zone, as the API prints it. */
function stamp(): string {
  return new Date(Date.now() + 8 * 3_600_000).toISOString().slice(0, 19).replace('T', ' ');
}

function readZip(fields: Fields): Buffer {
  const zip = Buffer.from(text(object(fields, 'Code'), 'ZipFile'), 'base64');
  limits.checkZip(zip);
  return zip;
}

function applyConfiguration(stored: StoredFunction, fields: Fields): void {
  stored.Description = text(fields, 'Description', stored.Description);
  stored.MemorySize = integer(fields, 'MemorySize', stored.MemorySize);
  stored.Timeout = integer(fields, 'Timeout', stored.Timeout);
  stored.Role = text(fields, 'Role', stored.Role);
  stored.ClsLogsetId = text(fields, 'ClsLogsetId', stored.ClsLogsetId);
  stored.ClsTopicId = text(fields, 'ClsTopicId', stored.ClsTopicId);
  const given = variables(fields) ?? [];
  if (given.length > 0) stored.Variables = given.filter(({ Key }) => Key !== '');
  const net = object(fields, 'PublicNetConfig');
  if (net['EipConfig'] !== undefined) stored.fixedIp = object(net, 'EipConfig')['EipStatus'] === 'ENABLE';
}

function checkConfiguration(stored: StoredFunction): void {
  limits.checkDescription(stored.Description);
  limits.checkMemory(stored.MemorySize);
  limits.checkTimeout(stored.Timeout);
  limits.checkVariables(stored.Variables);
}

function blank(fields: Fields): StoredFunction {
  return {
    FunctionName: text(fields, 'FunctionName'),
    Namespace: text(fields, 'Namespace', 'default'),
    Runtime: text(fields, 'Runtime', 'Python2.7'),
    Handler: text(fields, 'Handler'),
    Description: '',
    MemorySize: 128,
    Timeout: 3,
    Role: '',
    Variables: [],
    fixedIp: false,
    quiet: false,
    ClsLogsetId: '',
    ClsTopicId: '',
    Status: 'Creating',
    reason: '',
    ModTime: stamp(),
    folder: '',
    triggers: [],
    reserved: null,
    retries: 2,
    maxAgeSeconds: 21_600,
    running: 0,
  };
}

export function createFunctions({ root, settleMs, lingerMs, creationFault }: FunctionsOptions): Functions {
  const all = new Map<string, StoredFunction>();
  /** When each was deleted. */
  const deleted = new Map<string, number>();
  const timers = new Set<NodeJS.Timeout>();
  const later = (stored: StoredFunction, during: Status, then: () => void): void => {
    stored.Status = during;
    stored.ModTime = stamp();
    const timer = setTimeout(() => {
      timers.delete(timer);
      then();
    }, settleMs);
    timers.add(timer);
  };
  const get = (fields: Fields): StoredFunction => {
    const stored = all.get(keyOf(fields));
    if (stored !== undefined) return stored;
    // Terraform's provider meets this after a deletion (services/scf/service_tencentcloud_scf.go).
    if (Date.now() - (deleted.get(keyOf(fields)) ?? 0) < lingerMs)
      throw new Refusal('ResourceNotFound.Version', '函数版本不存在。');
    throw new Refusal('ResourceNotFound.Function', 'The function does not exist');
  };
  const change = (action: string, fields: Fields): StoredFunction => {
    const stored = get(fields);
    if (stored.Status === 'Active') return stored;
    throw busy(action, stored.Status);
  };
  const unpack = async (zip: Buffer): Promise<string> => {
    const folder = await mkdtemp(join(root, 'code-'));
    await unzipTo(folder, zip).catch(() => {
      throw new Refusal('InvalidParameterValue.ZipFile', 'ZipFile cannot be unpacked');
    });
    return folder;
  };
  return {
    all,
    get,
    change,
    create: async (fields) => {
      const stored = blank(fields);
      limits.checkName(stored.FunctionName, stored.Namespace);
      limits.checkHandler(stored.Handler);
      limits.checkRuntime(stored.Runtime);
      applyConfiguration(stored, fields);
      checkConfiguration(stored);
      const zip = readZip(fields);
      if (all.has(keyOf(fields))) throw new Refusal('ResourceInUse.FunctionName', 'The name is taken');
      all.set(keyOf(fields), stored);
      stored.folder = await unpack(zip);
      if (fields['AutoCreateClsTopic'] === 'TRUE')
        Object.assign(stored, { ClsLogsetId: 'logset-0', ClsTopicId: 'topic-0' });
      const fault = creationFault();
      later(stored, 'Creating', () => {
        stored.Status = fault === undefined ? 'Active' : 'CreateFailed';
        stored.reason = fault ?? '';
      });
      return {};
    },
    updateCode: async (fields) => {
      const stored = change('UpdateFunctionCode', fields);
      const handler = text(fields, 'Handler', stored.Handler);
      limits.checkHandler(handler);
      const zip = readZip(fields);
      stored.Status = 'Updating';
      const folder = await unpack(zip);
      later(stored, 'Updating', () => Object.assign(stored, { Status: 'Active', Handler: handler, folder }));
      return {};
    },
    updateConfiguration: (fields) => {
      const stored = change('UpdateFunctionConfiguration', fields);
      if (fields['Runtime'] !== undefined && fields['Runtime'] !== stored.Runtime) {
        throw new Refusal('InvalidParameterValue.Runtime', 'The runtime cannot be changed');
      }
      const next = { ...stored };
      applyConfiguration(next, fields);
      checkConfiguration(next);
      if (typeof fields['IgnoreSysLog'] === 'boolean') next.quiet = fields['IgnoreSysLog'];
      const { triggers: _triggers, ...configuration } = next;
      later(stored, 'Updating', () => Object.assign(stored, configuration, { Status: 'Active' }));
      return {};
    },
    remove: (fields) => {
      const stored = get(fields);
      if (stored.Status !== 'Active' && !stored.Status.endsWith('Failed')) return change('DeleteFunction', fields);
      // So a public report of a deployment to the service says; the sentence is not known.
      if (stored.triggers.some(({ Type }) => Type === 'http'))
        throw new Refusal('FailedOperation.DeleteFunction', 'The function has triggers');
      later(stored, 'Deleting', () => {
        deleted.set(keyOf(fields), Date.now());
        return all.delete(keyOf(fields));
      });
      return {};
    },
    close: () => {
      for (const timer of timers) clearTimeout(timer);
    },
  };
}
