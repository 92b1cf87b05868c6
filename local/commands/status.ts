/** `status`: how the archive stands, in one screen; and what a person decides about gaps, losses and a block. */

import { readCloseConfig } from '../../shared/config/read.ts';
import { isHuadanError } from '../../shared/errors.ts';
import { printable } from '../../shared/printable.ts';
import { openReplaceable } from '../../shared/store/open-store.ts';
import { tellPlace } from '../console/archive-location.ts';
import { defineCommand, SETTINGS_ARGS } from '../console/command.ts';
import { tellFailure } from '../console/console-log.ts';
import { LANGUAGE_ARGS, readLanguage } from '../console/language.ts';
import { readAll } from '../console/read-all.ts';
import { carryOut, DECISION_ARGS, readDecision } from '../status/carry-out.ts';
import { look, REJECT_DAYS, type Seen } from '../status/look.ts';
import { statusText } from '../status/text.ts';
import { COMMAND_WORDS, type Words } from '../words/index.ts';

const HEALTHY = 0;
const PERSON_NEEDED = 1;
const UNKNOWN = 2;

function verdict({ state, problems }: Seen, { status }: Words): string {
  if (state !== 'read') return state === 'none' ? status.never : status.unreadable;
  if (problems.length === 0) return status.healthy;
  const needs = problems.map((one) => (one === 'rejects' ? status.openRejects : status.problems[one]));
  return [status.needed, ...needs.map((need) => `  ${need}`)].join('\n');
}

export const command = defineCommand({
  summary: 'Tells how the archive stands: lag, gaps, losses, days, rejects, and what needs a person.',
  args: {
    json: { type: 'boolean', about: 'print JSON: what GET /status answers, and what needs a person' },
    ...DECISION_ARGS,
    ...LANGUAGE_ARGS,
    ...SETTINGS_ARGS,
  },
  examples: [
    ['', 'one screen'],
    ['--json', 'for a program'],
    ['--accept-loss 2019-01-23T17:00/2019-01-23T18:00', 'asks before it changes anything'],
    ['--drop-gap 2019-01-23T17:15:05/2019-01-23T17:15:06 --yes', 'in a script'],
    ['--unblock', 'once the vendor has lifted its block'],
  ],
  notes: `FROM and TO are ISO 8601 or epoch seconds, in UTC_OFFSET where no offset is written; TO is the second after the last.
Of a gap or a loss that reaches further, only the part inside is changed.

The decisions change _state/pull.json, as a pull does. Each first says what it means, and waits for a typed yes at a
terminal; elsewhere it needs --yes. Nobody needs to edit that file.`,
  exitCodes: {
    [HEALTHY]: 'all is well, or what was decided is written',
    [PERSON_NEEDED]: 'a person is needed; or there was nothing to decide about, or it did not last',
    [UNKNOWN]: 'it cannot be told: there is no state, or the archive cannot be read; or nobody said yes',
  },

  async run(context) {
    const { args, environment, folder, stdout, stderr, clock } = context;
    const { config, language, decision } = readAll({
      config: () => readCloseConfig(environment),
      language: () => readLanguage(args, environment),
      decision: () => readDecision(args, environment),
    });
    const words = COMMAND_WORDS[language];
    if (decision !== undefined) return carryOut(decision, words.change, context);
    let seen: Seen;
    try {
      seen = await look(openReplaceable(config.archive), config, Math.floor(clock() / 1000));
    } catch (error) {
      if (!isHuadanError(error)) throw error;
      stderr.write(`${words.status.untold(tellFailure(error, config.secrets))}\n`);
      return UNKNOWN;
    }
    const { status, state, openRejects, problems } = seen;
    if (args.json) stdout.write(`${printable(JSON.stringify({ ...status, openRejects, problems }))}\n`);
    else {
      const place = tellPlace(config.archive, folder);
      stdout.write(statusText({ status, place, openRejects, rejectDays: REJECT_DAYS }, words));
      stdout.write(`\n${verdict(seen, words)}\n`);
    }
    if (state !== 'read') return UNKNOWN;
    return problems.length === 0 ? HEALTHY : PERSON_NEEDED;
  },
});
