/** Carries out one step of a plan and waits until the function stands still again. */

import type { UpdateFunctionConfigurationRequest } from 'tencentcloud-sdk-nodejs/tencentcloud/services/scf/v20180416/scf_models.js';
import type { Cloud } from '../cloud/client.ts';
import { NO_FUNCTION, type Target } from './find.ts';
import type { Step } from './plan.ts';
import { waitForActive, waitUntilGone } from './wait-until-active.ts';
import { type Configuration, type Trigger, type Wanted } from './state.ts';
import { writeTrigger } from './triggers.ts';

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
    doneAfterLoss: ['ResourceInUse.FunctionName', 'ResourceInUse.Function'],
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

async function changeTrigger(
  cloud: Cloud,
  target: Target,
  step: 'createTrigger' | 'updateTrigger' | 'deleteTrigger',
  trigger: Trigger,
): Promise<void> {
  const what = `${step.replace('Trigger', '')} trigger ${trigger.name} of ${target.FunctionName}`;
  const id = { ...target, TriggerName: trigger.name, Type: trigger.type, Qualifier: trigger.qualifier };
  const request = { ...id, ...writeTrigger(trigger) };
  if (step === 'createTrigger') {
    const doneAfterLoss = ['ResourceInUse.Trigger', 'ResourceInUse.TriggerName'];
    await cloud.scf(what, async (scf) => scf.CreateTrigger(request), { doneAfterLoss });
  } else if (step === 'updateTrigger') {
    await cloud.scf(what, async (scf) => scf.UpdateTrigger(request));
  } else {
    await cloud.scf(what, async (scf) => scf.DeleteTrigger(id), { absent: ['ResourceNotFound.Trigger'] });
  }
}

export async function deleteFunction(cloud: Cloud, target: Target): Promise<void> {
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
    case 'createTrigger':
    case 'updateTrigger':
    case 'deleteTrigger': {
      return changeTrigger(cloud, target, step.do, step.trigger);
    }
    default: {
      return step satisfies never;
    }
  }
}

export async function execute(cloud: Cloud, target: Target, wanted: Wanted, zip: Buffer, step: Step): Promise<void> {
  await carryOut(cloud, target, wanted, zip, step);
  if (step.do !== 'deleteFunction') await waitForActive(cloud, target);
}
