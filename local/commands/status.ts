/** `status`: how the archive stands, in one screen; and what a person decides about gaps, losses and a block. */

import { readCloseConfig } from '../../shared/config/read.ts';
import { isHuadanError } from '../../shared/errors.ts';
import { printable } from '../../shared/printable.ts';
import { openReplaceable } from '../../shared/store/open-store.ts';
import { tellPlace } from '../console/archive-location.ts';
import { defineCommand, SETTINGS_ARGS } from '../console/command.ts';
import { tellFailure } from '../console/console-log.ts';
import { readAll } from '../console/read-all.ts';
import { carryOut, DECISION_ARGS, readDecision } from '../status/carry-out.ts';
import { look, REJECT_DAYS, type Seen } from '../status/look.ts';
import { statusText } from '../status/text.ts';
import type { Words } from '../words/index.ts';

const HEALTHY = 0;
const PERSON_NEEDED = 1;
const UNKNOWN = 2;

function verdict({ state, problems, status: { closedDays } }: Seen, { status }: Words): string {
  if (state !== 'read') return state === 'none' ? status.never : status.unreadable;
  if (problems.length === 0) {
    return closedDays.incomplete === 0 ? status.healthy : status.healthyNow(closedDays.incomplete);
  }
  const needs = problems.map((one) => (one === 'rejects' ? status.openRejects : status.problems[one]));
  return [status.needed, ...needs.map((need) => `  ${need}`)].join('\n');
}

export const command = defineCommand({
  args: {
    json: { type: 'boolean' },
    ...DECISION_ARGS,
    ...SETTINGS_ARGS,
  },
  help: ({ status }) => status.help,

  async run(context) {
    const { args, environment, folder, stdout, stderr, clock, words } = context;
    const { config, decision } = readAll({
      config: () => readCloseConfig(environment),
      decision: () => readDecision(args, context),
    });
    if (decision !== undefined) return carryOut(decision, context);
    let seen: Seen;
    try {
      seen = await look(openReplaceable(config.archive), config, Math.floor(clock() / 1000));
    } catch (error) {
      if (!isHuadanError(error)) throw error;
      stderr.write(`${words.status.untold(tellFailure(error, config.secrets, words))}\n`);
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
