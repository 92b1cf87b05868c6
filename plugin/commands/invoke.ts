/** `serverless invoke`: calls a deployed function and waits for its answer. */

import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { chosenFunction, refuseOptions, targetOf, type Context } from '../context.ts';
import { QUALIFIER } from '../deploy/state.ts';
import { DeployError } from '../errors.ts';
import { parseObject } from '../json.ts';

/** Synchronous calls take so much (cloud.tencent.com/document/product/583/11637). */
const MAX_EVENT_BYTES = 6 * 1024 * 1024;

/** JSON or, as the framework's own help has it, YAML. */
async function readEventFile(path: string, { readYaml }: Context): Promise<string> {
  return /\.ya?ml$/i.test(path) ? JSON.stringify(await readYaml(resolve(path))) : readFile(path, 'utf8');
}

/** What the timer sends (cloud.tencent.com/document/product/583/9708): without an event of its own a function does what is due. */
function timerEvent(): string {
  return JSON.stringify({ Type: 'Timer', TriggerName: 'invoke', Time: new Date().toISOString(), Message: '' });
}

async function readEvent(context: Context, hasTimer: boolean): Promise<string> {
  const { options } = context;
  const { data, path } = options;
  if (data !== undefined && path !== undefined) throw new DeployError('Invoking: give --data or --path, not both.');
  const text =
    typeof path === 'string' ? await readEventFile(path, context) : String(data ?? (hasTimer ? timerEvent() : '{}'));
  try {
    JSON.parse(text);
  } catch {
    throw new DeployError(
      'Invoking: the event is not JSON. Quote it for the shell: --data \'{"from":"2026-01-01","to":"2026-01-02"}\'.',
    );
  }
  if (Buffer.byteLength(text) > MAX_EVENT_BYTES) throw new DeployError('Invoking: the event has more than 6 MB.');
  return text;
}

/**
 * What failed, if it did: the platform then returns an object of its own. (`InvokeResult` is no longer maintained, says
 * the SDK's model of `Result`.)
 */
function failureIn(returned: string): string {
  const { errorCode, errorMessage } = parseObject(returned);
  return errorCode !== undefined && typeof errorMessage === 'string' ? errorMessage : '';
}

function pretty(value: string): string {
  try {
    return JSON.stringify(JSON.parse(value), null, 2);
  } catch {
    return value;
  }
}

export async function invoke(context: Context): Promise<void> {
  refuseOptions(context, 'type', 'raw', 'context', 'contextPath', 'durable-execution-name');
  const { key, settings } = chosenFunction(context);
  const Event = await readEvent(
    context,
    settings.events.some((event) => 'timer' in event),
  );
  const Qualifier = String(context.options['qualifier'] ?? QUALIFIER);
  const cloud = await context.connect();
  const target = targetOf(context, settings);
  const answer = await cloud.scf(`Invoking ${settings.name}`, async (scf) =>
    scf.InvokeFunction({ ...target, Qualifier, Event, LogType: 'Tail' }),
  );
  const { RetMsg = '', ErrMsg = '', Log = '', Duration, FunctionRequestId } = answer?.Result ?? {};
  if (context.options['log'] === true && Log !== '') context.say(Log.trimEnd());
  const failure = ErrMsg || failureIn(RetMsg);
  if (failure !== '') {
    throw new DeployError(`${key} failed (request ${FunctionRequestId ?? '?'}): ${failure}\n${Log}`.trimEnd());
  }
  context.say(`${key} answered after ${Math.round(Duration ?? 0)} ms`);
  context.print(pretty(RetMsg));
}

/** The platform is not needed to run the code here. */
export function refuseLocal(): never {
  throw new DeployError('`serverless invoke local` is not offered: `npm start` runs the functions on this machine.');
}
