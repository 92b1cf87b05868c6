/** Triggers: written in one form and read in another (cloud.tencent.com/document/product/583/39901, /100227). */

import { randomBytes } from 'node:crypto';
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

/** Ten characters, as in the API's own sample of ListTriggers (`hulrzrbh9f`). */
function newUrlId(): string {
  return Array.from(randomBytes(10), (byte) => 'abcdefghijklmnopqrstuvwxyz0123456789'[byte % 36]).join('');
}

/**
 * @returns the trigger. A Function URL's name is given by the service, whatever it is sent, and a second one for the
 *   same version is refused (a public report of a deployment: sent `func_url`, got `5o8f5pjbdq`).
 */
export function createTrigger(stored: StoredFunction, fields: Fields): object {
  const Type = text(fields, 'Type');
  const sent = text(fields, 'TriggerName');
  const written = text(fields, 'TriggerDesc', '');
  const Qualifier = text(fields, 'Qualifier', '$LATEST');
  if (!TYPES.has(Type)) throw new Refusal('InvalidParameterValue.Type', 'The trigger type is not supported');
  if (!/^[a-zA-Z][\w-]{0,99}$/.test(sent))
    throw new Refusal('InvalidParameterValue.TriggerName', 'TriggerName is invalid');
  checkDescription(Type, written);
  const TriggerName = Type === 'http' ? newUrlId() : sent;
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
  const trigger: StoredTrigger = {
    TriggerName,
    Type,
    written,
    Enable: enableFlag(fields),
    CustomArgument,
    Qualifier,
    Description: text(fields, 'Description', ''),
    madeAtMs: Date.now(),
    BoundResources: '',
  };
  stored.triggers.push(trigger);
  return { TriggerInfo: { TriggerName, Type, Qualifier, TriggerDesc: written } };
}

/** What is written takes the place of all that was there. */
export function updateTrigger(stored: StoredFunction, fields: Fields): object {
  const found = findTrigger(stored, fields);
  const written = text(fields, 'TriggerDesc', found.written);
  checkDescription(found.Type, written);
  found.written = written;
  found.Enable = enableFlag(fields);
  found.CustomArgument = text(fields, 'CustomArgument', found.CustomArgument);
  found.Description = text(fields, 'Description', found.Description);
  return {};
}

export function deleteTrigger(stored: StoredFunction, fields: Fields): object {
  const found = findTrigger(stored, fields);
  if (found.BoundResources !== '')
    throw new Refusal('FailedOperation.DeleteTrigger.UrlUsed', '函数URL已绑定自定义域名，请先解绑。');
  stored.triggers = stored.triggers.filter((trigger) => trigger !== found);
  return {};
}

/** Where the Function URL of this name is reached (cloud.tencent.com/document/product/583/96099). */
export function urlHost({ TriggerName }: StoredTrigger): string {
  return `1250000000-${TriggerName}.ap-guangzhou.tencentscf.com`;
}

/** As the API's sample of ListTriggers has it: all eight addresses are there, those that are not open are blank. */
function describe(trigger: StoredTrigger, urlDelayMs: number): string {
  const { Type, written } = trigger;
  if (Type === 'timer') return JSON.stringify({ cron: written });
  const parsed = parse(written);
  if (Type !== 'http' || parsed === undefined) return written;
  const net = isFields(parsed['NetConfig']) ? parsed['NetConfig'] : {};
  const isReadable = Date.now() - trigger.madeAtMs >= urlDelayMs;
  const address = (flag: string, scheme: string, host: string): string =>
    net[flag] === true && isReadable ? `${scheme}://${host}` : '';
  const host = urlHost(trigger);
  const inside = host.replace('.', '.in.');
  const NetConfig = {
    EnableIntranet: net['EnableIntranet'] === true,
    IntranetUrl: address('EnableIntranet', 'https', inside),
    IntranetHTTPUrl: address('EnableIntranet', 'http', inside),
    ExtranetUrl: address('EnableExtranet', 'https', host),
    ExtranetHTTPUrl: address('EnableExtranet', 'http', host),
    WssIntranetUrl: '',
    WsIntranetUrl: '',
    WssExtranetUrl: '',
    WsExtranetUrl: '',
    EnableExtranet: net['EnableExtranet'] === true,
  };
  return JSON.stringify({ ...parsed, NetConfig });
}

export function listTriggers(stored: StoredFunction, fields: Fields, urlDelayMs: number): object {
  const offset = integer(fields, 'Offset', 0);
  const page = stored.triggers.slice(offset, offset + Math.min(integer(fields, 'Limit', 20), 20));
  const Triggers = page.map((trigger) => {
    const { TriggerName, Type, Enable, CustomArgument, Qualifier, Description, BoundResources } = trigger;
    return {
      TriggerName,
      Type,
      Enable,
      // The SDK's model: null where there is none.
      CustomArgument: CustomArgument === '' ? null : CustomArgument,
      Qualifier,
      Description,
      BoundResources,
      AvailableStatus: 'Available',
      TriggerDesc: describe(trigger, urlDelayMs),
    };
  });
  return { TotalCount: stored.triggers.length, Triggers };
}

function isOpen({ Type, Enable, written }: StoredTrigger): boolean {
  const parsed = Type === 'http' && Enable === 1 ? parse(written) : undefined;
  const net = parsed?.['NetConfig'];
  return parsed?.['AuthType'] === 'NONE' && isFields(net) && net['EnableExtranet'] === true;
}

/** True when the internet may reach the function under this host without signing. */
export function isReachedAt(stored: StoredFunction, host: string): boolean {
  return stored.triggers.some((trigger) => isOpen(trigger) && urlHost(trigger) === host);
}
