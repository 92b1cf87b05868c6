/** `settings`: every setting there is, made from the one table of them. */

import { defineCommand } from '../console/command.ts';
import { WRITE_ARGS, writeFile } from '../console/generated-file.ts';
import { envExample, settingsTable } from './settings-text.ts';

const PAGE = 'docs/settings.md';
const EXAMPLE = '.env.example';
const MARKED = /(?<=<!-- settings -->\n\n)[^]*(?=\n\n<!-- \/settings -->)/;

export const command = defineCommand({
  summary: 'Prints every setting: its default, who reads it, what it is and how it is written.',
  args: WRITE_ARGS,
  examples: [
    ['', 'a table in Markdown'],
    ['--write', `into ${PAGE} and ${EXAMPLE}`],
  ],
  exitCodes: { 0: 'done' },
  run({ args, folder, stdout }) {
    if (!args.write) {
      stdout.write(`${settingsTable()}\n`);
      return 0;
    }
    writeFile(PAGE, (page) => page.replace(MARKED, () => settingsTable()), { folder, stdout });
    writeFile(EXAMPLE, () => envExample(), { folder, stdout });
    return 0;
  },
});
