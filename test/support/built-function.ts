/** The packaged functions as a run of the tests shares them: each is built when it is first asked for. */

import { existsSync } from 'node:fs';
import { mkdtemp, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { inject } from 'vitest';
import { unpackFunction, type FunctionName } from './bundle.ts';

const building = new Map<FunctionName, Promise<string>>();

async function build(name: FunctionName): Promise<string> {
  const folder = join(inject('functionsFolder'), name);
  if (!existsSync(folder)) {
    const unfinished = await mkdtemp(`${folder}-`);
    await unpackFunction(name, unfinished);
    // Another worker may have built the same meanwhile.
    await rename(unfinished, folder).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'ENOTEMPTY') throw error;
    });
  }
  return join(folder, 'index.js');
}

/** @returns the path of its `index.js`; nothing may be written beside it. */
export async function builtFunction(name: FunctionName): Promise<string> {
  const built = building.get(name) ?? build(name);
  building.set(name, built);
  return built;
}
