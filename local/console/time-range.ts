/** The `--from` and `--to` of a command. */

import type { Environment } from '../../shared/config/read.ts';
import { parseInstant, parseUtcOffset, type EpochSeconds, type Window } from '../../shared/time.ts';
import type { ArgTable } from './arguments.ts';
import { argumentFault, readAll } from './read-all.ts';

export const RANGE_ARGS = {
  from: { type: 'string', value: 'TIME', about: 'the first second (needed)' },
  to: { type: 'string', value: 'TIME', about: 'the second after the last (default: now)' },
} as const satisfies ArgTable;

export const RANGE_NOTES = `A TIME is ISO 8601 or epoch seconds. A date alone is its midnight; a time without an offset is taken in UTC_OFFSET
(default +08:00).`;

const DEFAULT_OFFSET_SECONDS = 8 * 3600;

function readTime(name: string, text: string, environment: Environment): EpochSeconds {
  const offsetSeconds = parseUtcOffset(environment['UTC_OFFSET']?.trim() ?? '') ?? DEFAULT_OFFSET_SECONDS;
  const time = parseInstant(text, offsetSeconds);
  if (time !== undefined) return time;
  throw argumentFault(`--${name} is not a time: write 2019-01-23T17:10, 2019-01-23T17:10:00+08:00 or epoch seconds.`);
}

/** @throws HuadanError `config` that tells the faults of both */
export function readRange(
  { from, to }: { readonly from: string | undefined; readonly to: string | undefined },
  environment: Environment,
  clock: () => number,
): Window {
  const range = readAll({
    from: () => {
      if (from === undefined) throw argumentFault('--from is missing.');
      return readTime('from', from, environment);
    },
    to: () => (to === undefined ? Math.floor(clock() / 1000) : readTime('to', to, environment)),
  });
  if (range.from < range.to) return range;
  throw argumentFault(`--from is not before --to${to === undefined ? ', which is now' : ''}.`);
}

/** `FROM/TO`, as ISO 8601 writes an interval. @throws HuadanError `config` */
export function readStretch(name: string, text: string, environment: Environment): Window {
  const [from, to, ...more] = text.split('/');
  if (from === undefined || to === undefined || more.length > 0) {
    throw argumentFault(`--${name} takes FROM/TO: 2019-01-23T17:10/2019-01-23T17:20, or epoch seconds.`);
  }
  const stretch = { from: readTime(name, from, environment), to: readTime(name, to, environment) };
  if (stretch.from < stretch.to) return stretch;
  throw argumentFault(`--${name}: its FROM is not before its TO.`);
}
