/** Carries out one step of a plan and waits until the function stands still again. */

import type { UpdateFunctionConfigurationRequest } from 'tencentcloud-sdk-nodejs/tencentcloud/services/scf/v20180416/scf_models.js';
import type { Cloud } from '../cloud/client.ts';
import { getFunction, listTriggers, NO_FUNCTION, type Target } from './find.ts';
import type { Step } from './plan.ts';
import { waitUntilActive, waitUntilGone } from './wait-until-active.ts';
import type { Configuration, FoundTrigger, Trigger, Wanted } from './state.ts';
import { matches, readTrigger, writeTrigger } from './triggers.ts';

type ConfigurationFields = Omit<UpdateFunctionConfigurationRequest, 'FunctionName' | 'Namespace'>;

/** An empty list changes nothing; one nameless variable is how all are taken away. */
const NO_VARIABLES = [{ Key: '', Value: '' }];

function writeVariables(environment: Readonly<Record<string, string>>): { Key: string; Value: string }[] {
  return Object.entries(environment).map(([Key, Value]) => ({ Key, Value }));
}

/** Only what is given is written: the platform leaves the rest as it is. */
function writeConfiguration(changes: Partial<Configuration>): ConfigurationFields {
  const { description, memorySize, timeoutSeconds, role, environment, fixedIp, systemLog, logs } = changes;
  const [ClsLogsetId = '', ClsTopicId = ''] = logs?.split('/') ?? [];
  const variables = environment && writeVariables(environment);
  const EipStatus = fixedIp === true ? 'ENABLE' : 'DISABLE';
  return {
    ...(description !== undefined && { Description: description }),
    ...(memorySize !== undefined && { MemorySize: memorySize }),
    ...(timeoutSeconds !== undefined && { Timeout: timeoutSeconds }),
    ...(role !== undefined && { Role: role }),
    ...(variables && { Environment: { Variables: variables.length === 0 ? NO_VARIABLES : variables } }),
    ...(fixedIp !== undefined && { PublicNetConfig: { PublicNetStatus: 'ENABLE', EipConfig: { EipStatus } } }),
    ...(systemLog !== undefined && { IgnoreSysLog: !systemLog }),
    ...(logs !== undefined && { ClsLogsetId, ClsTopicId }),
  };
}

async function createFunction(
  cloud: Cloud,
  target: Target,
  wanted: Wanted,
  configuration: Configuration,
  zip: Buffer,
): Promise<void> {
  const { Role, Environment, IgnoreSysLog: _notTaken, ...fields } = writeConfiguration(configuration);
  const request = {
    ...target,
    ...fields,
    ...(Role === '' ? {} : { Role }),
    ...(Object.keys(configuration.environment).length === 0 ? {} : { Environment }),
    Code: { ZipFile: zip.toString('base64') },
    Handler: wanted.handler,
    Runtime: wanted.runtime,
    Type: 'Event',
    ...(configuration.logs === undefined && { AutoCreateClsTopic: 'TRUE', AutoDeployClsTopicIndex: 'TRUE' }),
  };
  await cloud.scf(`Creating ${wanted.name}`, async (scf) => scf.CreateFunction(request), {
    isDone: async () => (await getFunction(cloud, target)) !== undefined,
  });
}

async function reserveMemory(cloud: Cloud, target: Target, memory: number | undefined): Promise<void> {
  const what = `Setting the reserved concurrency of ${target.FunctionName}`;
  if (memory === undefined) await cloud.scf(what, async (scf) => scf.DeleteReservedConcurrencyConfig(target));
  else
    await cloud.scf(what, async (scf) =>
      scf.PutReservedConcurrencyConfig({ ...target, ReservedConcurrencyMem: memory }),
    );
}

/** For the messages: a Function URL's name means nothing to a person. */
function nameOf(trigger: Trigger): string {
  return trigger.type === 'timer' ? `timer ${trigger.name}` : 'Function URL';
}

/** The service gives a Function URL another name than the one it is sent, but the call must hold one. */
const URL_NAME = 'url';

async function createTrigger(cloud: Cloud, target: Target, trigger: Trigger): Promise<void> {
  const TriggerName = trigger.type === 'timer' ? trigger.name : URL_NAME;
  const { type: Type, qualifier: Qualifier } = trigger;
  const request = { ...target, TriggerName, Type, Qualifier, ...writeTrigger(trigger) };
  await cloud.scf(
    `Creating the ${nameOf(trigger)} of ${target.FunctionName}`,
    async (scf) => scf.CreateTrigger(request),
    {
      isDone: async () => {
        const there = (await listTriggers(cloud, target)).flatMap((raw) => readTrigger(raw) ?? []);
        return there.some((found) => matches(trigger, found));
      },
    },
  );
}

function identify(
  target: Target,
  { name, type, qualifier }: FoundTrigger,
): Target & {
  readonly TriggerName: string;
  readonly Type: string;
  readonly Qualifier: string;
} {
  return { ...target, TriggerName: name, Type: type, Qualifier: qualifier };
}

/** One public report says that Function URLs cannot be updated (the SDK's models say they can). */
const BY_HAND =
  'Change it in the console, under the function’s "Function URL", as serverless.yml has it: the address stays then.';

async function updateTrigger(cloud: Cloud, target: Target, trigger: Trigger, found: FoundTrigger): Promise<void> {
  const request = { ...identify(target, found), ...writeTrigger(trigger, found.kept) };
  const hints = found.type === 'http' ? { ResourceNotFound: BY_HAND, 'ResourceNotFound.Trigger': BY_HAND } : {};
  await cloud.scf(
    `Updating the ${nameOf(trigger)} of ${target.FunctionName}`,
    async (scf) => scf.UpdateTrigger(request),
    { hints },
  );
}

async function deleteTrigger(cloud: Cloud, target: Target, found: FoundTrigger): Promise<void> {
  await cloud.scf(
    `Deleting the ${nameOf(found)} of ${target.FunctionName}`,
    async (scf) => scf.DeleteTrigger(identify(target, found)),
    { absent: ['ResourceNotFound.Trigger'] },
  );
}

/** Its triggers go first: with some of them, a function cannot be deleted. */
export async function deleteFunction(cloud: Cloud, target: Target): Promise<void> {
  for (const raw of await listTriggers(cloud, target)) {
    const trigger = readTrigger(raw);
    if (trigger !== undefined) await deleteTrigger(cloud, target, trigger);
  }
  await cloud.scf(`Deleting ${target.FunctionName}`, async (scf) => scf.DeleteFunction(target), {
    absent: NO_FUNCTION,
  });
  await waitUntilGone(cloud, target);
}

async function updateCode(cloud: Cloud, target: Target, wanted: Wanted, zip: Buffer): Promise<void> {
  const request = { ...target, Handler: wanted.handler, Code: { ZipFile: zip.toString('base64') } };
  await cloud.scf(`Updating the code of ${wanted.name}`, async (scf) => scf.UpdateFunctionCode(request));
}

async function carryOut(cloud: Cloud, target: Target, wanted: Wanted, zip: Buffer, step: Step): Promise<void> {
  switch (step.do) {
    case 'deleteFunction': {
      return deleteFunction(cloud, target);
    }
    case 'createFunction': {
      return createFunction(cloud, target, wanted, step.configuration, zip);
    }
    case 'updateCode': {
      return updateCode(cloud, target, wanted, zip);
    }
    case 'updateConfiguration': {
      const request = { ...target, ...writeConfiguration(step.changes) };
      await cloud.scf(`Updating the settings of ${wanted.name}`, async (scf) =>
        scf.UpdateFunctionConfiguration(request),
      );
      return undefined;
    }
    case 'reserveMemory': {
      return reserveMemory(cloud, target, step.memory);
    }
    case 'setAsync': {
      const { retries, maxAgeSeconds } = step.async;
      const AsyncTriggerConfig = { RetryConfig: [{ RetryNum: retries }], MsgTTL: maxAgeSeconds };
      await cloud.scf(`Updating the event settings of ${wanted.name}`, async (scf) =>
        scf.UpdateFunctionEventInvokeConfig({ ...target, AsyncTriggerConfig }),
      );
      return undefined;
    }
    case 'createTrigger': {
      return createTrigger(cloud, target, step.trigger);
    }
    case 'updateTrigger': {
      return updateTrigger(cloud, target, step.trigger, step.found);
    }
    case 'deleteTrigger': {
      return deleteTrigger(cloud, target, step.found);
    }
    default: {
      return step satisfies never;
    }
  }
}

export async function execute(cloud: Cloud, target: Target, wanted: Wanted, zip: Buffer, step: Step): Promise<void> {
  await carryOut(cloud, target, wanted, zip, step);
  if (step.do !== 'deleteFunction') await waitUntilActive(cloud, target);
}
