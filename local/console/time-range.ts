/** The `--from` and `--to` of a command. */

import type { Environment } from '../../shared/config/read.ts';
import { parseInstant, parseUtcOffset, type EpochSeconds, type Window } from '../../shared/time.ts';
import type { Words } from '../words/index.ts';
import type { ArgTable } from './arguments.ts';
import { argumentFault, readAll } from './read-all.ts';

export const RANGE_ARGS = {
  from: { type: 'string', value: 'TIME' },
  to: { type: 'string', value: 'TIME' },
} as const satisfies ArgTable;

const DEFAULT_OFFSET_SECONDS = 8 * 3600;

/** What times are read with. */
interface TimeContext {
  readonly environment: Environment;
  readonly clock: () => number;
  readonly words: Words;
}

function readTime(option: string, text: string, { environment, words }: TimeContext): EpochSeconds {
  const offsetSeconds = parseUtcOffset(environment['UTC_OFFSET']?.trim() ?? '') ?? DEFAULT_OFFSET_SECONDS;
  const time = parseInstant(text, offsetSeconds);
  if (time !== undefined) return time;
  throw argumentFault(words.faults.notATime(option));
}

/** @throws HuadanError `config` that tells the faults of both */
export function readRange(
  { from, to }: { readonly from: string | undefined; readonly to: string | undefined },
  context: TimeContext,
): Window {
  const { faults } = context.words;
  const now = Math.floor(context.clock() / 1000);
  const range = readAll({
    from: () => {
      if (from === undefined) throw argumentFault(faults.missing('--from'));
      const time = readTime('--from', from, context);
      if (time >= now) throw argumentFault(faults.notYet('--from'));
      return time;
    },
    to: () => (to === undefined ? now : readTime('--to', to, context)),
  });
  if (range.from < range.to) return range;
  throw argumentFault(faults.notBefore);
}

/** `FROM/TO`, as ISO 8601 writes an interval. @throws HuadanError `config` */
export function readStretch(option: string, text: string, context: TimeContext): Window {
  const { faults } = context.words;
  const [from, to, ...more] = text.split('/');
  if (from === undefined || to === undefined || more.length > 0) {
    throw argumentFault(faults.notAStretch(option));
  }
  const stretch = { from: readTime(option, from, context), to: readTime(option, to, context) };
  if (stretch.from < stretch.to) return stretch;
  throw argumentFault(faults.stretchTurned(option));
}
