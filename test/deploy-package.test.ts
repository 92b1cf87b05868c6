/** `serverless package` needs no cloud, no keys and no `.env`, and makes zips that the platform can run. */

import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { checkSize, packageFunction } from '../plugin/package/artifact.ts';
import { createService, type CliResult, type ServiceFolder } from './support/cloud/cli.ts';
import { readZip, unzipTo } from './support/cloud/unzip.ts';

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
    const path = await packageFunction(service.path, folder, 'lookup', 'functions/lookup/index.main_handler');
    expect(sha(await readFile(path))).toBe(sha(await zipOf('lookup')));
  });
});

test('a source that does not compile is told with file and line', async () => {
  await service.write('functions/broken/index.ts', 'const fine = 1;\nconst = 2;');
  await expect(packageFunction(service.path, folder, 'broken', 'functions/broken/index.main_handler')).rejects.toThrow(
    /functions\/broken\/index\.ts:2: /,
  );
});

test('a handler without a source is told by name', async () => {
  await expect(packageFunction(service.path, folder, 'ghost', 'functions/ghost/index.main_handler')).rejects.toThrow(
    'there is no functions/ghost/index.ts or .js',
  );
});

test('a zip over 7 MB is refused with its size', () => {
  expect(() => checkSize('pull', 7_000_000)).not.toThrow();
  expect(() => checkSize('pull', 7_100_001)).toThrow('the zip has 7.1 MB');
});
