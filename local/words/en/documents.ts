/** The commands that print documents made from the code. */

import type { HelpWords } from '../help.ts';

export const schema = {
  help: {
    summary: 'Prints the JSON Schema (2020-12) of one line of the archive, or of the manifest of a closed day.',
    args: { of: 'record or manifest (default: record)' },
    examples: {
      '': 'to stdout; `npm run --silent schema` leaves out the lines of npm',
      '--of manifest': 'that of days/dt=*/_manifest.json',
      '--write': 'both, into their files, which are shipped; then run `npm run format`',
    },
    exitCodes: { 0: 'done' },
  } satisfies HelpWords,
};

export const openapi = {
  help: {
    summary: 'Prints the OpenAPI 3.1 document of the lookup function.',
    args: {},
    examples: {
      '': 'to stdout; `npm run --silent openapi` leaves out the lines of npm',
      '--write': 'into functions/lookup/openapi.json, which the function serves; then run `npm run format`',
    },
    exitCodes: { 0: 'done' },
  } satisfies HelpWords,
};

export const settingsTable = {
  help: {
    summary: 'Prints every setting: its default, who reads it, what it is and how it is written.',
    args: {},
    examples: {
      '': 'a table in Markdown',
      '--write': 'into docs/settings.md, docs/zh/settings.md and .env.example',
    },
    exitCodes: { 0: 'done' },
  } satisfies HelpWords,
};
