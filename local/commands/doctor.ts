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
  summary: 'Checks what Huadan needs, and says what to change where something is missing.',
  args: {
    alert: { type: 'boolean', about: 'also send a test message to ALERT_WEBHOOK' },
    ...SETTINGS_ARGS,
  },
  examples: [
    ['', 'settings from the environment and from .env'],
    ['--alert', 'and a message to ALERT_WEBHOOK, to see it arrive'],
    ['--env prod.env', 'settings from this file instead of .env'],
  ],
  notes: `What is tried
  settings   every variable there must be; all faults are told at once
  archive    ARCHIVE_URL: a folder can be written to and has hard links; a bucket is there, never had versioning
             and refuses to overwrite. One scratch object is written, read and deleted: _state/preflight.txt
  vendor     one request for the calls of one minute; nothing is stored
  alerts     with --alert: one message to ALERT_WEBHOOK

  ✓ fine    ! works, but not all of it    ✗ must be changed

NO_COLOR=1 turns colours off.`,
  exitCodes: { 0: 'nothing must be changed', 1: 'something must be changed' },

  async run({ args, environment, folder, stdout, clock }) {
    const deps = { ...createDeps(), clock };
    let failures = 0;
    try {
      for await (const finding of diagnose(environment, deps, { alert: args.alert })) {
        stdout.write(line(finding, stdout));
        if (finding.outcome === 'failure') failures++;
      }
    } finally {
      deps.close();
    }
    const hint = firstSteps(environment, folder);
    if (hint !== undefined) stdout.write(`\n${hint}\n`);
    return failures === 0 ? 0 : 1;
  },
});
