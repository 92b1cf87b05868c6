/** The `--from` and `--to` of a command that works on whole days. */

import { isDay } from '../../shared/days/calendar.ts';
import type { Words } from '../words/index.ts';
import type { ArgTable } from './arguments.ts';
import { argumentFault, readAll } from './read-all.ts';

export const DAYS_ARGS = {
  from: { type: 'string', value: 'DAY' },
  to: { type: 'string', value: 'DAY' },
} as const satisfies ArgTable;

export interface DayRange {
  readonly from: string;
  /** It belongs to the range. */
  readonly to: string;
}

/** @throws HuadanError `config` */
export function readDay(option: string, text: string, { faults }: Words): string {
  if (!isDay(text)) throw argumentFault(faults.notADay(option));
  return text;
}

/** @throws HuadanError `config` that tells the faults of both */
export function readDays(
  { from, to }: { readonly from: string | undefined; readonly to: string | undefined },
  words: Words,
): DayRange {
  const range = readAll({
    from: () => {
      if (from === undefined) throw argumentFault(words.faults.missing('--from'));
      return readDay('--from', from, words);
    },
    to: () => to && readDay('--to', to, words),
  });
  const last = range.to ?? range.from;
  if (range.from > last) throw argumentFault(words.faults.daysTurned);
  return { from: range.from, to: last };
}
