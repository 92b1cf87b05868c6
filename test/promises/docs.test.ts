/** What the documents say about this repository is true: their links lead somewhere, their commands exist. */

import { readFileSync, readdirSync, existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parseEnv } from 'node:util';
import { expect, test } from 'vitest';
import { COMMANDS } from '../../local/commands/index.ts';
import { callText, readCall } from '../../local/commands/lookup-text.ts';
import { readConfigs } from '../../local/console/environment.ts';
import { readAccess } from '../../plugin/cloud/credentials.ts';
import { SETTINGS } from '../../shared/config/settings.ts';
import { WORDS } from '../../shared/words/index.ts';

const ROOTS = ['.', 'docs', 'docs/adr', 'docs/zh'];
const DOCUMENTS = ROOTS.flatMap((folder) =>
  readdirSync(folder)
    .filter((name) => name.endsWith('.md'))
    .map((name) => join(folder, name)),
);

const { scripts }: { scripts: Record<string, string> } = JSON.parse(readFileSync('package.json', 'utf8'));

function read(path: string): string {
  return readFileSync(path, 'utf8');
}

function withoutBlocks(text: string): string {
  return text.replaceAll(/^ *```[^]*?^ *```$/gm, '');
}

/** Where a link is no example. */
function prose(path: string): string {
  return withoutBlocks(read(path)).replaceAll(/`[^`\n]*`/g, '');
}

/** Blocks that hold no words for people. */
function readByPrograms(path: string): string[] {
  return read(path).match(/^```(?:json|sql|hql|python|js)\n[^]*?^```$/gm) ?? [];
}

/** The names by which GitHub links to the headings of a document. */
function headings(path: string): string[] {
  return [...withoutBlocks(read(path)).matchAll(/^#+ (.*)$/gm)].map(([, title = '']) =>
    title
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N}\p{M} _-]/gu, '')
      .replaceAll(' ', '-'),
  );
}

/** What is wrong with a link, if anything. */
function faultOf(from: string, link: string): string[] {
  const [path = '', heading] = decodeURI(link).split('#');
  const target = path === '' ? from : join(dirname(from), path);
  if (!existsSync(target)) return [`${from}: ${link} leads to no file`];
  if (heading === undefined || !target.endsWith('.md') || headings(target).includes(heading)) return [];
  return [`${from}: ${link} leads to no heading`];
}

test('every relative link of a document leads to a file that exists, and to a heading of it', () => {
  const links = DOCUMENTS.flatMap((from) =>
    [...prose(from).matchAll(/\]\(([^)\s]+)\)/g)]
      .map(([, link = '']) => ({ from, link }))
      .filter(({ link }) => !/^[a-z]+:/i.test(link)),
  );
  expect(links.length).toBeGreaterThan(50);
  expect(links.flatMap(({ from, link }) => faultOf(from, link))).toStrictEqual([]);
});

test('every source file that a document names is there', () => {
  const files = ['bench', 'functions', 'local', 'plugin', 'shared', 'test'].flatMap((folder) =>
    readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((name) => `/${folder}/${name}`),
  );
  const named = DOCUMENTS.flatMap((from) =>
    [...read(from).matchAll(/`([\w./-]+\.ts)`/g)].map(([, name = '']) => ({ from, name })),
  );
  expect(named.length).toBeGreaterThan(30);
  expect(named.filter(({ name }) => !files.some((file) => file.endsWith(`/${name}`)))).toStrictEqual([]);
});

test('every `npm run` of a document is a script of package.json', () => {
  const runs = DOCUMENTS.flatMap((from) =>
    [...read(from).matchAll(/npm run (?:--silent )?([a-z][\w:-]*)/g)].map(([, script = '']) => ({ from, script })),
  );
  expect(runs.length).toBeGreaterThan(50);
  expect(runs.filter(({ script }) => !(script in scripts))).toStrictEqual([]);
});

test.each(['docs/deploy.md', 'docs/zh/deploy.md'])(
  'the settings in %s are enough to deploy, and for the commands',
  (name) => {
    const [, block = ''] = /^```sh\n([^`]*^ARCHIVE_URL=[^`]*)^```$/m.exec(read(name)) ?? [];
    const written = block
      .replaceAll('https://…', 'https://vendor.example')
      .replaceAll('support:…', `support:${'0a'.repeat(32)}`)
      .replaceAll('…', 'x');
    const env = parseEnv(written);
    expect(Object.keys(env).filter((variable) => !(variable in SETTINGS))).toStrictEqual([]);
    expect(readAccess(env)).toMatchObject({ secretId: 'x' });
    expect(readConfigs(env)).toMatchObject({ config: { archive: { kind: 'cos', secretId: 'x' } } });
  },
);

test.each(['README.md', 'README.zh-CN.md'])('%s lists every command', (name) => {
  const listed = [...read(name).matchAll(/^\| (`\w+`(?:, `\w+`)*) +\|/gm)].flatMap(([, names = '']) =>
    names.match(/\w+/g),
  );
  expect(new Set(listed)).toStrictEqual(new Set(Object.keys(COMMANDS)));
});

test.each(['README.md', 'README.zh-CN.md'])('%s is short enough to be read to its end', (name) => {
  expect(read(name).trimEnd().split('\n').length).toBeLessThanOrEqual(150);
});

const CHINESE = DOCUMENTS.filter((path) => path.startsWith('docs/zh/')).map((chinese) => ({
  chinese,
  english: chinese.replace('docs/zh/', 'docs/'),
}));

test('every Chinese document has an English one of the same name', () => {
  expect(CHINESE.length).toBeGreaterThan(4);
  expect(CHINESE.filter(({ english }) => !existsSync(english))).toStrictEqual([]);
});

test('policies and code of a Chinese document stand in the English one', () => {
  for (const { chinese, english } of CHINESE) {
    expect(readByPrograms(english), english).toEqual(expect.arrayContaining(readByPrograms(chinese)));
  }
  expect(readByPrograms('docs/zh/deploy.md').length).toBe(3);
});

test.each([
  ['README.md', 'en'],
  ['README.zh-CN.md', 'zh'],
] as const)('%s shows a call as the command does', (name, language) => {
  const [, line = ''] = /^```jsonl\n(.*)$/m.exec(read('docs/archive.md')) ?? [];
  const [, callId = '', shown] = /^\$ npm run lookup -- (\S+).*\n([^]*?)\n```$/m.exec(read(name)) ?? [];
  expect(shown).toBe(
    callText(readCall(JSON.stringify({ ...JSON.parse(line), callId })), WORDS[language], (text) => text),
  );
});
