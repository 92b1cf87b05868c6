/** Before anything is packed: is all there that it takes? */

import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { DeployError } from '../errors.ts';
import type { Options, Serverless } from '../serverless-types.ts';
import { findEsbuild } from './esbuild.ts';

/** In the order in which serverless-esbuild looks for them. */
const SOURCES = ['.ts', '.js', '.jsx', '.tsx'];

/**
 * serverless-esbuild tells of a missing source in words of its own, with a trace; so this comes first.
 * @throws DeployError when a function that is to be packed has no source, or serverless-esbuild is not there.
 */
export function checkSources(serverless: Serverless, options: Options): void {
  if (findEsbuild(serverless) === undefined) {
    throw new DeployError('Packaging: serverless-esbuild is missing. List it under plugins in serverless.yml.');
  }
  for (const [key, { handler }] of Object.entries(serverless.service.functions)) {
    if (options['function'] !== undefined && options['function'] !== key) continue;
    const stem = handler.slice(0, handler.lastIndexOf('.'));
    if (SOURCES.some((suffix) => existsSync(join(serverless.serviceDir, stem + suffix)))) continue;
    throw new DeployError(
      `Packaging ${key}: there is no ${stem}.ts or .js. Correct the handler ${handler} in serverless.yml.`,
    );
  }
}
