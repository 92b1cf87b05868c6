/** What every command gets: the service, the environment and where to write. The cloud is reached on demand. */

import { createCloud, type Cloud } from './cloud/client.ts';
import { readAccess, type Environment } from './cloud/credentials.ts';
import type { Target } from './deploy/find.ts';
import { DeployError } from './errors.ts';
import type { Options, Service } from './serverless-types.ts';
import type { FunctionSettings } from './schema.ts';

export interface Context {
  readonly service: Service;
  readonly options: Options;
  readonly env: Environment;
  /** Folder of the zips. */
  readonly packageFolder: string;
  /** Progress, for people. */
  readonly say: (text: string) => void;
  /** The result, for people and programs. */
  readonly print: (text: string) => void;
  readonly connect: () => Promise<Cloud>;
  /** What a YAML file holds. */
  readonly readYaml: (path: string) => Promise<unknown>;
}

export function connector(service: Service, env: Environment, say: (text: string) => void): () => Promise<Cloud> {
  return async () => createCloud(readAccess(env), service.provider.region, { say });
}

export function targetOf({ service }: Context, settings: FunctionSettings): Target {
  return { FunctionName: settings.name, Namespace: service.provider.namespace ?? 'default' };
}

/** The function that `--function` names. */
export function chosenFunction({ service, options }: Context): { key: string; settings: FunctionSettings } {
  const key = String(options['function'] ?? '');
  const settings = service.functions[key];
  if (settings !== undefined) return { key, settings };
  const known = Object.keys(service.functions).join(', ');
  throw new DeployError(`There is no function ${key} in serverless.yml: name one of ${known}.`);
}

/** Serverless Framework offers options that mean something on AWS; one that is ignored would mislead. */
export function refuseOptions({ options }: Context, ...names: readonly string[]): void {
  const given = names.filter((name) => options[name] !== undefined);
  if (given.length > 0) throw new DeployError(`--${given.join(', --')} does nothing on Tencent Cloud: leave it out.`);
}
