import { DuckDBInstance } from '@duckdb/node-api';
import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createFolderStore } from '../../shared/store/folder.ts';
import { DAY, MIDNIGHT, putPart, putState, record, runClose } from '../support/closing.ts';

const run = promisify(execFile);
const DOC = readFileSync(new URL('../../docs/closed-days.md', import.meta.url), 'utf8');
const CALLS = 1400;
const SECOND_DAY = 30;

/** The blocks of a language, in the order of the page. */
function recipes(language: string): string[] {
  return [...DOC.matchAll(new RegExp(`^\`\`\`${language}\\n([^]*?)^\`\`\`$`, 'gm'))].map(([, code = '']) => code);
}

function recipeWith(language: string, text: string): string {
  const found = recipes(language).find((code) => code.includes(text));
  if (found === undefined) throw new Error(`no recipe with ${text}`);
  return found;
}

let folder: string;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'huadan-recipes-'));
  const store = createFolderStore(folder);
  await putState(store, MIDNIGHT + 2 * 86_400, { since: MIDNIGHT });
  const calls = Array.from({ length: CALLS }, (_, i) =>
    record(`12-260305-${i}`, MIDNIGHT + 3600 + (i % 600), {
      duration: i,
      src: i % 2 === 0 ? '008613500000000' : '0085212345678',
    }),
  );
  await putPart(store, calls);
  // Of some the recording came later, and a later field with it.
  await putPart(
    store,
    calls.slice(0, 100).map((call) => ({ ...call, recordUrl: 'https://r.example.com/1.mp3', rev: 1 })),
  );
  await putPart(
    store,
    Array.from({ length: SECOND_DAY }, (_, i) => record(`12-260306-${i}`, MIDNIGHT + 86_400 + i)),
  );
  await runClose(store);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const BILLED = (CALLS * (CALLS - 1)) / 2;

async function sql(code: string): Promise<Record<string, unknown>[]> {
  const database = await DuckDBInstance.create(':memory:', { threads: '1' });
  const connection = await database.connect();
  try {
    const inFolder = code
      .replaceAll("'days/", `'${folder}/days/`)
      .replaceAll("'march.parquet'", `'${folder}/march.parquet'`);
    return (await connection.runAndReadAll(inFolder)).getRowObjectsJson();
  } finally {
    connection.closeSync();
    database.closeSync();
  }
}

test('DuckDB reads every member of a day, and its sums are those of the manifests', async () => {
  const [byDay = '', manifests = ''] = recipes('sql');
  const calls = await sql(byDay);
  expect(calls).toEqual([
    { dt: DAY, calls: String(CALLS), billed: String(BILLED) },
    { dt: '2026-03-06', calls: String(SECOND_DAY), billed: String(SECOND_DAY * 70) },
  ]);
  expect(await sql(manifests)).toEqual(calls.map((day) => ({ ...day, complete: true })));
});

test('one line of DuckDB makes Parquet of a month', async () => {
  await sql(recipeWith('sql', 'COPY'));
  const [total] = await sql(
    `SELECT count(*)::INT AS calls, count(recordUrl)::INT AS recorded FROM '${folder}/march.parquet'`,
  );
  expect(total).toEqual({ calls: CALLS + SECOND_DAY, recorded: 100 });
});

test('gunzip and Node read a day whole', async () => {
  const { stdout } = await run('sh', ['-c', `gunzip -c days/dt=${DAY}/calls-000.jsonl.gz | wc -l`], { cwd: folder });
  expect(Number(stdout)).toBe(CALLS);
  const node = await run(process.execPath, ['-e', recipeWith('js', 'gunzipSync')], { cwd: folder });
  expect(Number(node.stdout)).toBe(CALLS);
});

async function has(program: string, ...args: string[]): Promise<boolean> {
  return run(program, args).then(
    () => true,
    () => false,
  );
}

test('jq adds up the billed seconds of a number', async ({ skip }) => {
  if (!(await has('jq', '--version'))) skip('jq is not installed');
  const recipe = recipeWith('sh', 'jq -s');
  const { stdout } = await run('bash', ['-c', recipe], { cwd: folder, maxBuffer: 1e8 });
  const even = Array.from({ length: CALLS / 2 }, (_, i) => i * 2).reduce((sum, seconds) => sum + seconds, 0);
  expect(Number(stdout)).toBe(even + SECOND_DAY * 70);
  const without = await run('bash', ['-c', recipe.replace('008613500000000', '008613599999999')], { cwd: folder });
  expect(without.stdout).toBe('0\n');
});

test.each([
  ['json', 'import glob, gzip, json'],
  ['pandas', 'import pandas'],
  ['polars', 'import polars'],
])('Python reads all days with %s', async (module, code) => {
  if (!(await has('python3', '-c', `import ${module}`))) return;
  const { stdout } = await run('python3', ['-c', recipeWith('python', code)], { cwd: folder });
  expect(stdout.trim()).toBe(`${CALLS + SECOND_DAY} ${BILLED + SECOND_DAY * 70}`);
});
