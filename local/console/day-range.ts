/** The `--from` and `--to` of a command that works on whole days. */

import { isDay } from '../../functions/close/event.ts';
import type { ArgTable } from './arguments.ts';
import { argumentFault, readAll } from './read-all.ts';

export const DAYS_ARGS = {
  from: { type: 'string', value: 'DAY', about: 'the first day (needed)' },
  to: { type: 'string', value: 'DAY', about: 'the last day (default: the first)' },
} as const satisfies ArgTable;

export interface DayRange {
  readonly from: string;
  /** It belongs to the range. */
  readonly to: string;
}

/** @throws HuadanError `config` */
export function readDay(name: string, text: string | undefined): string {
  if (text === undefined) throw argumentFault(`--${name} is missing.`);
  if (!isDay(text)) throw argumentFault(`--${name} is not a day: write 2026-03-05.`);
  return text;
}

/** @throws HuadanError `config` that tells the faults of both */
export function readDays({
  from,
  to,
}: {
  readonly from: string | undefined;
  readonly to: string | undefined;
}): DayRange {
  const range = readAll({ from: () => readDay('from', from), to: () => readDay('to', to ?? from) });
  if (range.from > range.to) throw argumentFault('--from is after --to.');
  return range;
}
