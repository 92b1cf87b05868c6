/**
 * Serverless Framework in this process: a command line of its own costs three seconds of computing at every start, this
 * one the first time. What is asked of the command line itself (its streams, its exit code, `.env`) is not asked here.
 */

import type { EventEmitter } from 'node:events';
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

interface Output {
  readonly emitter: EventEmitter<{ write: [{ readonly textTokens: readonly string[] }] }>;
}

const load = createRequire(import.meta.url);
const Serverless = load('serverless/lib/serverless.js') as Framework;
const readConfiguration = load('serverless/lib/configuration/read.js') as (path: string) => Promise<Configuration>;
const resolveVariables = load('serverless/lib/configuration/variables/index.js') as (input: object) => Promise<void>;
const output = load('serverless/lib/utils/serverless-utils/lib/log/get-output-reporter.js') as Output;

/**
 * Runs `serverless <commands>` in a service's folder.
 * @returns what the command line would write to its standard output
 * @throws what it would print as its error
 */
export async function runFramework(
  serviceDir: string,
  commands: readonly string[],
  options: Options = {},
): Promise<string> {
  const configurationFilename = 'serverless.yml';
  const configuration = await readConfiguration(join(serviceDir, configurationFilename));
  await resolveVariables({ serviceDir, configuration, options });
  // The command line runs in the service's folder; esbuild remembers the folder in which its process was started.
  Object.assign(configuration.custom.esbuild, { absWorkingDir: serviceDir });
  const serverless = new Serverless({ configuration, serviceDir, configurationFilename, commands, options });
  const before = process.cwd();
  process.chdir(serviceDir);
  const printed: string[] = [];
  const hear = ({ textTokens }: { readonly textTokens: readonly string[] }): number => printed.push(...textTokens);
  output.emitter.on('write', hear);
  try {
    await serverless.init();
    await serverless.run();
  } finally {
    output.emitter.off('write', hear);
    process.chdir(before);
  }
  return printed.join('\n');
}

/** As the framework reads its own files. */
export async function readYaml(path: string): Promise<unknown> {
  return new Serverless({ commands: [], options: {} }).yamlParser.parse(path);
}
