/**
 * An esbuild plugin: a package or a JSON file that is loaded with `import()` becomes a file of its own beside the bundle,
 * which the platform compiles only when it is needed. esbuild itself splits ES modules only, and the platform loads
 * CommonJS. Never the project's own code: a second copy of it would have classes of its own.
 */

import { readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { build as bundle, type BuildOptions, type Plugin } from 'esbuild';

/** `cos-nodejs-sdk-v5` -> `cos-nodejs-sdk-v5.js`, `@scope/name/part` -> `scope-name-part.js`, `./a/b.json` -> `b.js` */
function fileName(path: string): string {
  if (isData(path)) return `${basename(path, '.json')}.js`;
  return `${path.replace(/^@/, '').replaceAll('/', '-').replace(/\.js$/, '')}.js`;
}

function isData(path: string): boolean {
  return path.startsWith('.') && path.endsWith('.json');
}

function isPackage(path: string): boolean {
  return !/^[./]|^node:/.test(path);
}

/** A JSON file as a module. esbuild's own reading of one exports nothing where it is the entry of a CommonJS bundle. */
const jsonEntry = (entry: string): Plugin => ({
  name: 'json-entry',
  setup: (build) =>
    build.onLoad({ filter: /\.json$/ }, async ({ path }) =>
      path === entry ? { contents: `module.exports = ${await readFile(path, 'utf8')}` } : undefined,
    ),
});

/** What is asked of the bundle holds for the second file as well, less what is said of the bundle's own files. */
function optionsOf(bundleOptions: BuildOptions): BuildOptions {
  const { entryPoints: _entryPoints, outfile: _outfile, plugins: _plugins, ...options } = bundleOptions;
  return options;
}

export const lazyPackages: Plugin = {
  name: 'lazy-packages',
  setup: (build) => {
    const { initialOptions } = build;
    // `import()` of a file beside the bundle becomes `require()`, the one way of loading the platform is known to have.
    initialOptions.supported = { ...initialOptions.supported, 'dynamic-import': false };
    const found = new Map<string, string>();
    build.onStart(() => found.clear());
    build.onResolve({ filter: /.*/ }, ({ kind, path, resolveDir }) => {
      if (kind !== 'dynamic-import' || !(isPackage(path) || isData(path))) return undefined;
      found.set(fileName(path), isData(path) ? join(resolveDir, path) : path);
      return { path: `./${fileName(path)}`, external: true };
    });
    build.onEnd(async ({ errors, outputFiles }) => {
      if (errors.length > 0) return;
      for (const [name, path] of found) {
        const entryPoints = [{ in: path, out: name.replace(/\.js$/, '') }];
        const made = await bundle({ ...optionsOf(initialOptions), entryPoints, plugins: [jsonEntry(path)] });
        outputFiles?.push(...(made.outputFiles ?? []));
      }
    });
  },
};

/** serverless-esbuild takes the default export of the file that `custom.esbuild.plugins` names. */
export default [lazyPackages];
