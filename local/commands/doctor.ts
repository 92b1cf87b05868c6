/** `doctor`: is everything in place for pulling and looking up? */

import { styleText } from 'node:util';
import { createDeps } from '../../shared/deps.ts';
import { defineCommand, SETTINGS_ARGS, type Output } from '../console/command.ts';
import { firstSteps } from '../console/environment.ts';
import { diagnose, type Finding } from './diagnosis.ts';

const MARKS = { ok: ['green', '✓'], warning: ['yellow', '!'], failure: ['red', '✗'] } as const;

function line({ outcome, what, advice }: Finding, stream: Output): string {
  const [colour, sign] = MARKS[outcome];
  const mark = styleText(colour, sign, { stream });
  return `${mark} ${what}${advice === undefined ? '' : `\n  ${advice}`}\n`;
}

export const command = defineCommand({
  args: {
    alert: { type: 'boolean' },
    ...SETTINGS_ARGS,
  },
  help: ({ doctor }) => doctor.help,

  async run({ args, environment, folder, stdout, clock, words }) {
    const deps = { ...createDeps(), clock };
    let failures = 0;
    try {
      for await (const finding of diagnose(environment, deps, { alert: args.alert, words })) {
        stdout.write(line(finding, stdout));
        if (finding.outcome === 'failure') failures++;
      }
    } finally {
      deps.close();
    }
    const hint = firstSteps(environment, folder, words.settings);
    if (hint !== undefined) stdout.write(`\n${hint}\n`);
    if (failures > 0) return 1;
    stdout.write(`\n${words.doctor.verdict}\n`);
    return 0;
  },
});
