/** A function as `serverless package` puts it in the zip: one CommonJS file, with the options of serverless.yml. */

import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

export async function bundleFunction(name: 'pull' | 'lookup'): Promise<Buffer> {
  const { outputFiles } = await build({
    absWorkingDir: ROOT,
    entryPoints: [`functions/${name}/index.ts`],
    outfile: 'index.js',
    write: false,
    bundle: true,
    platform: 'node',
    target: 'node18',
    format: 'cjs',
    minify: true,
    legalComments: 'none',
  });
  return Buffer.from(outputFiles[0]?.contents ?? []);
}
