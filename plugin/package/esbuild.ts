/**
 * serverless-esbuild, fitted to this provider. Its options do the rest; three things have none:
 *
 * - The runtime. It refuses all but those of four other clouds, so it is shown this one under a name it knows.
 * - The zips. The platform wants `index.js` at the root (cloud.tencent.com/document/product/583/11060), and the same
 *   bytes for the same sources; its own hold whole folders.
 * - What a person has to read when a source does not compile, and that nothing is left behind then.
 */

import { readdir, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Context } from '../context.ts';
import type { Serverless } from '../serverless-types.ts';
import { writeZip } from './artifact.ts';
import { checkOptions, compileError, type BuildOptions } from './check.ts';

interface BuildResult {
  /** The function's key in serverless.yml. */
  readonly functionAlias: string;
  /** Its settings there. */
  readonly func: object;
  /** Path of the bundle below `buildDirPath`. */
  readonly bundlePath: string;
}

/** What is used of the class that serverless-esbuild exports. */
interface Esbuild {
  readonly buildOptions: BuildOptions;
  readonly buildDirPath: string;
  readonly buildResults: readonly BuildResult[];
  readonly bundle: () => Promise<void>;
  /** Removes the build folder, unless `keepOutputDirectory` is set. */
  readonly cleanup: () => Promise<void>;
}

type Work = (context: Context) => Promise<void>;
/** Does the work and tells its faults as the provider's own. */
type Run = (work: Work) => Promise<void>;

function isEsbuild(plugin: object): plugin is Esbuild {
  return plugin.constructor.name === 'EsbuildServerlessPlugin';
}

export function findEsbuild({ pluginManager }: Serverless): Esbuild | undefined {
  return pluginManager.plugins.find(isEsbuild);
}

/** The same service on a runtime that serverless-esbuild knows. What is made for Node 18 runs on 20 as well. */
function onKnownRuntime(serverless: Serverless): object {
  const provider = { ...serverless.service.provider, name: 'aws', runtime: 'nodejs18.x' };
  const service: object = Object.create(serverless.service, { provider: { value: provider } });
  return Object.create(serverless, { service: { value: service } });
}

/** The bundle, and the files that esbuild put beside it because they are loaded on demand. */
async function readBuilt({ buildDirPath }: Esbuild, { bundlePath }: BuildResult): Promise<Record<string, Buffer>> {
  const folder = dirname(join(buildDirPath, bundlePath));
  const files: Record<string, Buffer> = {};
  for (const name of await readdir(folder)) files[name] = await readFile(join(folder, name));
  return files;
}

/** To be called when all plugins are loaded and no hook has run: then their order in serverless.yml is free. */
export function fitEsbuild(serverless: Serverless, run: Run): void {
  const esbuild = findEsbuild(serverless);
  if (esbuild === undefined) return;
  const { bundle } = esbuild;
  const step = (work: Work) => async () =>
    run(async (context) => {
      try {
        await work(context);
      } catch (error) {
        await esbuild.cleanup();
        throw compileError(error);
      }
    });
  Object.assign(esbuild, {
    serverless: onKnownRuntime(serverless),
    bundle: step(async () => {
      checkOptions(esbuild.buildOptions);
      await bundle();
    }),
    pack: step(async ({ packageFolder, say }) => {
      for (const result of esbuild.buildResults) {
        const files = await readBuilt(esbuild, result);
        // Setting `artifact` tells the framework to pack nothing.
        const artifact = await writeZip(packageFolder, result.functionAlias, files);
        Object.assign(result.func, { package: { artifact } });
        const sizes = Object.entries(files).map(([name, { length }]) => `${name} ${Math.round(length / 1000)} KB`);
        say(`Packaged ${artifact}: ${sizes.join(', ')} before zipping`);
      }
    }),
    // The zips are where they belong.
    moveArtifacts: () => undefined,
  });
}
