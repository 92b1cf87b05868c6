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
  /** The size at which the pull meets what else one could do. */
  readonly comparedAt: number;
  /** Processes and lookups of the lookup's figures. */
  readonly lookup: { readonly loads: number; readonly lookups: number };
  readonly write: boolean;
}

const RUNS = 5;
/** A run of the largest size takes long enough to be steady. */
const RUNS_OF_LARGEST = 3;
const MOST_ROWS = 10_000_000;

function sizesOf(rows: number | undefined, quick: boolean): Plan['sizes'] {
  if (rows !== undefined) return [{ rows, runs: quick ? 1 : RUNS }];
  if (quick) return [2000, 20_000].map((size) => ({ rows: size, runs: 1 }));
  const sizes = [2000, 20_000, 200_000].map((size) => ({ rows: size, runs: RUNS }));
  return [...sizes, { rows: 1_000_000, runs: RUNS_OF_LARGEST }];
}

/** @throws HuadanError `config` for a size that is none */
export function readPlan({ rows: text, quick, write }: ParsedArgs<typeof ARGS>): Plan {
  const rows = text === undefined ? undefined : Number(text);
  if (rows !== undefined && !(Number.isInteger(rows) && rows >= 1 && rows <= MOST_ROWS)) {
    throw argumentFault(`--rows must be a number from 1 to ${MOST_ROWS}.`);
  }
  return {
    sizes: sizesOf(rows, quick),
    comparedAt: rows ?? (quick ? 20_000 : 200_000),
    lookup: quick ? { loads: 3, lookups: 100 } : { loads: 41, lookups: 1500 },
    write,
  };
}
