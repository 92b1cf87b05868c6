/** Programs as a run of the tests shares them: each is built when it is first asked for. */

import { existsSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { build } from 'esbuild';
import { inject } from 'vitest';
import { unpackFunction, type FunctionName } from './bundle.ts';

const building = new Map<string, Promise<string>>();

/** @param make writes into an empty folder. @returns the folder; nothing may be written into it */
async function once(name: string, make: (folder: string) => Promise<unknown>): Promise<string> {
  const folder = join(inject('builtFolder'), name);
  const built = building.get(folder) ?? makeWhole(folder, make);
  building.set(folder, built);
  return built;
}

async function makeWhole(folder: string, make: (folder: string) => Promise<unknown>): Promise<string> {
  if (existsSync(folder)) return folder;
  const unfinished = await mkdtemp(`${folder}-`);
  await make(unfinished);
  try {
    await rename(unfinished, folder);
  } catch (error) {
    // Another worker has made the same meanwhile.
    if (!existsSync(folder)) throw error;
    await rm(unfinished, { recursive: true });
  }
  return folder;
}

/** The packaged function, unpacked. @returns the path of its `index.js` */
export async function builtFunction(name: FunctionName): Promise<string> {
  return join(await once(name, async (folder) => unpackFunction(name, folder)), 'index.js');
}

/** What is in the function's zip, by name. */
export async function builtFiles(name: FunctionName): Promise<Record<string, Buffer>> {
  const folder = dirname(await builtFunction(name));
  const files = await readdir(folder);
  return Object.fromEntries(await Promise.all(files.map(async (file) => [file, await readFile(join(folder, file))])));
}

/** In what is bundled, `require` of Node's own modules must work. */
const REQUIRE = `import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);`;

/** A program of test/support as plain JavaScript: it starts in a tenth of the time that its TypeScript takes. */
export async function builtProgram(source: string): Promise<string> {
  const name = basename(source, '.ts');
  const options = { bundle: true, platform: 'node', target: 'node20', format: 'esm', banner: { js: REQUIRE } } as const;
  // esbuild would take the working directory of when it was loaded, which may be gone.
  const from = { absWorkingDir: import.meta.dirname, entryPoints: [source] };
  const external = ['cos-nodejs-sdk-v5', 'tencentcloud-sdk-nodejs'];
  const folder = await once(name, async (outdir) =>
    build({ ...options, ...from, outdir, external, outExtension: { '.js': '.mjs' } }),
  );
  return join(folder, `${name}.mjs`);
}
