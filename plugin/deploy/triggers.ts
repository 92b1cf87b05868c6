/**
 * Triggers as the API writes and reads them, which is not the same: a timer is written as the bare cron string and read
 * as JSON; `Enable` is written OPEN or CLOSE and read 1 or 0; a Function URL is written without a name of its own and
 * read with the one that the service gave it, which is the id in its address
 * (cloud.tencent.com/document/product/583/39901, the SDK's models, the API's sample for ListTriggers).
 */

import { isRecord, parseObject } from '../json.ts';
import { QUALIFIER, type FoundTrigger, type Trigger } from './state.ts';

/** As ListTriggers gives it. */
export interface RawTrigger {
  readonly TriggerName?: string;
  readonly Type?: string;
  readonly TriggerDesc?: string;
  readonly Enable?: number | string;
  readonly CustomArgument?: string | null;
  readonly Qualifier?: string;
  readonly Description?: string | null;
}

/** Stands in the description of every trigger that a deployment made. */
const OURS = 'serverless.yml';

function cronOf(description: string): string {
  const { cron } = parseObject(description);
  return (typeof cron === 'string' ? cron : description).trim().split(/\s+/).join(' ');
}

/** The shape of the address is documented (cloud.tencent.com/document/product/583/96099), its key is not. */
const PUBLIC_URL = /^https:\/\/[\w-]+\.(?!in\.)[\w.-]*tencentscf\.com\/?$/;

function strings(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(strings) : [];
}

function publicUrl(description: string): string | undefined {
  return strings(parseObject(description)).find((text) => PUBLIC_URL.test(text));
}

function readUrl(description: string): { auth: string; extranet: boolean; kept: Record<string, unknown> } {
  const { AuthType, NetConfig, ...others } = parseObject(description);
  const net = isRecord(NetConfig) ? NetConfig : {};
  // An address that is read back proves as much as the flag that was written.
  const extranet = net['EnableExtranet'] === true || publicUrl(description) !== undefined;
  return {
    auth: String(AuthType),
    extranet,
    kept: { ...others, NetConfig: { EnableIntranet: net['EnableIntranet'] === true } },
  };
}

/** Undefined for triggers of types that serverless.yml does not know. */
export function readTrigger(raw: RawTrigger): FoundTrigger | undefined {
  const { TriggerName: name = '', TriggerDesc: text = '', Enable, Qualifier: qualifier = QUALIFIER } = raw;
  const enabled = Enable === 1 || Enable === '1' || Enable === 'OPEN';
  const common = { name, enabled, qualifier, ours: raw.Description === OURS, kept: {} };
  if (raw.Type === 'timer') return { ...common, type: 'timer', cron: cronOf(text), message: raw.CustomArgument ?? '' };
  return raw.Type === 'http' ? { ...common, type: 'http', ...readUrl(text) } : undefined;
}

export interface TriggerFields {
  readonly Enable: string;
  readonly TriggerDesc: string;
  readonly CustomArgument?: string;
  readonly Description: string;
}

/** @param kept what was found and is not to be lost; a later write replaces the whole description */
export function writeTrigger(trigger: Trigger, kept: Readonly<Record<string, unknown>> = {}): TriggerFields {
  const common = { Enable: trigger.enabled ? 'OPEN' : 'CLOSE', Description: OURS };
  if (trigger.type === 'timer') return { ...common, TriggerDesc: trigger.cron, CustomArgument: trigger.message };
  const net = isRecord(kept['NetConfig']) ? kept['NetConfig'] : { EnableIntranet: false };
  const NetConfig = { ...net, EnableExtranet: trigger.extranet };
  return { ...common, TriggerDesc: JSON.stringify({ ...kept, AuthType: trigger.auth, NetConfig }) };
}

/** Whether what was found is what is wanted, in all that serverless.yml says. */
export function isAsWanted(wanted: Trigger, found: FoundTrigger): boolean {
  if (wanted.enabled !== found.enabled) return false;
  if (wanted.type === 'timer') {
    return found.type === 'timer' && wanted.cron === found.cron && wanted.message === found.message;
  }
  return found.type === 'http' && wanted.auth === found.auth && wanted.extranet === found.extranet;
}

/** A timer is known by its name; of Function URLs each version or alias has one at most. */
export function matches(wanted: Trigger, found: FoundTrigger): boolean {
  if (wanted.type === 'timer') return found.type === 'timer' && wanted.name === found.name;
  return found.type === 'http' && wanted.qualifier === found.qualifier;
}

/** The public Function URL among the triggers, without a slash at its end. */
export function findUrl(triggers: readonly RawTrigger[]): string | undefined {
  const urls = triggers.filter(({ Type }) => Type === 'http');
  // Where there are several, the one that a deployment would make.
  urls.sort((a, b) => Number(b.Qualifier === QUALIFIER) - Number(a.Qualifier === QUALIFIER));
  return urls.flatMap(({ TriggerDesc = '' }) => publicUrl(TriggerDesc) ?? [])[0]?.replace(/\/$/, '');
}
