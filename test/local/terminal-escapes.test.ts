/** What the vendor wrote reaches a terminal only with its control characters escaped, in every command. */

import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, describe, expect, it, test } from 'vitest';
import { startVendorServer, type VendorServer } from '../../local/simulator/server.ts';
import { printable, printableLines } from '../../shared/printable.ts';
import { anyCharacter } from '../support/any-text.ts';
import { runHere } from '../support/run-here.ts';
import { SEED } from '../support/seed.ts';

const open: VendorServer[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map(async (vendor) => vendor.close()));
});

async function run(name: string, args: string[], reply: 'input-row' | 'input-error'): ReturnType<typeof runHere> {
  const body = readFileSync(new URL(`../fixtures/cases/23-terminal-escapes/${reply}.json`, import.meta.url), 'utf8');
  const vendor = await startVendorServer(() => ({ body }));
  open.push(vendor);
  const folder = mkdtempSync(join(tmpdir(), 'huadan-'));
  const env = {
    CDR_ENDPOINT: vendor.endpoint,
    CDR_ID: 'id-of-tests',
    CDR_APP_ID: 'app-of-tests',
    ARCHIVE_URL: `file:${folder}`,
  };
  return runHere(name, { args, env, folder, terminal: false });
}

const RANGE = ['--from', '2019-01-23T17:10', '--to', '2019-01-23T17:20'];

/** Everything that acts on a terminal, but our own line breaks. */
const ACTIVE = /[^\P{Cc}\n]|[\u200e\u200f\u061c\u2028-\u202e\u2066-\u2069]/u;

describe('a call whose fields hold escape sequences and line breaks', () => {
  it('is shown with them escaped, and forges no line', async () => {
    const { code, stdout } = await run('lookup', ['12-abc'], 'input-row');
    expect(code).toBe(0);
    expect(stdout).not.toMatch(ACTIVE);
    expect(stdout).toContain(String.raw`bizId      \u001b]0;owned\u0007\u001b[2J\u001b[31mx\nbilled     0 s`);
    expect(stdout).toContain(String.raw`0086\u001b[8m135`);
    expect(stdout.split('\n').filter((line) => /^billed/i.test(line))).toEqual([
      expect.stringMatching(/^billed +30 s$/i),
    ]);
  });

  it('is the same JSON as ever with --json', async () => {
    const { stdout } = await run('lookup', ['12-abc', '--json'], 'input-row');
    expect(stdout.trimEnd()).not.toMatch(ACTIVE);
    const { cdr } = JSON.parse(stdout) as { cdr: { bizId: string }[] };
    expect(cdr[0]?.bizId).toBe('\u001b]0;owned\u0007\u001b[2J\u001b[31mx\nbilled     0 s');
  });
});

test.each([
  ['lookup', ['12-abc']],
  ['pull', RANGE],
  ['doctor', []],
])('a refusal whose text holds escape sequences is told by `%s` with them escaped', async (name, args) => {
  const { code, stdout, stderr } = await run(name, args, 'input-error');
  expect(code).toBe(1);
  expect(stdout + stderr).toContain('-403');
  expect(stdout).not.toMatch(ACTIVE);
  expect(stderr).not.toMatch(ACTIVE);
});

test('what a person typed is told back escaped as well', async () => {
  const { code, stderr } = await run('lookup', ['x', '--\u001b[31mred'], 'input-row');
  expect(code).toBe(2);
  expect(stderr).toContain(String.raw`\u001b[31mred`);
  expect(stderr).not.toMatch(ACTIVE);
});

describe('printable', () => {
  it(`leaves nothing that acts on a terminal, and JSON the same JSON (SEED=${SEED})`, () => {
    const unit = fc.oneof(anyCharacter, fc.constantFrom('\u001b', '\u009b', '\u202e', '\n', '\r'));
    const text = fc.string({ unit });
    fc.assert(
      fc.property(text, (one) => {
        expect(printable(one)).not.toMatch(ACTIVE);
        expect(printable(one)).not.toContain('\n');
        expect(printable(one)).not.toMatch(/\p{Surrogate}/u);
        expect(JSON.parse(printable(JSON.stringify(one)))).toBe(one);
      }),
      { seed: SEED },
    );
  });

  it('leaves text of people as it is', () => {
    const text = '“héllo” 号码 +86 → 😀';
    expect(printable(text)).toBe(text);
    expect(printableLines(`${text}\n\u001b${text}`)).toBe(`${text}\n\\u001b${text}`);
  });
});
