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

function names(settings: ProviderSettings | FunctionSettings, kind: 'required' | 'optional'): readonly string[] {
  return settings.environmentFrom?.[kind] ?? [];
}

/** Every function's environment; blank means missing. @throws DeployError naming all that is missing, never a value. */
function environments({ provider, functions }: Service, env: Environment): Map<string, Record<string, string>> {
  const missing = new Set<string>();
  const result = new Map<string, Record<string, string>>();
  for (const [key, settings] of Object.entries(functions)) {
    const variables: Record<string, string> = { ...provider.environment, ...settings.environment };
    for (const kind of ['required', 'optional'] as const) {
      for (const name of [...names(provider, kind), ...names(settings, kind)]) {
        const value = env[name]?.trim() ?? '';
        if (value !== '') variables[name] = value;
        else if (kind === 'required' && variables[name] === undefined) missing.add(name);
      }
    }
    result.set(key, variables);
  }
  if (missing.size === 0) return result;
  throw new DeployError(
    `Set ${[...missing].join(', ')} in the environment or in .env: the functions cannot do without.`,
  );
}

function checkEnvironment(name: string, variables: Record<string, string>): void {
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
      name: 'url',
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
  const variables = environments(service, env);
  return [...artifacts].map(([key, { sha256 }]) => {
    const settings = functions[key];
    if (settings === undefined) throw new DeployError(`There is no function ${key} in serverless.yml.`);
    const { name, handler, description = '', instances, asyncRetries, asyncMaxAge, events } = settings;
    const environment = variables.get(key) ?? {};
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
