/** Serverless Framework's provider "tencent": which command does what. The work is in the files beside this one. */

import { resolve } from 'node:path';
import { deploy, deployFunction } from './commands/deploy.ts';
import { info } from './commands/info.ts';
import { invoke, refuseLocal } from './commands/invoke.ts';
import { logs } from './commands/logs.ts';
import { remove } from './commands/remove.ts';
import { connector, type Context } from './context.ts';
import { DeployError } from './errors.ts';
import type { Logging, Options, Serverless } from './serverless-types.ts';
import { fitEsbuild } from './package/esbuild.ts';
import { checkSources } from './package/sources.ts';
import { providerSchema } from './schema.ts';
import { hideSecretsInError } from './secrets.ts';

const dryRunOption = { 'dry-run': { usage: 'Print what would be done, and do nothing', type: 'boolean' } };

export default class TencentProvider {
  static getProviderName(): string {
    return 'tencent';
  }

  readonly commands = {
    deploy: { options: dryRunOption, commands: { function: { options: dryRunOption } } },
  };
  readonly hooks: Record<string, () => Promise<void>>;
  readonly #serverless: Serverless;
  readonly #options: Options;
  readonly #logging: Logging;

  constructor(serverless: Serverless, options: Options, logging: Logging) {
    this.#serverless = serverless;
    this.#options = options;
    this.#logging = logging;
    serverless.setProvider('tencent', this);
    serverless.configSchemaHandler.defineProvider('tencent', providerSchema);
    const run = (command: (context: Context) => Promise<void> | void) => async () => this.#run(command);
    this.hooks = {
      'package:initialize': run(() => checkSources(serverless, options)),
      'deploy:deploy': run(deploy),
      'deploy:function:initialize': run(() => checkSources(serverless, options)),
      'deploy:function:deploy': run(deployFunction),
      'info:info': run(info),
      'invoke:invoke': run(invoke),
      'invoke:local:loadEnvVars': run(refuseLocal),
      'logs:logs': run(logs),
      'remove:remove': run(remove),
    };
  }

  /** Called by the framework when all plugins are loaded and no hook has run. */
  asyncInit(): void {
    fitEsbuild(this.#serverless, async (work) => this.#run(work));
  }

  #context(): Context {
    const { service, serviceDir } = this.#serverless;
    const folder = this.#options['package'] ?? service.package.path ?? '.serverless';
    const say = (text: string): void => this.#logging.log.notice(text);
    return {
      service,
      options: this.#options,
      env: process.env,
      packageFolder: resolve(serviceDir, String(folder)),
      say,
      print: (text) => this.#logging.writeText(text),
      connect: connector(service, process.env, say),
      readYaml: async (path) => this.#serverless.yamlParser.parse(path),
    };
  }

  /** A fault a person can mend is shown as its sentence, any other with its trace; neither with a secret in it. */
  async #run(command: (context: Context) => Promise<void> | void): Promise<void> {
    const context = this.#context();
    try {
      await command(context);
    } catch (error) {
      if (!(error instanceof Error)) throw error;
      hideSecretsInError(error, context.service, context.env);
      if (!(error instanceof DeployError)) throw error;
      throw new this.#serverless.classes.Error(error.message, 'TENCENT', { cause: error });
    }
  }
}
