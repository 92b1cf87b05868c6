/** `serverless package` needs no cloud, no keys and no `.env`, and makes zips that the platform can run. */

import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { checkSize } from '../../plugin/package/artifact.ts';
import { bundleFunction } from '../support/bundle.ts';
import { createService, type CliResult, type ServiceFiles, type ServiceFolder } from '../support/cloud/cli.ts';
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
};

let service: ServiceFolder;
let result: CliResult;
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'package-'));
  service = await createService({ sources });
  result = await service.run(['package']);
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
    expect(result).toMatchObject({ code: 0, stdout: '' });
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

  test('is the same, byte for byte, when it is made again somewhere else', async () => {
    const elsewhere = await createService({ sources });
    try {
      expect(await elsewhere.run(['package', '--package', 'zips'])).toMatchObject({ code: 0 });
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

/** Packages a service with these files and hands it on; `yml` changes its serverless.yml. */
async function packageWith(
  files: ServiceFiles,
  check: (made: { code: number | null; all: string; files: string[]; path: string }) => Promise<void> | void,
): Promise<void> {
  const other = await createService({ sources, ...files });
  try {
    const { code, all } = await other.run(['package']);
    await check({ code, all, files: await list(other.path), path: other.path });
  } finally {
    await other.remove();
  }
}

function keptAndReversed(yml: string): string {
  return yml
    .replace(/plugins:\n.*\n.*\n/, 'plugins: [serverless-esbuild, ./plugin/index.cjs]\n')
    .replace('legalComments: none', 'banner: { js: "/* by custom.esbuild */" }')
    .replace('keepOutputDirectory: false', 'keepOutputDirectory: true');
}

/** What is there before anything is packed. */
const INPUT = ['functions', 'node_modules', 'package.json', 'plugin', 'serverless.yml'];

describe('serverless-esbuild', () => {
  test('leaves nothing but the zips', async () => {
    expect(await list(service.path)).toEqual(['.serverless', ...INPUT]);
    expect(await list(join(service.path, '.serverless'))).toEqual(['lookup.zip', 'pull.zip']);
  });

  test('heeds custom.esbuild, wherever it stands among the plugins', async () => {
    await packageWith({ yml: keptAndReversed }, async ({ code, files, path }) => {
      expect([code, files]).toEqual([0, ['.esbuild', '.serverless', ...INPUT]]);
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
    await packageWith({ yml: (text) => text.replace('format: cjs', option) }, ({ code, all, files }) => {
      expect([code, files]).toEqual([1, INPUT]);
      expect(all).toContain('Take external, splitting, bundle and any format but cjs out of custom.esbuild');
      expect(all).not.toMatch(/^ +at /m);
    });
  });

  test('is missed by name when it is not among the plugins', async () => {
    await packageWith({ yml: (text) => text.replace(/ +- serverless-esbuild.*\n/, '') }, ({ code, all }) => {
      expect(code).toBe(1);
      expect(all).toContain('List it under plugins in serverless.yml.');
    });
  });
});

test('sources that do not compile are told with file and line, and nothing is left behind', async () => {
  const broken = { ...sources, 'functions/lookup/greeting.ts': 'const fine = 1;\nconst = 2;' };
  await packageWith({ sources: broken }, ({ code, all, files }) => {
    expect([code, files]).toEqual([1, INPUT]);
    expect(all).toContain('Packaging: the sources do not compile.\nfunctions/lookup/greeting.ts:2: Expected');
    expect(all.match(/greeting\.ts/g)).toHaveLength(1);
    expect(all).not.toMatch(/^ +at /m);
  });
});

test('a handler without a source is told by name', async () => {
  const { 'functions/pull/index.ts': _, ...rest } = sources;
  await packageWith({ sources: rest }, ({ code, all, files }) => {
    expect([code, files]).toEqual([1, INPUT]);
    expect(all).toContain('Packaging pull: there is no functions/pull/index.ts or .js.');
    expect(all).not.toMatch(/^ +at /m);
  });
});

test('a function packed alone needs no other to compile, and leaves the zip of the other be', async () => {
  const broken = { ...sources, 'functions/lookup/index.ts': 'const = 2;' };
  const other = await createService({ sources: broken });
  try {
    await other.write('.serverless/lookup.zip', 'as it was');
    const { all } = await other.run(['deploy', 'function', '-f', 'pull']);
    // Packing comes first; then the deployment finds no settings.
    expect(all).toContain('Set CDR_ENDPOINT');
    expect(readZip(await readFile(join(other.path, '.serverless/pull.zip')))).toHaveLength(1);
    expect(await readFile(join(other.path, '.serverless/lookup.zip'), 'utf8')).toBe('as it was');
    expect(await list(other.path)).toEqual(['.serverless', ...INPUT]);
  } finally {
    await other.remove();
  }
});

test('running a function locally is refused before anything is built', async () => {
  const { code, all } = await service.run(['invoke', 'local', '-f', 'pull']);
  expect(code).toBe(1);
  expect(all).toContain('`serverless invoke local` is not offered');
  expect(await readdir(service.path)).not.toContain('.esbuild');
});

test("the project's own functions are packed as the tests and measurements of them take for granted", async () => {
  const own = await createService();
  try {
    // esbuild heeds it as well.
    await own.write('tsconfig.json', await readFile(join(import.meta.dirname, '../../tsconfig.json'), 'utf8'));
    expect(await own.run(['package'])).toMatchObject({ code: 0 });
    for (const name of ['pull', 'lookup'] as const) {
      const entries = readZip(await readFile(join(own.path, '.serverless', `${name}.zip`)));
      const packed = Object.fromEntries(entries.map((entry) => [entry.name, sha(entry.content)]));
      const bundled = Object.entries(await bundleFunction(name)).map(([file, content]) => [file, sha(content)]);
      expect(packed).toEqual(Object.fromEntries(bundled));
    }
  } finally {
    await own.remove();
  }
});

test('a zip over 7 MB is refused with its size', () => {
  expect(() => checkSize('pull', 7_000_000)).not.toThrow();
  expect(() => checkSize('pull', 7_100_001)).toThrow('the zip has 7.1 MB');
});
