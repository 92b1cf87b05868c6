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
  const stored = functions.change(fields);
  const event: unknown = JSON.parse(text(fields, 'Event', '{}'));
  const { status, value, error, stdout, durationMs, requestId } = await invokeStored(stored, event, 'api', invoker);
  if (status === 432) throw new Refusal('ResourceUnavailable.InsufficientConcurrency', error);
  const Log = fields['LogType'] === 'Tail' ? stdout.slice(-4096) : '';
  const ok = status === 200;
  const RetMsg = ok ? value : JSON.stringify({ errorCode: 1, errorMessage: error, requestId, statusCode: status });
  return {
    Result: {
      InvokeResult: ok ? 0 : status,
      RetMsg,
      ErrMsg: error,
      Log,
      Duration: durationMs,
      FunctionRequestId: requestId,
    },
  };
}

function searchLog(fields: Fields, { log }: InvokerOptions): object {
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
      entry.timeMs < to,
  );
  const matching = hits.filter((entry) => JSON.stringify(entry.fields).includes(rest));
  const Results = matching
    .slice(start, end)
    .map(({ timeMs, fields: own }) => ({ Time: timeMs, LogJson: JSON.stringify(own) }));
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

export function createActions(
  functions: Functions,
  invoker: InvokerOptions,
  fixedIps: readonly string[],
): Readonly<Record<string, Action>> {
  const { get, change } = functions;
  return {
    CreateFunction: functions.create,
    GetFunction: (fields) => show(get(fields), fixedIps),
    UpdateFunctionCode: functions.updateCode,
    UpdateFunctionConfiguration: functions.updateConfiguration,
    DeleteFunction: functions.remove,
    CreateTrigger: (fields) => createTrigger(change(fields), fields),
    UpdateTrigger: (fields) => updateTrigger(change(fields), fields),
    DeleteTrigger: (fields) => deleteTrigger(change(fields), fields),
    ListTriggers: (fields) => listTriggers(get(fields), fields),
    PutReservedConcurrencyConfig: (fields) => putReserved(change(fields), fields),
    DeleteReservedConcurrencyConfig: (fields) => Object.assign(change(fields), { reserved: null }) && {},
    GetReservedConcurrencyConfig: (fields) => ({ ReservedMem: get(fields).reserved }),
    UpdateFunctionEventInvokeConfig: (fields) => setEventConfig(change(fields), fields),
    GetFunctionEventInvokeConfig: (fields) => {
      const { retries, maxAgeSeconds } = get(fields);
      return { AsyncTriggerConfig: { RetryConfig: [{ RetryNum: retries }], MsgTTL: maxAgeSeconds } };
    },
    InvokeFunction: async (fields) => invokeFunction(functions, fields, invoker),
    SearchLog: (fields) => searchLog(fields, invoker),
  };
}
