/** The commands without the command line: what the plugin hands them, pointed at the stand-in. */

import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createCloud } from '../../../plugin/cloud/client.ts';
import { readAccess } from '../../../plugin/cloud/credentials.ts';
import type { Context } from '../../../plugin/context.ts';
import type { Options, Service } from '../../../plugin/serverless-types.ts';
import { zipFiles } from '../../../plugin/package/zip.ts';
import type { FunctionSettings, ProviderSettings } from '../../../plugin/schema.ts';
import { startCloud, type Cloud, type CloudOptions } from './start.ts';

export const KEYS = { secretId: 'AKIDdeployer0000000000', secretKey: 'deployer-secret-key' };

/** Environment for the command line or a context that deploys to `cloud`. */
export function accessTo({ endpoint }: Pick<Cloud, 'endpoint'>): Record<string, string> {
  return {
    TENCENTCLOUD_SECRET_ID: KEYS.secretId,
    TENCENTCLOUD_SECRET_KEY: KEYS.secretKey,
    TENCENTCLOUD_API_ENDPOINT: endpoint,
  };
}

const ECHO = 'exports.main_handler = async (event) => ({ event, color: process.env.COLOR ?? null });';

/** A function that is none of this project's: its settings are its own affair. */
export const JOB: FunctionSettings = {
  name: 'shop-dev-job',
  handler: 'jobs/index.main_handler',
  memorySize: 256,
  instances: 1,
  asyncRetries: 0,
  asyncMaxAge: 300,
  events: [{ timer: { cron: '0 */5 * * * * *' } }],
};

export interface Bench {
  readonly cloud: Cloud;
  /** What the commands printed, results and progress. */
  readonly printed: string[];
  /** How long the commands would have waited. */
  readonly waits: number[];
  /** A context with the given changes; the code of every function is `code`. */
  readonly context: (changes?: ContextChanges) => Promise<Context>;
  /** Names of the calls that change something, since the last time it was asked. */
  readonly changes: () => string[];
  readonly close: () => Promise<void>;
}

export interface ContextChanges {
  readonly provider?: Partial<ProviderSettings>;
  readonly functions?: Readonly<Record<string, FunctionSettings>>;
  readonly env?: Readonly<Record<string, string>>;
  readonly options?: Options;
  readonly code?: string;
}

export async function createBench(cloudOptions: Partial<CloudOptions> = {}): Promise<Bench> {
  const cloud = await startCloud({ keys: KEYS, settleMs: 5, ...cloudOptions });
  const folder = await mkdtemp(join(tmpdir(), 'zips-'));
  const printed: string[] = [];
  const waits: number[] = [];
  let seen = 0;
  // Waits are shortened, not left out: what is awaited takes real time in the stand-in.
  const sleep = async (milliseconds: number): Promise<void> => {
    waits.push(milliseconds);
    await new Promise((resolve) => {
      setTimeout(resolve, 2);
    });
  };
  return {
    cloud,
    printed,
    waits,
    context: async ({ provider, functions = { job: JOB }, env = {}, options = {}, code = ECHO } = {}) => {
      const service: Service = {
        service: 'shop',
        provider: { name: 'tencent', stage: 'dev', region: 'ap-guangzhou', fixedIp: true, ...provider },
        package: {},
        functions,
      };
      for (const key of Object.keys(functions)) {
        await writeFile(join(folder, `${key}.zip`), zipFiles({ 'index.js': Buffer.from(code) }));
      }
      return {
        service,
        options,
        env,
        packageFolder: folder,
        // Only what needs the framework loads it.
        readYaml: async (path) => (await import('./framework.ts')).readYaml(path),
        say: (text) => printed.push(text),
        print: (text) => printed.push(text),
        connect: async () =>
          createCloud(readAccess(accessTo(cloud)), 'ap-guangzhou', {
            sleep,
            random: () => 1,
            say: (text) => printed.push(text),
          }),
      };
    },
    changes: () => {
      const names = cloud.calls.slice(seen).map(({ action }) => action);
      seen = cloud.calls.length;
      return names.filter((name) => !/^(Get|List|Search)/.test(name));
    },
    close: async () => {
      await cloud.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
