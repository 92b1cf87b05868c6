/**
 * Serverless Framework in this process: a command line of its own costs three seconds of computing at every start, this
 * one the first time. What is asked of the command line itself (its output, its exit code, `.env`) is not asked here.
 */

import { createRequire } from 'node:module';
import { join } from 'node:path';

type Options = Readonly<Record<string, string | boolean>>;

interface Configuration {
  readonly custom: { readonly esbuild: object };
}

interface Framework {
  new (input: object): {
    readonly yamlParser: { parse: (path: string) => Promise<unknown> };
    init: () => Promise<void>;
    run: () => Promise<void>;
  };
}

const load = createRequire(import.meta.url);
const Serverless = load('serverless/lib/serverless.js') as Framework;
const readConfiguration = load('serverless/lib/configuration/read.js') as (path: string) => Promise<Configuration>;
const resolveVariables = load('serverless/lib/configuration/variables/index.js') as (input: object) => Promise<void>;

/** Runs `serverless <commands>` in a service's folder. @throws what the command line would print as its error */
export async function runFramework(
  serviceDir: string,
  commands: readonly string[],
  options: Options = {},
): Promise<void> {
  const configurationFilename = 'serverless.yml';
  const configuration = await readConfiguration(join(serviceDir, configurationFilename));
  await resolveVariables({ serviceDir, configuration, options });
  // The command line runs in the service's folder; esbuild remembers the folder in which its process was started.
  Object.assign(configuration.custom.esbuild, { absWorkingDir: serviceDir });
  const serverless = new Serverless({ configuration, serviceDir, configurationFilename, commands, options });
  const before = process.cwd();
  process.chdir(serviceDir);
  try {
    await serverless.init();
    await serverless.run();
  } finally {
    process.chdir(before);
  }
}

/** As the framework reads its own files. */
export async function readYaml(path: string): Promise<unknown> {
  return new Serverless({ commands: [], options: {} }).yamlParser.parse(path);
}
