import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { COMMAND_WORDS } from '../../local/words/index.ts';
import { readEnvironment } from '../../local/console/environment.ts';
import { freshFolder } from '../support/run-command.ts';
import { runHere } from '../support/run-here.ts';

const CASES = fileURLToPath(new URL('../fixtures/cases/19-env-with-bom/', import.meta.url));
const SAY = COMMAND_WORDS.en.settings;
const SETTINGS = 'CDR_ENDPOINT=https://vendor.example\nCDR_ID=a\n';
const EXPECTED = { CDR_ENDPOINT: 'https://vendor.example', CDR_ID: 'a' };

function read(bytes: Buffer | string): ReturnType<typeof readEnvironment> {
  const folder = freshFolder();
  writeFileSync(join(folder, '.env'), bytes);
  return readEnvironment(undefined, {}, folder, SAY);
}

test.each(['input-BOM.env', 'input-UTF-16.env', 'input-plain-CRLF.env'])('%s is read whole', (name) => {
  expect(readEnvironment(name, {}, CASES, SAY)).toEqual({
    CDR_ENDPOINT: 'http://127.0.0.1:34485',
    CDR_ID: 'xxx',
    CDR_APP_ID: '1400000000',
    ARCHIVE_URL: 'file:./archive',
  });
});

test.each([
  ['UTF-16, big-endian', Buffer.from(`\uFEFF${SETTINGS}`, 'utf16le').swap16()],
  ['UTF-8 with a byte order mark', `\uFEFF${SETTINGS}`],
  ['CRLF', SETTINGS.replaceAll('\n', '\r\n')],
  ['CRLF after quoted values', `CDR_ENDPOINT="https://vendor.example"\r\nCDR_ID='a'\r\n`],
  ['a last line without an end', SETTINGS.trimEnd()],
])('%s is read', (_what, bytes) => {
  expect(read(bytes)).toEqual(EXPECTED);
});

test.each([
  ['UTF-16 without a byte order mark', Buffer.from(SETTINGS, 'utf16le')],
  ['UTF-16 that is cut off', Buffer.from(`\uFEFF${SETTINGS}`, 'utf16le').subarray(0, -1)],
  ['GB 18030', Buffer.concat([Buffer.from('# '), Buffer.from([0xbb, 0xb0, 0xb5, 0xa5]), Buffer.from(`\n${SETTINGS}`)])],
])('%s is refused in one sentence, not read by half', (_what, bytes) => {
  expect(() => read(bytes)).toThrow('Reading settings from .env: it is not UTF-8 text. Save it as UTF-8.');
});

test('a file that is refused ends the command with 2', async () => {
  const folder = freshFolder();
  writeFileSync(join(folder, '.env'), Buffer.from(SETTINGS, 'utf16le'));
  const { code, stdout, stderr } = await runHere('doctor', { folder });
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  expect(stderr.split('\n')).toEqual([
    'Reading settings from .env: it is not UTF-8 text. Save it as UTF-8.',
    '`npx huadan doctor --help` shows examples.',
    '',
  ]);
});

test('the environment counts more than .env, and a file that is named counts most', () => {
  const folder = freshFolder();
  writeFileSync(join(folder, '.env'), 'A=dot-env\nB=dot-env\n');
  writeFileSync(join(folder, 'named.env'), 'A=named\n');
  expect(readEnvironment(undefined, { A: 'environment' }, folder, SAY)).toEqual({ A: 'environment', B: 'dot-env' });
  expect(readEnvironment('named.env', { A: 'environment' }, folder, SAY)).toEqual({ A: 'named' });
});

test('a name that looks like a setting and is none is told', async () => {
  const folder = freshFolder();
  writeFileSync(join(folder, '.env'), 'CDR_TIMOUT=5s\n');
  const { stderr } = await runHere('doctor', { folder, env: { CDR_ENDPOINT: 'https://vendor.example' } });
  expect(stderr).toBe('There is no setting CDR_TIMOUT: it has no effect. Is CDR_TIMEOUT meant?\n');
});

test.each(['pull', 'status', 'report', 'lookup', 'doctor'])(
  'without any settings %s says what to do first, and names the simulated vendor that runs',
  async (command) => {
    const folder = freshFolder();
    const args = { pull: ['--from', '2019-01-23'], lookup: ['a'] }[command] ?? [];
    const nothing = await runHere(command, { args, folder });
    expect(nothing.code).toBeGreaterThan(0);
    expect(nothing.stdout + nothing.stderr).toContain('copy .env.example to .env');

    mkdirSync(join(folder, 'data'));
    writeFileSync(join(folder, 'data/demo.env'), '');
    const beside = await runHere(command, { args, folder });
    expect(beside.stdout + beside.stderr).toContain('--env data/demo.env');
    const begun = await runHere(command, { args, folder, env: { CDR_ENDPOINT: 'https://vendor.example' } });
    expect(begun.stdout + begun.stderr).not.toContain('demo.env');
  },
);
