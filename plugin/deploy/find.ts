/** What stands in the cloud, read in the plugin's own words. */

import type { GetFunctionResponse } from 'tencentcloud-sdk-nodejs/tencentcloud/services/scf/v20180416/scf_models.js';
import type { Cloud } from '../cloud/client.ts';
import { readQuietTag } from './description-tags.ts';
import { DEFAULT_ASYNC, type AsyncSettings, type Configuration, type Found } from './state.ts';
import { findUrl, readTrigger, type RawTrigger } from './triggers.ts';

/**
 * The last one is answered for a while after a deletion (Terraform's provider for Tencent Cloud waits for it,
 * `services/scf/service_tencentcloud_scf.go`).
 */
export const NO_FUNCTION = ['ResourceNotFound.Function', 'ResourceNotFound.FunctionName', 'ResourceNotFound.Version'];
/** Nothing was set, so the platform's defaults hold. */
const NO_SETTING = [...NO_FUNCTION, 'ResourceNotFound.AsyncEvent', 'ResourceNotFound'];
const TRIGGER_PAGE = 20;

/** A function's name and the namespace it is in. */
export interface Target {
  readonly FunctionName: string;
  readonly Namespace: string;
}

export async function getFunction(cloud: Cloud, target: Target): Promise<GetFunctionResponse | undefined> {
  return cloud.scf(`Reading ${target.FunctionName}`, async (scf) => scf.GetFunction(target), { absent: NO_FUNCTION });
}

/** The list comes in pages, and what is not asked for is not there. */
export async function listTriggers(cloud: Cloud, target: Target): Promise<RawTrigger[]> {
  const all: RawTrigger[] = [];
  for (;;) {
    const page = await cloud.scf(
      `Reading the triggers of ${target.FunctionName}`,
      async (scf) => scf.ListTriggers({ ...target, Offset: all.length, Limit: TRIGGER_PAGE }),
      { absent: NO_FUNCTION },
    );
    const triggers = page?.Triggers ?? [];
    all.push(...triggers);
    if (triggers.length === 0 || all.length >= (page?.TotalCount ?? Number.POSITIVE_INFINITY)) return all;
  }
}

async function reservedMemory(cloud: Cloud, target: Target): Promise<number | undefined> {
  const answer = await cloud.scf(
    `Reading the reserved concurrency of ${target.FunctionName}`,
    async (scf) => scf.GetReservedConcurrencyConfig(target),
    { absent: NO_SETTING },
  );
  // Nothing reserved is read as null or 0.
  return answer?.ReservedMem || undefined;
}

async function asyncSettings(cloud: Cloud, target: Target): Promise<AsyncSettings> {
  const answer = await cloud.scf(
    `Reading the event settings of ${target.FunctionName}`,
    async (scf) => scf.GetFunctionEventInvokeConfig(target),
    { absent: NO_SETTING },
  );
  const config = answer?.AsyncTriggerConfig;
  return {
    retries: config?.RetryConfig?.[0]?.RetryNum ?? DEFAULT_ASYNC.retries,
    maxAgeSeconds: config?.MsgTTL ?? DEFAULT_ASYNC.maxAgeSeconds,
  };
}

function readConfiguration(raw: GetFunctionResponse): Configuration {
  const variables = (raw.Environment?.Variables ?? []).filter(({ Key }) => Key !== undefined && Key !== '');
  return {
    description: raw.Description ?? '',
    memorySize: raw.MemorySize ?? 0,
    timeoutSeconds: raw.Timeout ?? 0,
    role: raw.Role ?? '',
    environment: Object.fromEntries(variables.map(({ Key = '', Value = '' }) => [Key, Value])),
    systemLog: !readQuietTag(raw.Description ?? ''),
    fixedIp: raw.PublicNetConfig?.EipConfig?.EipStatus === 'ENABLE' || raw.EipConfig?.EipFixed === 'TRUE',
    logs: raw.ClsTopicId ? `${raw.ClsLogsetId ?? ''}/${raw.ClsTopicId}` : undefined,
  };
}

export async function find(cloud: Cloud, target: Target): Promise<Found | undefined> {
  const raw = await getFunction(cloud, target);
  if (raw === undefined) return undefined;
  const triggers = await listTriggers(cloud, target);
  const read = triggers.map((trigger) => ({ name: trigger.TriggerName ?? '', trigger: readTrigger(trigger) }));
  return {
    name: target.FunctionName,
    status: raw.Status ?? '',
    statusReason: (raw.StatusReasons ?? [])
      .map(({ ErrorCode, ErrorMessage }) => `${ErrorCode}: ${ErrorMessage}`)
      .join('; '),
    runtime: raw.Runtime ?? '',
    handler: raw.Handler ?? '',
    configuration: readConfiguration(raw),
    reservedMemory: await reservedMemory(cloud, target),
    async: await asyncSettings(cloud, target),
    triggers: read.flatMap(({ trigger }) => trigger ?? []),
    foreignTriggers: read.filter(({ trigger }) => trigger === undefined).map(({ name }) => name),
    // The models have two places for it, and nothing says which one is filled.
    ips: [...new Set([...(raw.PublicNetConfig?.EipConfig?.EipAddress ?? []), ...(raw.EipConfig?.Eips ?? [])])],
    url: findUrl(triggers),
    modifiedAt: raw.ModTime ?? '',
  };
}
