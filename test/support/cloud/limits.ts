/** What the platform refuses about a function (cloud.tencent.com/document/product/583/11637, the API's field comments). */

import { Refusal } from './refusal.ts';

export const RUNTIMES = ['Nodejs16.13', 'Nodejs18.15', 'Nodejs20.19'];
const MAX_ENVIRONMENT_BYTES = 4096;
const MAX_ZIP_BYTES = 50 * 1024 * 1024;
const HANDLER = /^[a-zA-Z][\w-]{0,58}[a-zA-Z]\.[a-zA-Z][\w-]{0,58}[a-zA-Z]$/;
const RESERVED = /^(SCF_|QCLOUD_|TENCENTCLOUD_)/;
const DESCRIPTION = /^[\p{Script=Han}a-zA-Z0-9 ,.\n]{0,1000}$/u;

export interface Variable {
  readonly Key: string;
  readonly Value: string;
}

function demand(holds: boolean, code: string, message: string): void {
  if (!holds) throw new Refusal(code, message);
}

export function checkName(name: string, namespace: string): void {
  const right = /^[a-zA-Z][\w-]{0,58}[a-zA-Z0-9]$/.test(name) && name.length + namespace.length <= 118;
  demand(right, 'InvalidParameterValue.FunctionName', 'FunctionName is invalid');
}

export function checkHandler(handler: string): void {
  demand(HANDLER.test(handler), 'InvalidParameterValue.Handler', 'Handler is invalid');
}

export function checkRuntime(runtime: string): void {
  demand(RUNTIMES.includes(runtime), 'InvalidParameterValue.Runtime', 'Runtime is not supported');
}

export function checkMemory(memory: number): void {
  const right = memory === 64 || (memory % 128 === 0 && memory >= 128 && memory <= 3072);
  demand(right, 'InvalidParameterValue.MemorySize', 'MemorySize is invalid');
}

export function checkTimeout(seconds: number): void {
  demand(
    Number.isInteger(seconds) && seconds >= 1 && seconds <= 900,
    'InvalidParameterValue.Timeout',
    'Timeout is invalid',
  );
}

export function checkDescription(description: string): void {
  demand(DESCRIPTION.test(description), 'InvalidParameterValue.Description', 'Description is invalid');
}

export function checkVariables(variables: readonly Variable[]): void {
  for (const { Key } of variables) {
    demand(!RESERVED.test(Key), 'InvalidParameterValue.EnvironmentSystemProtect', `${Key} is reserved`);
    demand(/^[a-zA-Z]\w*$/.test(Key), 'InvalidParameterValue.Environment', `${Key} is no name`);
  }
  const bytes = variables.reduce((sum, { Key, Value }) => sum + Buffer.byteLength(Key) + Buffer.byteLength(Value), 0);
  demand(bytes <= MAX_ENVIRONMENT_BYTES, 'InvalidParameterValue.EnvironmentExceededLimit', 'Environment exceeds 4 KB');
}

export function checkZip(zip: Buffer): void {
  const right = zip.length > 0 && zip.length <= MAX_ZIP_BYTES && zip.readUInt16LE(0) === 0x4b50;
  demand(right, 'InvalidParameterValue.ZipFile', 'ZipFile is invalid');
}
