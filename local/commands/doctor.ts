/** `npm run doctor`: is everything in place for pulling and looking up? */

import { styleText } from 'node:util';
import { createDeps } from '../../shared/deps.ts';
import { readOptions, runCommand } from '../console/command.ts';
import { diagnose, type Finding } from './diagnosis.ts';
import { readEnvironment } from '../console/environment.ts';

const HELP = `Checks what Huadan needs, and says what to change where something is missing.

  npm run doctor
  npm run doctor -- --env prod.env    settings from this file instead of .env

It reads the settings from the environment and from .env, then tries
  settings   every variable there must be; all faults are told at once
  archive    ARCHIVE_URL: a folder can be written to and has hard links; a bucket is there, never had versioning
             and refuses to overwrite. One scratch object is written, read and deleted: _state/preflight.txt
  vendor     one request for the calls of one minute; nothing is stored

  ✓ fine    ! works, but not all of it    ✗ must be changed

  --env FILE   settings in FILE count more than the environment; .env is not read then

Exit codes: 0 nothing must be changed; 1 something must; 2 arguments that cannot be right. NO_COLOR=1 turns colours off.
`;

const MARKS = { ok: ['green', '✓'], warning: ['yellow', '!'], failure: ['red', '✗'] } as const;

function line({ outcome, what, advice }: Finding): string {
  const [colour, sign] = MARKS[outcome];
  const mark = styleText(colour, sign, { stream: process.stdout });
  return `${mark} ${what}${advice === undefined ? '' : `\n  ${advice}`}\n`;
}

async function main(): Promise<number> {
  const faults: string[] = [];
  const options = readOptions(
    { env: { type: 'string' }, help: { type: 'boolean', short: 'h' } },
    process.argv.slice(2),
    faults,
  );
  if (options === undefined) {
    process.stderr.write(`${faults.join(' ')}\n\n${HELP}`);
    return 2;
  }
  if (options.help === true) {
    process.stdout.write(HELP);
    return 0;
  }
  const deps = createDeps();
  let failures = 0;
  try {
    for await (const finding of diagnose(readEnvironment(options.env), deps)) {
      process.stdout.write(line(finding));
      if (finding.outcome === 'failure') failures++;
    }
  } finally {
    deps.close();
  }
  return failures === 0 ? 0 : 1;
}

await runCommand(main);
