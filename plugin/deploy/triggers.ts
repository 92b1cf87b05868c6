/**
 * Triggers as the API writes and reads them, which is not the same: a timer is written as the bare cron string and read
 * as JSON; `Enable` is written OPEN or CLOSE and read 1 or 0 (cloud.tencent.com/document/product/583/39901, the SDK's
 * models).
 */

import { isRecord, parseObject } from '../json.ts';
import { QUALIFIER, type FunctionUrl, type Timer, type Trigger } from './state.ts';

/** As ListTriggers gives it. */
export interface RawTrigger {
  readonly TriggerName?: string;
  readonly Type?: string;
  readonly TriggerDesc?: string;
  readonly Enable?: number | string;
  readonly CustomArgument?: string | null;
  readonly Qualifier?: string;
}

function cronOf(description: string): string {
  const { cron } = parseObject(description);
  return (typeof cron === 'string' ? cron : description).trim().split(/\s+/).join(' ');
}

/** The key that holds the address is not documented, its shape is (cloud.tencent.com/document/product/583/96099). */
const PUBLIC_URL = /^https:\/\/[\w-]+\.(?!in\.)[\w.-]*tencentscf\.com\/?$/;

function strings(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(strings) : [];
}

function publicUrl(description: string): string | undefined {
  return strings(parseObject(description)).find((text) => PUBLIC_URL.test(text));
}

function urlOf(named: Pick<FunctionUrl, 'name' | 'enabled' | 'qualifier'>, description: string): FunctionUrl {
  const { AuthType, NetConfig } = parseObject(description);
  // An address that is read back proves as much as the flag that was written.
  const extranet =
    (isRecord(NetConfig) && NetConfig['EnableExtranet'] === true) || publicUrl(description) !== undefined;
  return { type: 'http', ...named, auth: String(AuthType), extranet };
}

/** Undefined for triggers of types that serverless.yml does not know. */
export function readTrigger(raw: RawTrigger): Trigger | undefined {
  const { TriggerName: name = '', TriggerDesc: description = '', Enable, Qualifier: qualifier = QUALIFIER } = raw;
  const named = { name, enabled: Enable === 1 || Enable === '1' || Enable === 'OPEN', qualifier };
  if (raw.Type === 'timer') {
    return { type: 'timer', ...named, cron: cronOf(description), message: raw.CustomArgument ?? '' } satisfies Timer;
  }
  return raw.Type === 'http' ? urlOf(named, description) : undefined;
}

export interface TriggerFields {
  readonly Enable: string;
  readonly TriggerDesc: string;
  readonly CustomArgument?: string;
}

export function writeTrigger(trigger: Trigger): TriggerFields {
  const Enable = trigger.enabled ? 'OPEN' : 'CLOSE';
  if (trigger.type === 'timer') return { Enable, TriggerDesc: trigger.cron, CustomArgument: trigger.message };
  const NetConfig = { EnableIntranet: false, EnableExtranet: trigger.extranet };
  return { Enable, TriggerDesc: JSON.stringify({ AuthType: trigger.auth, NetConfig }) };
}

/** The public Function URL among the triggers, without a slash at its end. */
export function findUrl(triggers: readonly RawTrigger[]): string | undefined {
  const descriptions = triggers.filter(({ Type }) => Type === 'http').map(({ TriggerDesc }) => TriggerDesc ?? '');
  return descriptions.flatMap((text) => publicUrl(text) ?? [])[0]?.replace(/\/$/, '');
}
