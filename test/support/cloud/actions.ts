/** The API's actions by name, for both products the deployment uses: SCF and its log service CLS. */

import { integer, list, object, text, type Fields } from './fields.ts';
import type { Functions } from './functions.ts';
import { invokeStored, type InvokerOptions } from './invoke.ts';
import type { StoredFunction } from './model.ts';
import { Refusal } from './refusal.ts';
import { createTrigger, deleteTrigger, listTriggers, updateTrigger } from './triggers.ts';

export type Action = (fields: Fields) => object | Promise<object>;

/** The region's quota less what has to stay free (cloud.tencent.com/document/product/583/11637). */
const MAX_RESERVED_MB = 128_000 - 12_800;

function show(stored: StoredFunction, fixedIps: readonly string[]): object {
  const { FunctionName, Namespace, Runtime, Handler, Description, MemorySize, Timeout, Role, ModTime, Status } = stored;
  const { ClsLogsetId, ClsTopicId } = stored;
  const EipConfig = stored.fixedIp
    ? { EipStatus: 'ENABLE', EipAddress: fixedIps }
    : { EipStatus: 'DISABLE', EipAddress: [] };
  return {
    FunctionName,
    Namespace,
    Runtime,
    Handler,
    Description,
    MemorySize,
    Timeout,
    Role,
    ModTime,
    Status,
    ClsLogsetId,
    ClsTopicId,
    Type: 'Event',
    AvailableStatus: 'Available',
    StatusReasons: stored.reason === '' ? [] : [{ ErrorCode: 'InternalError', ErrorMessage: stored.reason }],
    Environment: { Variables: stored.Variables },
    PublicNetConfig: { PublicNetStatus: 'ENABLE', EipConfig },
  };
}

async function invokeFunction(functions: Functions, fields: Fields, invoker: InvokerOptions): Promise<object> {
  const stored = functions.change('InvokeFunction', fields);
  const event: unknown = JSON.parse(text(fields, 'Event', '{}'));
  const { status, value, error, stdout, durationMs, requestId } = await invokeStored(stored, event, 'api', invoker);
  if (status === 432) throw new Refusal('ResourceUnavailable.InsufficientConcurrency', error);
  const Log = fields['LogType'] === 'Tail' ? stdout.slice(-4096) : '';
  const ok = status === 200;
  // What the code itself threw stands in what it returned; why the platform could not run it, in `ErrMsg`.
  const ErrMsg = ok || status === 430 ? '' : error;
  const RetMsg = ok ? value : JSON.stringify({ errorCode: 1, errorMessage: error, requestId, statusCode: status });
  return {
    Result: {
      // No longer maintained (the SDK's model of Result).
      InvokeResult: 0,
      RetMsg,
      ErrMsg,
      Log,
      Duration: durationMs,
      FunctionRequestId: requestId,
    },
  };
}

function searchLog(fields: Fields, { log }: InvokerOptions, indexDelayMs: number): object {
  const [, name = '', rest = ''] =
    /^SCF_FunctionName:"([\w-]+)"(?: AND \((.*)\))?$/.exec(text(fields, 'QueryString', '')) ?? [];
  const from = integer(fields, 'From');
  const to = integer(fields, 'To');
  const start = Number(text(fields, 'Context', '0'));
  const end = start + integer(fields, 'Limit', 100);
  const hits = log.filter(
    (entry) =>
      entry.topic === text(fields, 'TopicId') &&
      entry.functionName === name &&
      entry.timeMs >= from &&
      entry.timeMs < to &&
      entry.timeMs + indexDelayMs <= Date.now(),
  );
  const matching = hits.filter((entry) => JSON.stringify(entry.fields).includes(rest));
  const Results = matching.slice(start, end).map((entry) => ({
    Time: entry.timeMs,
    PkgId: 'pkg',
    PkgLogId: String(log.indexOf(entry)),
    LogJson: JSON.stringify(entry.fields),
  }));
  return { Results, ListOver: end >= matching.length, Context: String(end), Analysis: false };
}

function putReserved(stored: StoredFunction, fields: Fields): object {
  const memory = integer(fields, 'ReservedConcurrencyMem');
  if (memory > MAX_RESERVED_MB) throw new Refusal('LimitExceeded.FunctionReservedConcurrencyMemory', 'Over the quota');
  stored.reserved = memory;
  return {};
}

function setEventConfig(stored: StoredFunction, fields: Fields): object {
  const config = object(fields, 'AsyncTriggerConfig');
  const retries = integer(list(config, 'RetryConfig')[0] ?? {}, 'RetryNum');
  const maxAgeSeconds = integer(config, 'MsgTTL');
  if (retries < 0 || retries > 2) throw new Refusal('LimitExceeded.RetryNum', 'RetryNum is 0 to 2');
  if (maxAgeSeconds < 60 || maxAgeSeconds > 21_600) throw new Refusal('LimitExceeded.MsgTTL', 'MsgTTL is 60 to 21600');
  Object.assign(stored, { retries, maxAgeSeconds });
  return {};
}

/** `SearchKey` is found anywhere in a name; what a function's environment holds is not told here. */
function listFunctions({ all }: Functions, fields: Fields): object {
  const namespace = text(fields, 'Namespace', 'default');
  const key = text(fields, 'SearchKey', '');
  const hits = [...all.values()].filter((one) => one.Namespace === namespace && one.FunctionName.includes(key));
  const offset = integer(fields, 'Offset', 0);
  const Functions = hits
    .slice(offset, offset + integer(fields, 'Limit', 20))
    .map(({ FunctionName, Namespace, Runtime, Status, Description }) => ({
      FunctionName,
      Namespace,
      Runtime,
      Status,
      Description,
    }));
  return { TotalCount: hits.length, Functions };
}

export interface ActionOptions {
  /** What functions with a fixed address call from: all of a namespace share it. */
  readonly fixedIps: readonly string[];
  /** How long after its making a Function URL's address can be read. */
  readonly urlDelayMs: number;
  /** How long after its writing a line can be found. */
  readonly indexDelayMs: number;
}

export function createActions(
  functions: Functions,
  invoker: InvokerOptions,
  { fixedIps, urlDelayMs, indexDelayMs }: ActionOptions,
): Readonly<Record<string, Action>> {
  const { get, change } = functions;
  return {
    CreateFunction: functions.create,
    GetFunction: (fields) => show(get(fields), fixedIps),
    UpdateFunctionCode: functions.updateCode,
    UpdateFunctionConfiguration: functions.updateConfiguration,
    DeleteFunction: functions.remove,
    ListFunctions: (fields) => listFunctions(functions, fields),
    CreateTrigger: (fields) => createTrigger(change('CreateTrigger', fields), fields),
    UpdateTrigger: (fields) => updateTrigger(change('UpdateTrigger', fields), fields),
    DeleteTrigger: (fields) => deleteTrigger(change('DeleteTrigger', fields), fields),
    ListTriggers: (fields) => listTriggers(get(fields), fields, urlDelayMs),
    PutReservedConcurrencyConfig: (fields) => putReserved(change('PutReservedConcurrencyConfig', fields), fields),
    DeleteReservedConcurrencyConfig: (fields) =>
      Object.assign(change('DeleteReservedConcurrencyConfig', fields), { reserved: null }) && {},
    GetReservedConcurrencyConfig: (fields) => ({ ReservedMem: get(fields).reserved }),
    UpdateFunctionEventInvokeConfig: (fields) =>
      setEventConfig(change('UpdateFunctionEventInvokeConfig', fields), fields),
    GetFunctionEventInvokeConfig: (fields) => {
      const { retries, maxAgeSeconds } = get(fields);
      return { AsyncTriggerConfig: { RetryConfig: [{ RetryNum: retries }], MsgTTL: maxAgeSeconds } };
    },
    InvokeFunction: async (fields) => invokeFunction(functions, fields, invoker),
    SearchLog: (fields) => searchLog(fields, invoker, indexDelayMs),
  };
}
