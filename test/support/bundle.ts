/** A function as `serverless package` puts it in the zip: `index.js` and what it loads on demand, by serverless.yml's options. */

import { writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { lazyPackages } from '../../plugin/package/lazy-packages.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

export const FUNCTION_NAMES = ['pull', 'close', 'lookup'] as const;
export type FunctionName = (typeof FUNCTION_NAMES)[number];

/** The files of the function's zip, by name. */
export async function bundleFunction(name: FunctionName): Promise<Record<string, Buffer>> {
  const { outputFiles } = await build({
    absWorkingDir: ROOT,
    entryPoints: [`functions/${name}/index.ts`],
    outdir: '.',
    write: false,
    bundle: true,
    platform: 'node',
    target: 'node18',
    format: 'cjs',
    mainFields: ['module', 'main'],
    minify: true,
    legalComments: 'none',
    plugins: [lazyPackages],
  });
  return Object.fromEntries(outputFiles.map(({ path, contents }) => [basename(path), Buffer.from(contents)]));
}

/** Unpacks the function in a folder, as the platform does. @returns the path of its `index.js`. */
export async function unpackFunction(name: FunctionName, folder: string): Promise<string> {
  for (const [file, content] of Object.entries(await bundleFunction(name)))
    await writeFile(join(folder, file), content);
  return join(folder, 'index.js');
}
