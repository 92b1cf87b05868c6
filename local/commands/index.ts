/**
 * Every command there is.
 *
 * To add one:
 * 1. Write `local/commands/<name>.ts`:
 *
 *        export const command = defineCommand({
 *          summary: 'Lists the rejects that are still open.',
 *          args: { ...SETTINGS_ARGS, json: { type: 'boolean', about: 'print JSON' } },
 *          examples: [['--json', 'for a program']],
 *          exitCodes: { 0: 'done', 1: 'something failed' },
 *          async run({ args, environment, stdout, stderr, clock }) {
 *            const { config, range } = readAll({
 *              config: () => readPullConfig(environment),
 *              range: () => readRange(args, environment, clock),
 *            });
 *            …
 *            return 0;
 *          },
 *        });
 *
 *    `readAll` tells the faults of arguments and settings all at once; a reader reports its own by throwing a
 *    HuadanError `config` (`argumentFault('--from is missing.')`; both are in console/read-all.ts). The command writes to the `stdout` it is given and
 *    reads time from `clock`; it touches neither `process` nor `console`. Results go to stdout, all else to stderr.
 * 2. Add its line to the table below, and a script to package.json (`"<name>": "node local/run.js <name>"`).
 * 3. Test it in this process with `runHere('<name>', { args, env, folder })` of test/support/run-here.ts.
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
