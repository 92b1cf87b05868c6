/** Invocations of stored functions: their environment, context and log. */

import { randomUUID } from 'node:crypto';
import type { StoredFunction } from './model.ts';
import { run, type Outcome } from './run.ts';

/** The role's temporary keys, which the platform hands to functions that have a role. */
export interface RoleKeys {
  readonly secretId: string;
  readonly secretKey: string;
  readonly sessionToken: string;
}

/** One line of the log service: `fields` is what a search gives back. */
export interface LogEntry {
  readonly timeMs: number;
  readonly topic: string;
  readonly functionName: string;
  readonly fields: Readonly<Record<string, unknown>>;
}

export interface Invoked extends Outcome {
  readonly requestId: string;
}

export interface InvokerOptions {
  readonly roleKeys: RoleKeys;
  readonly log: LogEntry[];
}

const APP_ID = '1250000000';
const UIN = '100000000001';

/** Built in (cloud.tencent.com/document/product/583/30228); the deployment's own variables come on top. */
function environment(stored: StoredFunction, source: string, keys: RoleKeys): Record<string, string> {
  const role =
    stored.Role === ''
      ? {}
      : {
          TENCENTCLOUD_SECRETID: keys.secretId,
          TENCENTCLOUD_SECRETKEY: keys.secretKey,
          TENCENTCLOUD_SESSIONTOKEN: keys.sessionToken,
        };
  return {
    TENCENTCLOUD_REGION: 'ap-guangzhou',
    TENCENTCLOUD_APPID: APP_ID,
    TENCENTCLOUD_UIN: UIN,
    TENCENTCLOUD_RUNENV: 'SCF',
    TENCENTCLOUD_TZ: 'UTC',
    TZ: 'UTC',
    SCF_FUNCTIONNAME: stored.FunctionName,
    SCF_FUNCTIONVERSION: '$LATEST',
    SCF_NAMESPACE: stored.Namespace,
    SCF_RUNTIME: stored.Runtime,
    USER_CODE_ROOT: `${stored.folder}/`,
    PWD: stored.folder,
    HOME: stored.folder,
    TRIGGER_SRC: source,
    ...Object.fromEntries(stored.Variables.map(({ Key, Value }) => [Key, Value])),
    ...role,
  };
}

function context(stored: StoredFunction, requestId: string): Record<string, unknown> {
  return {
    callbackWaitsForEmptyEventLoop: true,
    memory_limit_in_mb: stored.MemorySize,
    time_limit_in_ms: stored.Timeout * 1000,
    request_id: requestId,
    environment: JSON.stringify({ SCF_NAMESPACE: stored.Namespace }),
    environ: `SCF_NAMESPACE=${stored.Namespace};`,
    function_version: '$LATEST',
    function_name: stored.FunctionName,
    namespace: stored.Namespace,
    tencentcloud_region: 'ap-guangzhou',
    tencentcloud_appid: APP_ID,
    tencentcloud_uin: UIN,
  };
}

/** A line that is a JSON object becomes fields; the platform adds its own, the returned value among them. */
function logFields(line: string): Record<string, unknown> {
  try {
    const parsed: unknown = JSON.parse(line);
    if (typeof parsed === 'object' && parsed !== null) return { ...parsed };
  } catch {
    // An ordinary line.
  }
  return { SCF_Message: line };
}

const REFUSED: Outcome = { status: 432, value: '', error: 'concurrency limit reached', stdout: '', durationMs: 0 };

/** @returns the outcome; 432 without running when the reserved concurrency is used up. */
export async function invokeStored(
  stored: StoredFunction,
  event: unknown,
  source: string,
  { roleKeys, log }: InvokerOptions,
): Promise<Invoked> {
  const requestId = randomUUID();
  if (stored.reserved !== null && (stored.running + 1) * stored.MemorySize > stored.reserved)
    return { ...REFUSED, requestId };
  stored.running += 1;
  try {
    const outcome = await run({
      folder: stored.folder,
      handler: stored.Handler,
      event,
      context: context(stored, requestId),
      environment: environment(stored, source, roleKeys),
      memoryMb: stored.MemorySize,
      timeoutMs: stored.Timeout * 1000,
    });
    const own = `Response RequestId:${requestId} RetMsg:${outcome.value}${outcome.error}`;
    const lines = [...outcome.stdout.split('\n'), ...(stored.quiet ? [] : [own])].filter((line) => line !== '');
    for (const line of lines) {
      const fields = { ...logFields(line), SCF_FunctionName: stored.FunctionName, SCF_RequestId: requestId };
      log.push({ timeMs: Date.now(), topic: stored.ClsTopicId, functionName: stored.FunctionName, fields });
    }
    return { ...outcome, requestId };
  } finally {
    stored.running -= 1;
  }
}
