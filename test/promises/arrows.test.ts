/** Who may import whom: the arrows of docs/architecture.md. A room not named here may import anything of `shared`. */

import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';

const ARROWS: Readonly<Record<string, readonly string[]>> = {
  'shared/cdr': ['bytes', 'errors', 'time'],
  'shared/source': ['cdr', 'config', 'bytes', 'deps', 'errors', 'http', 'mask', 'time'],
  'shared/archive': ['cdr', 'store', 'bytes', 'errors', 'time'],
  'shared/days': ['archive', 'cdr', 'store', 'bytes', 'errors', 'time'],
  'shared/store': ['config', 'bytes', 'deps', 'errors', 'http', 'time'],
  'shared/config': ['errors', 'http', 'log', 'time'],
  'shared/view': ['cdr', 'days', 'words', 'time'],
  'shared/words': [],
  plugin: ['config'],
};

const IMPORT = /(?:from |import\()'(\.[^']+)'/g;

function filesOf(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => join(folder, name));
}

/** Every file and what it imports, as paths from the root. */
function importsOf(folder: string): { file: string; imported: string }[] {
  return filesOf(folder).flatMap((file) =>
    [...readFileSync(file, 'utf8').matchAll(IMPORT)].map(([, path = '']) => ({
      file,
      imported: join(dirname(file), path),
    })),
  );
}

/** `shared/cdr/line.ts` -> `cdr`, `shared/time.ts` -> `time`; anything else as it is. */
function roomOf(path: string): string {
  return /^shared\/([\w-]+)/.exec(path)?.[1] ?? path;
}

test.each(Object.entries(ARROWS))('%s imports nothing but %j', (folder, allowed) => {
  const imports = importsOf(folder).filter(({ imported }) => !imported.startsWith(`${folder}/`));
  expect(imports.filter(({ imported }) => !allowed.includes(roomOf(imported)))).toStrictEqual([]);
});

test.each(['functions/pull', 'functions/close', 'functions/lookup'])('%s imports nothing but shared', (folder) => {
  const imports = importsOf(folder);
  expect(imports.length).toBeGreaterThan(20);
  const allowed = [`${folder}/`, 'shared/'];
  expect(imports.filter(({ imported }) => !allowed.some((room) => imported.startsWith(room)))).toStrictEqual([]);
});

test('shared imports nothing but shared, and reads no environment', () => {
  expect(importsOf('shared').filter(({ imported }) => !imported.startsWith('shared/'))).toStrictEqual([]);
  expect(filesOf('shared').filter((file) => readFileSync(file, 'utf8').includes('process.env'))).toStrictEqual([]);
});
