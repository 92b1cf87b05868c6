/** What `npm run bench` is asked to do. */

import type { ArgTable, ParsedArgs } from '../local/console/arguments.ts';
import { argumentFault } from '../local/console/read-all.ts';

export const ARGS = {
  rows: { type: 'string', value: 'NUMBER' },
  quick: { type: 'boolean' },
  write: { type: 'boolean' },
} as const satisfies ArgTable;

export interface Plan {
  readonly sizes: readonly { readonly rows: number; readonly runs: number }[];
  readonly ticks: number;
  /** Also on one core. */
  readonly pinned: boolean;
  /** Processes and lookups of the lookup's figures. */
  readonly lookup: { readonly loads: number; readonly lookups: number };
  readonly archive: { readonly days: number; readonly callsADay: number };
}

/**
 * From a small company's ten minutes to more than anyone's. None is round: a list of a round number of rows is taken for
 * one that the vendor may have cut, and asked for in halves too.
 */
const SIZES = [
  { rows: 21, runs: 3 },
  { rows: 201, runs: 3 },
  { rows: 2003, runs: 3 },
  { rows: 20_011, runs: 3 },
  { rows: 200_003, runs: 3 },
];
const MOST_ROWS = 1_000_000;

const FULL: Plan = {
  sizes: SIZES,
  ticks: 10,
  pinned: true,
  lookup: { loads: 15, lookups: 1500 },
  archive: { days: 365, callsADay: 10_080 },
};
const QUICK: Plan = {
  sizes: [21, 2003].map((rows) => ({ rows, runs: 1 })),
  ticks: 2,
  pinned: false,
  lookup: { loads: 1, lookups: 20 },
  archive: { days: 3, callsADay: 1440 },
};

/** @throws HuadanError `config` for a size that is none */
export function readPlan({ rows: text, quick }: ParsedArgs<typeof ARGS>): Plan {
  const plan = quick ? QUICK : FULL;
  if (text === undefined) return plan;
  const rows = Number(text);
  if (!(Number.isInteger(rows) && rows >= 1 && rows <= MOST_ROWS)) {
    throw argumentFault(`--rows must be a number from 1 to ${MOST_ROWS}.`);
  }
  return { ...plan, sizes: [{ rows, runs: quick ? 1 : 3 }] };
}
