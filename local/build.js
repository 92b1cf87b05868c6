/**
 * Builds dist/: the command line as plain JavaScript, with everything it imports, so that dist/ runs wherever Node
 * does, without node_modules. Plain JavaScript itself, and esbuild is no development dependency: an install for
 * production can build.
 */

import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const DIST = join(ROOT, 'dist');
export const CLI = join(DIST, 'cli.js');
/** What dist/ is made of. */
const SOURCES = ['functions', 'local', 'shared', 'package-lock.json'];

/** In what is bundled, `require` of Node's own modules must work: esbuild leaves it as it is. */
const BANNER = `import { createRequire as _createRequire } from 'node:module';
const require = _createRequire(import.meta.url);`;

function newestMs(path) {
  const stat = statSync(path);
  if (!stat.isDirectory()) return stat.mtimeMs;
  return Math.max(0, ...readdirSync(path).map((name) => newestMs(join(path, name))));
}

/** False as well where there is nothing to build from: in an installed package. */
export function isStale() {
  const sources = SOURCES.map((name) => join(ROOT, name)).filter((path) => existsSync(path));
  if (sources.length < SOURCES.length) return false;
  return !existsSync(CLI) || Math.max(...sources.map(newestMs)) > statSync(CLI).mtimeMs;
}

/**
 * Writes dist/. Programs that run from it go on: each file appears whole, under a name made from its content.
 * @param clean also removes what an earlier build left; a program that still runs from that would miss it
 */
export async function build({ clean = false } = {}) {
  const { buildSync } = await import('esbuild');
  const { outputFiles } = buildSync({
    absWorkingDir: ROOT,
    entryPoints: ['local/cli.ts'],
    outdir: DIST,
    bundle: true,
    splitting: true,
    platform: 'node',
    target: 'node20',
    format: 'esm',
    // jsonc-parser's `main` finds its own files in a way no bundler follows.
    mainFields: ['module', 'main'],
    banner: { js: BANNER },
    legalComments: 'eof',
    logLevel: 'error',
    write: false,
  });
  mkdirSync(DIST, { recursive: true });
  // The entry comes last: it is what the others are looked up from.
  outputFiles.sort((a, b) => Number(a.path === CLI) - Number(b.path === CLI));
  for (const { path, contents } of outputFiles) {
    const unfinished = `${path}.${process.pid}`;
    writeFileSync(unfinished, contents, { mode: 0o755 });
    renameSync(unfinished, path);
  }
  if (!clean) return;
  const kept = new Set(outputFiles.map(({ path }) => basename(path)));
  for (const name of readdirSync(DIST)) if (!kept.has(name)) rmSync(join(DIST, name), { recursive: true });
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await build({ clean: true });
