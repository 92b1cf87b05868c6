/** `serverless package` needs no cloud, no keys and no `.env`, and makes zips that the platform can run. */

import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { checkSize } from '../../plugin/package/artifact.ts';
import { bundleFunction, FUNCTION_NAMES } from '../support/bundle.ts';
import { createService, type ServiceFiles, type ServiceFolder } from '../support/cloud/cli.ts';
import { runFramework } from '../support/cloud/framework.ts';
import { readZip, unzipTo } from '../support/cloud/unzip.ts';

const run = promisify(execFile);

const LOOKUP = `import { greeting } from './greeting.ts';
export const main_handler = async (): Promise<object> => ({ statusCode: 200, body: greeting });`;
const PULL = `export const main_handler = async (): Promise<string> => {
  const before = (globalThis as { loaded?: boolean }).loaded === true;
  const { loaded } = await import('./lazy.ts');
  return \`\${before} \${loaded}\`;
};`;
const sources = {
  'functions/lookup/index.ts': LOOKUP,
  'functions/lookup/greeting.ts': "export const greeting: string = 'hello';",
  'functions/pull/index.ts': PULL,
  'functions/pull/lazy.ts': 'Object.assign(globalThis, { loaded: true }); export const loaded = true;',
  'functions/close/index.ts': `export const main_handler = async (): Promise<unknown> => {
    const { default: sdk } = await import('cos-nodejs-sdk-v5');
    return sdk.util.xml2json('<a>1</a>');
  };`,
};

let service: ServiceFolder;
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'package-'));
  service = await createService({ sources });
  await runFramework(service.path, ['package']);
});

afterAll(async () => {
  await service.remove();
  await rm(folder, { recursive: true, force: true });
});

function sha(zip: Buffer): string {
  return createHash('sha256').update(zip).digest('hex');
}

async function zipOf(name: string): Promise<Buffer> {
  return readFile(join(service.path, '.serverless', `${name}.zip`));
}

describe('each zip', () => {
  test.each(['pull', 'lookup'])('of %s holds index.js at its root and nothing else', async (name) => {
    const entries = readZip(await zipOf(name));
    expect(entries.map((entry) => [entry.name, entry.mode])).toEqual([['index.js', 0o644]]);
  });

  test.each(['pull', 'lookup'])('of %s is CommonJS that exports main_handler', async (name) => {
    const [entry] = readZip(await zipOf(name));
    const code = entry?.content.toString() ?? '';
    expect(code).not.toMatch(/^(import|export) /m);
    const path = join(folder, `${name}.cjs`);
    await writeFile(path, code);
    const { stdout } = await run(process.execPath, ['-p', `Object.keys(require(${JSON.stringify(path)}))`]);
    expect(stdout.trim()).toBe("[ 'main_handler' ]");
  });

  test('loads what is imported on demand only on demand', async () => {
    await unzipTo(folder, await zipOf('pull'));
    const call = `require(${JSON.stringify(join(folder, 'index.js'))}).main_handler().then(console.log)`;
    expect((await run(process.execPath, ['-e', call])).stdout.trim()).toBe('false true');
  });

  test('holds a package that is loaded on demand as a second file, which works from there alone', async () => {
    await packageWith({ yml: withClose }, async ({ fault, path }) => {
      expect(fault).toBe('');
      const zip = await readFile(join(path, '.serverless/close.zip'));
      const sizes = readZip(zip).map(({ name, content }) => [name, content.length > 500_000]);
      expect(sizes).toEqual([
        ['cos-nodejs-sdk-v5.js', true],
        ['index.js', false],
      ]);
      const unpacked = await mkdtemp(join(folder, 'close-'));
      await unzipTo(unpacked, zip);
      const call = `require(${JSON.stringify(join(unpacked, 'index.js'))}).main_handler().then(console.log)`;
      expect((await run(process.execPath, ['-e', call])).stdout.trim()).toBe("{ a: '1' }");
    });
  });

  test('is the same, byte for byte, when it is made again somewhere else', async () => {
    const elsewhere = await createService({ sources });
    try {
      await runFramework(elsewhere.path, ['package'], { package: 'zips' });
      for (const name of ['pull', 'lookup']) {
        expect(sha(await readFile(join(elsewhere.path, 'zips', `${name}.zip`)))).toBe(sha(await zipOf(name)));
      }
    } finally {
      await elsewhere.remove();
    }
  });
});

async function list(path: string): Promise<string[]> {
  return (await readdir(path)).sort();
}

interface Made {
  /** Why it could not be packaged; blank when it could. */
  readonly fault: string;
  readonly files: readonly string[];
  readonly path: string;
}

/** Packages a service with these files and hands it on; `yml` changes its serverless.yml. */
async function packageWith(files: ServiceFiles, check: (made: Made) => Promise<void> | void): Promise<void> {
  const other = await createService({ sources, ...files });
  try {
    const fault = await runFramework(other.path, ['package']).then(() => '', String);
    await check({ fault, files: await list(other.path), path: other.path });
  } finally {
    await other.remove();
  }
}

/** With a function that loads a package on demand. */
function withClose(yml: string): string {
  if (yml.includes('functions/close/')) return yml;
  return yml.replace(/^functions:$/m, 'functions:\n  close: { handler: functions/close/index.main_handler }');
}

function keptAndReversed(yml: string): string {
  return yml
    .replace(/plugins:\n.*\n.*\n/, 'plugins: [./plugin/index.cjs, serverless-esbuild]\n')
    .replace('legalComments: none', 'banner: { js: "/* by custom.esbuild */" }')
    .replace('keepOutputDirectory: false', 'keepOutputDirectory: true');
}

/** What is there before anything is packed. */
const INPUT = ['functions', 'node_modules', 'package.json', 'plugin', 'serverless.yml'];

describe('serverless-esbuild', () => {
  test('leaves nothing but the zips', async () => {
    expect(await list(service.path)).toEqual(['.serverless', ...INPUT]);
    expect(await list(join(service.path, '.serverless'))).toEqual([
      ...FUNCTION_NAMES.map((name) => `${name}.zip`).sort(),
    ]);
  });

  test('heeds custom.esbuild, wherever it stands among the plugins', async () => {
    await packageWith({ yml: keptAndReversed }, async ({ fault, files, path }) => {
      expect([fault, files]).toEqual(['', ['.esbuild', '.serverless', ...INPUT]]);
      const built = await readFile(join(path, '.esbuild/.build/functions/lookup/index.js'));
      expect(built.toString()).toMatch(/^\/\* by custom\.esbuild \*\//);
      const [entry] = readZip(await readFile(join(path, '.serverless/lookup.zip')));
      expect(entry?.content).toEqual(built);
    });
  });

  test.each([
    ['external', 'external: [zod]'],
    ['format', 'format: esm'],
  ])('is refused %s, for the platform could not load the file', async (_, option) => {
    await packageWith({ yml: (text) => text.replace('format: cjs', option) }, ({ fault, files }) => {
      expect(files).toEqual(INPUT);
      expect(fault).toMatch(/^ServerlessError: Packaging: .*Take external, splitting, bundle and any format but cjs/);
    });
  });

  test('is missed by name when it is not among the plugins', async () => {
    await packageWith({ yml: (text) => text.replace(/ +- serverless-esbuild.*\n/, '') }, ({ fault }) => {
      expect(fault).toMatch(/^ServerlessError: .*List it under plugins in serverless.yml\.$/);
    });
  });
});

test('sources that do not compile are told with file and line, and nothing is left behind', async () => {
  const broken = { ...sources, 'functions/lookup/greeting.ts': 'const fine = 1;\nconst = 2;' };
  await packageWith({ sources: broken }, ({ fault, files }) => {
    expect(files).toEqual(INPUT);
    // The framework shows a trace of every error but those of its own class.
    expect(fault).toMatch(
      /^ServerlessError: Packaging: the sources do not compile\.\nfunctions\/lookup\/greeting\.ts:2: Expected/,
    );
    expect(fault.match(/greeting\.ts/g)).toHaveLength(1);
  });
});

test('a handler without a source is told by name', async () => {
  const { 'functions/pull/index.ts': _, ...rest } = sources;
  await packageWith({ sources: rest }, ({ fault, files }) => {
    expect(files).toEqual(INPUT);
    expect(fault).toMatch(/^ServerlessError: Packaging pull: there is no functions\/pull\/index\.ts or \.js\./);
  });
});

test('a function packed alone needs no other to compile, and leaves the zip of the other be', async () => {
  const broken = { ...sources, 'functions/lookup/index.ts': 'const = 2;' };
  const other = await createService({ sources: broken });
  try {
    await other.write('.serverless/lookup.zip', 'as it was');
    // Packing comes first; then the deployment finds no settings.
    await expect(runFramework(other.path, ['deploy', 'function'], { function: 'pull' })).rejects.toThrow(
      'CDR_ENDPOINT',
    );
    expect(readZip(await readFile(join(other.path, '.serverless/pull.zip')))).toHaveLength(1);
    expect(await readFile(join(other.path, '.serverless/lookup.zip'), 'utf8')).toBe('as it was');
    expect(await list(other.path)).toEqual(['.serverless', ...INPUT]);
  } finally {
    await other.remove();
  }
});

test('running a function locally is refused before anything is built', async () => {
  await expect(runFramework(service.path, ['invoke', 'local'], { function: 'pull' })).rejects.toThrow(
    '`serverless invoke local` is not offered',
  );
  expect(await readdir(service.path)).not.toContain('.esbuild');
});

test("the project's own functions are packed as the tests and measurements of them take for granted, and load one file", async () => {
  const own = await createService();
  try {
    // esbuild heeds it as well.
    await own.write('tsconfig.json', await readFile(join(import.meta.dirname, '../../tsconfig.json'), 'utf8'));
    await runFramework(own.path, ['package']);
    for (const name of FUNCTION_NAMES) {
      const entries = readZip(await readFile(join(own.path, '.serverless', `${name}.zip`)));
      const packed = Object.fromEntries(entries.map((entry) => [entry.name, sha(entry.content)]));
      const bundled = Object.entries(await bundleFunction(name)).map(([file, content]) => [file, sha(content)]);
      expect(packed).toEqual(Object.fromEntries(bundled));
      const unpacked = await mkdtemp(join(folder, `${name}-`));
      await unzipTo(unpacked, await readFile(join(own.path, '.serverless', `${name}.zip`)));
      const loaded = `require(${JSON.stringify(join(unpacked, 'index.js'))}); Object.keys(require.cache).length`;
      // What is loaded on demand costs a cold start nothing.
      expect((await run(process.execPath, ['-p', loaded])).stdout.trim()).toBe('1');
    }
  } finally {
    await own.remove();
  }
});

test('a zip over 7 MB is refused with its size', () => {
  expect(() => checkSize('pull', 7_000_000)).not.toThrow();
  expect(() => checkSize('pull', 7_100_001)).toThrow('the zip has 7.1 MB');
});
