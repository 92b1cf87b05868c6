import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { en, envExample, settingsTable } from '../../local/commands/settings-text.ts';
import { zh } from '../../local/commands/settings-zh.ts';
import { readCloseConfig, readLookupConfig, readPullConfig } from '../../shared/config/read.ts';
import { parseEnv } from 'node:util';
import { runHere } from '../support/run-here.ts';

function file(name: string): string {
  return readFileSync(new URL(`../../${name}`, import.meta.url), 'utf8');
}

test.each([
  ['docs/settings.md', en],
  ['docs/zh/settings.md', zh],
])('%s holds the table of the code (npm run settings -- --write)', (name, words) => {
  const [, table] = /<!-- settings -->\n\n([^]*)\n\n<!-- \/settings -->/.exec(file(name)) ?? [];
  expect(table).toBe(settingsTable(words));
});

test('.env.example is the one of the code (npm run settings -- --write)', () => {
  expect(file('.env.example')).toBe(envExample());
});

test('each setting is in the table once, with how it is written', async () => {
  const { code, stdout } = await runHere('settings');
  const chinese = await runHere('settings', { args: ['--lang', 'zh'] });
  expect(code).toBe(0);
  expect(chinese.stdout.trim()).toBe(settingsTable(zh));
  const rows = stdout.trim().split('\n').slice(2);
  for (const row of rows) expect(row).toMatch(/^\| `[A-Z_]+` +\| \S.*\| \S.*\| \S.*\| \S.*\|$/);
  expect(stdout).toContain('90d');
});

test('.env.example works once it is filled in, also with every default in it', () => {
  const filled = envExample()
    .replaceAll(/^# ([A-Z_]+=.+)$/gm, '$1')
    .replace('CDR_ENDPOINT=', 'CDR_ENDPOINT=https://pstn.example.com')
    .replace('CDR_ID=', 'CDR_ID=id')
    .replace('CDR_APP_ID=', 'CDR_APP_ID=app')
    .replace('ARCHIVE_URL=', 'ARCHIVE_URL=file:data');
  const env = parseEnv(filled);
  const least = { CDR_ENDPOINT: 'https://pstn.example.com', CDR_ID: 'id', CDR_APP_ID: 'app', ARCHIVE_URL: 'file:data' };
  expect(readPullConfig(env)).toEqual(readPullConfig(least));
  expect(readCloseConfig(env)).toEqual(readCloseConfig(least));
  expect(readLookupConfig(env)).toEqual(readLookupConfig(least));
});
