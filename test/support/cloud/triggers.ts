/** Triggers: written in one form and read in another (cloud.tencent.com/document/product/583/39901, /100227). */

import { integer, isFields, text, type Fields } from './fields.ts';
import type { StoredFunction, StoredTrigger } from './model.ts';
import { Refusal } from './refusal.ts';

const MAX_OF_ONE_TYPE = 10;
const TYPES = new Set(['cos', 'cls', 'timer', 'ckafka', 'http']);

function parse(description: string): Fields | undefined {
  try {
    const value: unknown = JSON.parse(description);
    return isFields(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function checkDescription(type: string, description: string): void {
  const bad = new Refusal('InvalidParameterValue.TriggerDesc', `TriggerDesc is invalid for ${type}`);
  if (type === 'timer' && !/^[\d,*/A-Z-]+( [\d,*/A-Z-]+){6}$/.test(description)) throw bad;
  if (type !== 'http') return;
  const auth = parse(description)?.['AuthType'];
  if ((auth !== 'NONE' && auth !== 'CAM') || !isFields(parse(description)?.['NetConfig'])) throw bad;
}

function enableFlag(fields: Fields): number {
  const written = text(fields, 'Enable', 'OPEN');
  if (written !== 'OPEN' && written !== 'CLOSE')
    throw new Refusal('InvalidParameterValue.Enable', 'Enable is OPEN or CLOSE');
  return written === 'OPEN' ? 1 : 0;
}

function findTrigger(stored: StoredFunction, fields: Fields): StoredTrigger {
  const found = stored.triggers.find(
    ({ TriggerName, Type, Qualifier }) =>
      TriggerName === text(fields, 'TriggerName') &&
      Type === text(fields, 'Type') &&
      Qualifier === text(fields, 'Qualifier', '$LATEST'),
  );
  if (found === undefined) throw new Refusal('ResourceNotFound.Trigger', 'The trigger does not exist');
  return found;
}

export function createTrigger(stored: StoredFunction, fields: Fields): object {
  const Type = text(fields, 'Type');
  const TriggerName = text(fields, 'TriggerName');
  const written = text(fields, 'TriggerDesc', '');
  const Qualifier = text(fields, 'Qualifier', '$LATEST');
  if (!TYPES.has(Type)) throw new Refusal('InvalidParameterValue.Type', 'The trigger type is not supported');
  if (!/^[a-zA-Z][\w-]{0,99}$/.test(TriggerName))
    throw new Refusal('InvalidParameterValue.TriggerName', 'TriggerName is invalid');
  checkDescription(Type, written);
  const alike = stored.triggers.filter((trigger) => trigger.Type === Type);
  if (alike.some((trigger) => trigger.TriggerName === TriggerName))
    throw new Refusal('ResourceInUse.TriggerName', 'The name is taken');
  if (Type === 'http' && alike.some((trigger) => trigger.Qualifier === Qualifier)) {
    throw new Refusal('ResourceInUse.Trigger', 'The version has a Function URL');
  }
  if (alike.length >= MAX_OF_ONE_TYPE) throw new Refusal('LimitExceeded.Trigger', 'Too many triggers of this type');
  const CustomArgument = text(fields, 'CustomArgument', '');
  if (CustomArgument.length > 4096)
    throw new Refusal('InvalidParameterValue.CustomArgument', 'CustomArgument exceeds 4 KB');
  stored.triggers.push({ TriggerName, Type, written, Enable: enableFlag(fields), CustomArgument, Qualifier });
  return {};
}

export function updateTrigger(stored: StoredFunction, fields: Fields): object {
  const found = findTrigger(stored, fields);
  const written = text(fields, 'TriggerDesc', found.written);
  checkDescription(found.Type, written);
  found.written = written;
  found.Enable = enableFlag(fields);
  found.CustomArgument = text(fields, 'CustomArgument', found.CustomArgument);
  return {};
}

export function deleteTrigger(stored: StoredFunction, fields: Fields): object {
  const found = findTrigger(stored, fields);
  stored.triggers = stored.triggers.filter((trigger) => trigger !== found);
  return {};
}

/** The shape of the address is documented, the key that holds it is not. */
export function urlHost(stored: StoredFunction): string {
  return `1250000000-${stored.urlId}.ap-guangzhou.tencentscf.com`;
}

function describe(stored: StoredFunction, { Type, written }: StoredTrigger): string {
  if (Type === 'timer') return JSON.stringify({ cron: written });
  const parsed = parse(written);
  if (Type !== 'http' || parsed === undefined) return written;
  const net = isFields(parsed['NetConfig']) ? parsed['NetConfig'] : {};
  const extranet = net['EnableExtranet'] === true ? { ExtranetUrl: `https://${urlHost(stored)}` } : {};
  const intranet =
    net['EnableIntranet'] === true ? { IntranetUrl: `https://${urlHost(stored).replace('.', '.in.')}` } : {};
  return JSON.stringify({ ...parsed, NetConfig: { ...net, ...intranet, ...extranet } });
}

export function listTriggers(stored: StoredFunction, fields: Fields): object {
  const offset = integer(fields, 'Offset', 0);
  const page = stored.triggers.slice(offset, offset + Math.min(integer(fields, 'Limit', 20), 20));
  const Triggers = page.map((trigger) => {
    const { TriggerName, Type, Enable, CustomArgument, Qualifier } = trigger;
    return { TriggerName, Type, Enable, CustomArgument, Qualifier, TriggerDesc: describe(stored, trigger) };
  });
  return { TotalCount: stored.triggers.length, Triggers };
}

/** True when the internet may reach the function through its URL without signing. */
export function isOpen(stored: StoredFunction): boolean {
  return stored.triggers.some(({ Type, Enable, written }) => {
    const parsed = Type === 'http' && Enable === 1 ? parse(written) : undefined;
    const net = parsed?.['NetConfig'];
    return parsed?.['AuthType'] === 'NONE' && isFields(net) && net['EnableExtranet'] === true;
  });
}
