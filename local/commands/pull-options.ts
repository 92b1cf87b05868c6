/** What `npm run pull` is asked to do: its options and the settings, checked together, so that all faults are told at once. */

import { readPullConfig, type Environment, type PullConfig } from '../../shared/config/read.ts';
import type { HuadanError } from '../../shared/errors.ts';
import { parseInstant, parseUtcOffset, type EpochSeconds, type Window } from '../../shared/time.ts';
import { orFault, readOptions, usageError } from '../console/command.ts';
import { DEMO_ENV } from './demo.ts';
import { isSetUp, readEnvironment } from '../console/environment.ts';

const HELP = `Pulls the calls of one stretch of time into the archive, once. What is there already is not written again.

  npm run pull -- --from 2019-01-23T17:00 --to 2019-01-23T18:00
  npm run pull -- --from 2019-01-23 --to 2019-01-24         a whole day
  npm run pull -- --from 1548234000                         until now
  npm run pull -- --from 2019-01-23T09:00Z --env prod.env   settings from this file instead of .env
  npm run pull -- --from 2019-01-23 --json | jq .added      the counters, as JSON

  --from TIME   the first second (needed)
  --to TIME     the second after the last (default: now)
  --env FILE    settings in FILE count more than the environment; .env is not read then
  --json        print the counters as one line of JSON on stdout; all else is on stderr

A TIME is ISO 8601 or epoch seconds. A date alone is its midnight; a time without an offset is taken in UTC_OFFSET
(default +08:00). Settings come from the environment and from .env: CDR_ENDPOINT, CDR_ID, CDR_APP_ID and ARCHIVE_URL
are needed. The cursors of the timer stay where they are. The vendor may keep calls for about a day only.

Without a vendor: run \`npm start\` in another terminal, then
  npm run pull -- --env ${DEMO_ENV} --from …

Exit codes: 0 all was pulled; 1 something failed, told in a sentence; 2 arguments or settings that cannot be right;
130 ended by Ctrl-C, after the window under way.
`;

const OPTIONS = {
  from: { type: 'string' },
  to: { type: 'string' },
  env: { type: 'string' },
  json: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
} as const;

const DEFAULT_OFFSET_SECONDS = 8 * 3600;

export interface PullCommand {
  readonly config: PullConfig;
  readonly range: Window;
  readonly json: boolean;
}

function readTime(name: string, text: string, environment: Environment, faults: string[]): EpochSeconds | undefined {
  const offsetSeconds = parseUtcOffset(environment['UTC_OFFSET']?.trim() ?? '') ?? DEFAULT_OFFSET_SECONDS;
  const time = parseInstant(text, offsetSeconds);
  if (time === undefined) {
    faults.push(`--${name} is not a time: write 2019-01-23T17:10, 2019-01-23T17:10:00+08:00 or epoch seconds.`);
  }
  return time;
}

function readRange(
  { from, to }: { from?: string; to?: string },
  environment: Environment,
  faults: string[],
): Window | undefined {
  if (from === undefined) faults.push('--from is missing.');
  const first = from === undefined ? undefined : readTime('from', from, environment, faults);
  const end = to === undefined ? Math.floor(Date.now() / 1000) : readTime('to', to, environment, faults);
  if (first === undefined || end === undefined) return undefined;
  if (first < end) return { from: first, to: end };
  faults.push(`--from is not before --to${to === undefined ? ', which is now' : ''}.`);
  return undefined;
}

/** @throws HuadanError `config` that tells every fault of the arguments and of the settings */
export function readPullCommand(args: readonly string[]): PullCommand | { readonly help: string } {
  const faults: string[] = [];
  const options = readOptions(OPTIONS, args, faults);
  // Without them nobody knows which settings are meant.
  if (options === undefined) throw usageError(faults, 'npm run pull -- --help');
  if (options.help === true) return { help: HELP };
  const wrong: HuadanError[] = [];
  const environment = orFault(() => readEnvironment(options.env), wrong);
  const range = readRange(options, environment ?? {}, faults);
  const config = environment && orFault(() => readPullConfig(environment), wrong);
  faults.push(...wrong.map(({ message }) => message));
  if (environment !== undefined && !isSetUp(environment)) {
    faults.push(`To try it without a vendor, run \`npm start\` in another terminal and add --env ${DEMO_ENV}.`);
  }
  if (faults.length === 0 && range !== undefined && config !== undefined) {
    return { config, range, json: options.json ?? false };
  }
  throw usageError(faults, 'npm run pull -- --help');
}
