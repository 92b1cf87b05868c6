/** `settings`: every setting there is, made from the one table of them. */

import { defineCommand } from '../console/command.ts';
import { WRITE_ARGS, writeFile } from '../console/generated-file.ts';
import { en, envExample, settingsTable } from './settings-text.ts';
import { zh } from './settings-zh.ts';

/** Each holds the table between two markers. */
const PAGES = [
  ['docs/settings.md', en],
  ['docs/zh/settings.md', zh],
] as const;
const TABLES = { en, zh };
const EXAMPLE = '.env.example';
const MARKED = /(?<=<!-- settings -->\n\n)[^]*(?=\n\n<!-- \/settings -->)/;

export const command = defineCommand({
  args: WRITE_ARGS,
  help: (words) => words.settingsTable.help,
  run({ args, folder, stdout, language, words: say }) {
    if (!args.write) {
      stdout.write(`${settingsTable(TABLES[language])}\n`);
      return 0;
    }
    for (const [page, words] of PAGES) {
      writeFile(page, (text) => text.replace(MARKED, () => settingsTable(words)), { folder, stdout, words: say });
    }
    writeFile(EXAMPLE, () => envExample(), { folder, stdout, words: say });
    return 0;
  },
});
