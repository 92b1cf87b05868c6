/** What `npm start` is asked to do: its options, and whether anything real is set up. */

import { parseDurationSeconds } from '../../shared/config/parsers.ts';
import type { Environment } from '../../shared/config/read.ts';
import { readOptions, usageError } from '../console/command.ts';
import { DEMO_EVERY } from './demo.ts';
import { isSetUp, readEnvironment } from '../console/environment.ts';

const REAL_EVERY = '5m';
const DEFAULT_SEED = 'huadan';

const HELP = `Pulls call records on a short cycle until Ctrl-C, and answers lookups beside it.

  npm start                       with a simulated vendor, into data/archive: nothing to set up
  npm start -- --seed 7           another made-up call centre (begin with an empty data/archive)
  npm start -- --every 1m         a tick a minute (default: ${DEMO_EVERY} simulated, ${REAL_EVERY} real)
  npm start -- --env prod.env     settings from this file; they count more than the environment, .env is not read

With CDR_ENDPOINT, CDR_ID, CDR_APP_ID and ARCHIVE_URL in the environment or in .env it asks the real vendor and
fills the real archive. Each tick pulls what is due and prints one line: the windows pulled, the calls that were new,
changed or known, the files written, and how far behind the archive is. Lookups are answered on this machine alone,
and only where LOOKUP_TOKENS names somebody (npm run token -- <name>).

Ctrl-C ends it when the window under way is filed (exit code 0), a second Ctrl-C at once. What was missed while it did
not run is pulled by the next start. Exit code 2: settings or arguments that cannot be right.
`;

const OPTIONS = {
  seed: { type: 'string' },
  every: { type: 'string' },
  env: { type: 'string' },
  help: { type: 'boolean', short: 'h' },
} as const;

export interface StartOptions {
  readonly environment: Environment;
  /** False: nothing at all is set up, so the vendor is simulated. */
  readonly real: boolean;
  readonly seed: string;
  /** As it was written, `20s`. */
  readonly every: string;
  readonly everyMs: number;
}

/** @throws HuadanError `config` that tells every fault of the arguments */
export function readStartOptions(
  args: readonly string[],
  surroundings: Environment = process.env,
): StartOptions | { readonly help: string } {
  const faults: string[] = [];
  const options = readOptions(OPTIONS, args, faults);
  if (options?.help === true) return { help: HELP };
  const environment = readEnvironment(options?.env, surroundings);
  const real = isSetUp(environment);
  const every = options?.every ?? (real ? REAL_EVERY : DEMO_EVERY);
  const everySeconds = parseDurationSeconds(every);
  if (everySeconds === undefined) faults.push('--every must be a duration such as 20s or 5m.');
  if (real && options?.seed !== undefined) faults.push('--seed is for the simulated vendor, but a real one is set up.');
  if (faults.length > 0 || everySeconds === undefined) throw usageError(faults, 'npm start -- --help');
  return { environment, real, seed: options?.seed ?? DEFAULT_SEED, every, everyMs: everySeconds * 1000 };
}
