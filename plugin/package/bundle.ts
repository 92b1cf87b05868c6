/**
 * A function's source and all it imports become one CommonJS file. The platform `require`s the entry and installs no
 * packages (cloud.tencent.com/document/product/583/11060), so the file stands alone.
 */

import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { build, type BuildFailure } from 'esbuild';
import { DeployError } from '../errors.ts';

export interface Handler {
  /** Path of the source below the service's folder. */
  readonly source: string;
  /** What the platform is told: the bundle is `index.js`, whatever the source is called. */
  readonly deployed: string;
}

/** `functions/pull/index.main_handler` -> its source file and `index.main_handler`. */
export function resolveHandler(serviceDir: string, handler: string): Handler {
  const dot = handler.lastIndexOf('.');
  const stem = handler.slice(0, dot);
  const source = ['.ts', '.js', '.mjs', '.cjs']
    .map((suffix) => stem + suffix)
    .find((path) => existsSync(join(serviceDir, path)));
  if (source === undefined) {
    throw new DeployError(
      `Packaging ${handler}: there is no ${stem}.ts or .js. Correct the handler in serverless.yml.`,
    );
  }
  return { source, deployed: `index.${handler.slice(dot + 1)}` };
}

function isBuildFailure(error: unknown): error is BuildFailure {
  return error instanceof Error && 'errors' in error;
}

/**
 * `await import(…)` stays lazy inside the one file: a module that is loaded that way costs nothing until then.
 * @throws DeployError naming file and line when the source does not compile.
 */
export async function bundle(serviceDir: string, source: string): Promise<Buffer> {
  try {
    const result = await build({
      absWorkingDir: serviceDir,
      entryPoints: [source],
      bundle: true,
      minify: true,
      platform: 'node',
      target: 'node18',
      format: 'cjs',
      legalComments: 'none',
      write: false,
      outfile: 'index.js',
      logLevel: 'silent',
    });
    return Buffer.from(result.outputFiles[0]?.contents ?? []);
  } catch (error) {
    if (!isBuildFailure(error)) throw error;
    const faults = error.errors.map(
      ({ text, location }) => `${location?.file ?? source}:${location?.line ?? 1}: ${text}`,
    );
    throw new DeployError(`Packaging ${source}:\n${faults.join('\n')}`, { cause: error });
  }
}
