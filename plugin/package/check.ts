/** serverless-esbuild's options and errors, told in the provider's words. */

import type { BuildFailure } from 'esbuild';
import { DeployError } from '../errors.ts';

/** Some of what `custom.esbuild` holds. */
export interface BuildOptions {
  readonly bundle?: boolean;
  readonly external?: readonly string[];
  readonly format?: string;
  readonly splitting?: boolean;
}

/**
 * The platform `require`s the bundle and installs no packages (cloud.tencent.com/document/product/583/11060).
 * @throws DeployError when `custom.esbuild` asks for something else.
 */
export function checkOptions({ bundle, external = [], format = 'cjs', splitting = false }: BuildOptions): void {
  if (bundle !== false && external.length === 0 && format === 'cjs' && !splitting) return;
  throw new DeployError(
    'Packaging: the platform loads CommonJS and installs no packages. ' +
      'Take external, splitting, bundle and any format but cjs out of custom.esbuild in serverless.yml.',
  );
}

function isBuildFailure(error: unknown): error is BuildFailure {
  return error instanceof Error && 'errors' in error && Array.isArray(error.errors);
}

/** @returns a DeployError naming file and line when `error` is that of a source, else `error`. */
export function compileError(error: unknown): unknown {
  if (!isBuildFailure(error)) return error;
  const faults = error.errors.map(({ text, location }) =>
    location === null ? text : `${location.file}:${location.line}: ${text}`,
  );
  return new DeployError(`Packaging: the sources do not compile.\n${faults.join('\n')}`, { cause: error });
}
