import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { deployedSettings, type Reader } from '../../shared/config/settings.ts';

const YML = readFileSync(new URL('../../serverless.yml', import.meta.url), 'utf8');

/** The names under each `environmentFrom` of a section of the file. */
function handedOn(section: string): string[] {
  const blocks = section.matchAll(/^( *)environmentFrom:.*\n((?:\1 .*\n)*)/gm);
  return [...blocks].flatMap(([, , block = '']) => [...block.matchAll(/[A-Z][A-Z0-9_]+/g)].map(([name]) => name));
}

const [provider = '', functions = ''] = YML.split(/^functions:$/m);
const sections = [...functions.matchAll(/^  (\w+):.*\n((?:(?:    .*)?\n)*)/gm)].map(([, name = '', text = '']) => ({
  name: name as Reader,
  text,
}));

describe('serverless.yml hands each function the settings it reads, and no others', () => {
  test.each(sections)('$name', ({ name, text }) => {
    const names = [...handedOn(provider), ...handedOn(text)];
    expect(names.sort()).toEqual(deployedSettings(name).sort());
  });

  test('there are functions in it', () => {
    expect(sections.map(({ name }) => name)).toEqual(expect.arrayContaining(['pull', 'lookup']));
  });
});
