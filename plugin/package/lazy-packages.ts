/**
 * An esbuild plugin: a package that is loaded with `import()` becomes a file of its own beside the bundle, which the
 * platform compiles only when it is needed. esbuild itself splits ES modules only, and the platform loads CommonJS.
 * Packages alone, never the project's own files: a second copy of those would have classes of its own.
 */

import { build as bundle, type BuildOptions, type Plugin } from 'esbuild';

/** `cos-nodejs-sdk-v5` -> `cos-nodejs-sdk-v5.js`, `@scope/name/part` -> `scope-name-part.js` */
function fileName(packagePath: string): string {
  return `${packagePath.replace(/^@/, '').replaceAll('/', '-').replace(/\.js$/, '')}.js`;
}

function isPackage(path: string): boolean {
  return !/^[./]|^node:/.test(path);
}

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
    build.onResolve({ filter: /.*/ }, ({ kind, path }) => {
      if (kind !== 'dynamic-import' || !isPackage(path)) return undefined;
      found.set(fileName(path), path);
      return { path: `./${fileName(path)}`, external: true };
    });
    build.onEnd(async ({ errors, outputFiles }) => {
      if (errors.length > 0) return;
      for (const [name, path] of found) {
        const entryPoints = [{ in: path, out: name.replace(/\.js$/, '') }];
        const made = await bundle({ ...optionsOf(initialOptions), entryPoints });
        outputFiles?.push(...(made.outputFiles ?? []));
      }
    });
  },
};

/** serverless-esbuild takes the default export of the file that `custom.esbuild.plugins` names. */
export default [lazyPackages];
