/**
 * Every command there is.
 *
 * To add one:
 * 1. Write `local/commands/<name>.ts`:
 *
 *        export const command = defineCommand({
 *          args: { json: { type: 'boolean' }, ...SETTINGS_ARGS },
 *          help: ({ rejects }) => rejects.help,
 *          async run({ args, environment, stdout, clock, words }) {
 *            const { config, range } = readAll({
 *              config: () => readPullConfig(environment),
 *              range: () => readRange(args, { environment, clock, words }),
 *            });
 *            …
 *            return 0;
 *          },
 *        });
 *
 *    `readAll` tells the faults of arguments and settings all at once; a reader reports its own by throwing a
 *    HuadanError `config` (`argumentFault(words.faults.missing('--from'))`; both are in console/read-all.ts). The
 *    command writes to the `stdout` it is given and reads time from `clock`; it touches neither `process` nor `console`.
 *    Results go to stdout, all else to stderr.
 * 2. Write its help and whatever else it says to `local/words/en/<name>.ts` and `local/words/zh/<name>.ts`.
 * 3. Add its line to the table below, and a script to package.json (`"<name>": "node local/run.js <name>"`).
 * 4. Test it in this process with `runHere('<name>', { args, env, folder })` of test/support/run-here.ts.
 */

import type { CommandTable } from '../console/run-cli.ts';

export const COMMANDS: CommandTable = {
  start: async () => import('./start.ts'),
  pull: async () => import('./pull.ts'),
  lookup: async () => import('./lookup.ts'),
  close: async () => import('./close.ts'),
  export: async () => import('./export.ts'),
  verify: async () => import('./verify.ts'),
  status: async () => import('./status.ts'),
  rejects: async () => import('./rejects.ts'),
  report: async () => import('./report.ts'),
  token: async () => import('./token.ts'),
  doctor: async () => import('./doctor.ts'),
  probe: async () => import('./probe.ts'),
  schema: async () => import('./schema.ts'),
  openapi: async () => import('./openapi.ts'),
  settings: async () => import('./settings.ts'),
};
