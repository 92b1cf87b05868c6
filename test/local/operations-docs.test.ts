/** Every command that the page on operations prints is one, in both languages, with arguments that it takes. */

import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { COMMANDS } from '../../local/commands/index.ts';
import { readCommandLine } from '../../local/console/arguments.ts';
import { LANGUAGE_ARGS } from '../../local/console/language.ts';
import { COMMAND_WORDS } from '../../local/words/index.ts';
import { readStretch } from '../../local/console/time-range.ts';

const ENGLISH = 'docs/operations.md';
const CHINESE = 'docs/zh/operations.md';

/** `npm run pull -- --from …`, in a block of code or within a line. */
function commandsIn(page: string): string[] {
  const text = readFileSync(new URL(`../../${page}`, import.meta.url), 'utf8');
  const code = text.match(/^```sh\n[^]*?^```$|`npm run [^`]+`/gm) ?? [];
  const lines = code.flatMap((block) => [...block.matchAll(/npm run (?:--silent )?([a-z]+(?: -- [^\n#`|]+)?)/g)]);
  return [...new Set(lines.map(([, line = '']) => line.trim()))].sort();
}

describe.each([ENGLISH, CHINESE])('%s', (page) => {
  it.each(commandsIn(page))('npm run %s', async (line) => {
    const [name = '', , ...words] = line.split(/\s+/);
    expect(Object.keys(COMMANDS)).toContain(name);
    const { command } = await COMMANDS[name]!();
    expect(readCommandLine({ ...command.args, ...LANGUAGE_ARGS }, words, COMMAND_WORDS.en.faults).faults).toEqual([]);
    for (const stretch of words.filter((word) => word.includes('/'))) {
      expect(
        readStretch('--accept-loss', stretch, { environment: {}, clock: Date.now, words: COMMAND_WORDS.en }),
      ).toBeDefined();
    }
  });
});

it('both languages print the same commands', () => {
  const chinese = commandsIn(CHINESE).filter((line) => line !== 'status -- --lang zh');
  expect(chinese).toEqual(commandsIn(ENGLISH).filter((line) => line !== 'status -- --lang zh'));
  expect(chinese.length).toBeGreaterThan(12);
});
