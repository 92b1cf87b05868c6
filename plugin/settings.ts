/** From serverless.yml, the environment and the zips to what is wanted in the cloud. */

import type { Environment } from './cloud/credentials.ts';
import { DEFAULT_ASYNC, QUALIFIER, type Trigger, type Wanted } from './deploy/state.ts';
import { DeployError } from './errors.ts';
import type { Service } from './serverless-types.ts';
import type { Artifact } from './package/artifact.ts';
import type { EventSettings, FunctionSettings, ProviderSettings } from './schema.ts';

const DEFAULT_RUNTIME = 'Nodejs20.19';
const DEFAULT_MEMORY_MB = 128;
const DEFAULT_TIMEOUT_SECONDS = 30;
/** All names and values together (cloud.tencent.com/document/product/583/11637). */
const MAX_ENVIRONMENT_BYTES = 4096;
const MAX_NAME_LENGTH = 60;

/** A function's environment; blank means missing. */
function environmentOf(
  provider: ProviderSettings,
  settings: FunctionSettings,
  env: Environment,
): Record<string, string> {
  const variables: Record<string, string> = { ...provider.environment, ...settings.environment };
  for (const name of [...(provider.environmentFrom ?? []), ...(settings.environmentFrom ?? [])]) {
    const value = env[name]?.trim() ?? '';
    if (value !== '') variables[name] = value;
  }
  return variables;
}

function checkEnvironment(name: string, variables: Record<string, string>): void {
  // One that was pasted with a line break would be another value than the person sees.
  const broken = Object.keys(variables).filter((key) => /\p{Cc}/u.test(variables[key] ?? ''));
  if (broken.length > 0) {
    throw new DeployError(
      `Deploying ${name}: ${broken.join(', ')} must be one line. Take the line break or tab out of the value.`,
    );
  }
  const bytes = Buffer.byteLength(Object.entries(variables).flat().join(''));
  if (bytes <= MAX_ENVIRONMENT_BYTES) return;
  throw new DeployError(
    `Deploying ${name}: its environment has ${bytes} bytes, and the platform takes ${MAX_ENVIRONMENT_BYTES}. ` +
      'Shorten the longest value.',
  );
}

function checkName(name: string): void {
  if (name.length <= MAX_NAME_LENGTH && /^[a-zA-Z][\w-]*[a-zA-Z0-9]$/.test(name)) return;
  throw new DeployError(
    `Deploying ${name}: a function's name has 2 to ${MAX_NAME_LENGTH} letters, digits, - and _, begins with a letter ` +
      'and ends with a letter or digit. Shorten service or stage in serverless.yml.',
  );
}

function toTrigger(event: EventSettings): Trigger {
  if ('functionUrl' in event) {
    return {
      type: 'http',
      enabled: true,
      qualifier: QUALIFIER,
      auth: event.functionUrl.auth,
      extranet: true,
    };
  }
  const { cron, name = 'timer', enabled = true, message = '' } = event.timer;
  return { type: 'timer', name, enabled, qualifier: QUALIFIER, cron, message };
}

/** `artifacts` by the function's key; only the functions that are in it are returned. */
export function wantedFunctions(
  service: Service,
  env: Environment,
  artifacts: ReadonlyMap<string, Artifact>,
): Wanted[] {
  const { provider, functions } = service;
  return [...artifacts].map(([key, { sha256 }]) => {
    const settings = functions[key];
    if (settings === undefined) throw new DeployError(`There is no function ${key} in serverless.yml.`);
    const { name, handler, description = '', instances, asyncRetries, asyncMaxAge, events } = settings;
    const environment = environmentOf(provider, settings, env);
    checkName(name);
    checkEnvironment(name, environment);
    const memorySize = settings.memorySize ?? provider.memorySize ?? DEFAULT_MEMORY_MB;
    return {
      key,
      name,
      runtime: provider.runtime ?? DEFAULT_RUNTIME,
      handler: `index.${handler.slice(handler.lastIndexOf('.') + 1)}`,
      codeSha256: sha256,
      configuration: {
        description,
        memorySize,
        timeoutSeconds: settings.timeout ?? provider.timeout ?? DEFAULT_TIMEOUT_SECONDS,
        role: settings.role ?? provider.role ?? '',
        environment,
        fixedIp: provider.fixedIp ?? false,
        systemLog: settings.systemLog ?? true,
        logs: provider.logs && `${provider.logs.logset}/${provider.logs.topic}`,
      },
      reservedMemory: instances === undefined ? undefined : instances * memorySize,
      async: {
        retries: asyncRetries ?? DEFAULT_ASYNC.retries,
        maxAgeSeconds: asyncMaxAge ?? DEFAULT_ASYNC.maxAgeSeconds,
      },
      triggers: events.map(toTrigger),
    };
  });
}
