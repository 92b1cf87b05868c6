/** The zips: `<folder>/<function>.zip` with `index.js` at the root, and beside it what is loaded on demand. */

import { createHash } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DeployError } from '../errors.ts';
import { zipFiles } from './zip.ts';

/**
 * An API request may hold 10 MB, and base64 makes 4 bytes of 3 (cloud.tencent.com/document/api/583/17235); the rest is
 * room for the other fields.
 */
export const MAX_ZIP_BYTES = 7_000_000;

export interface Artifact {
  readonly path: string;
  readonly zip: Buffer;
  /** SHA-256 of the zip in hex. */
  readonly sha256: string;
}

/** @throws DeployError when the zip is too large for the API. */
export function checkSize(name: string, bytes: number): void {
  if (bytes <= MAX_ZIP_BYTES) return;
  throw new DeployError(
    `Packaging ${name}: the zip has ${(bytes / 1e6).toFixed(1)} MB, and the platform's API takes ` +
      `${MAX_ZIP_BYTES / 1e6} MB. Import less: a bundle of this project has well under 1 MB.`,
  );
}

/** @returns the path of the zip that holds `files`. */
export async function writeZip(
  folder: string,
  name: string,
  files: Readonly<Record<string, Uint8Array>>,
): Promise<string> {
  const zip = zipFiles(files);
  checkSize(name, zip.length);
  const path = join(folder, `${name}.zip`);
  await mkdir(folder, { recursive: true });
  await writeFile(path, zip);
  return path;
}

export async function readArtifact(folder: string, name: string): Promise<Artifact> {
  const path = join(folder, `${name}.zip`);
  const zip = await readFile(path).catch((error: unknown) => {
    throw new DeployError(`Deploying ${name}: ${path} cannot be read. Run \`npx serverless package\` first.`, {
      cause: error,
    });
  });
  checkSize(name, zip.length);
  return { path, zip, sha256: createHash('sha256').update(zip).digest('hex') };
}
