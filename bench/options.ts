/** What `npm run bench` is asked to do. */

import { readOptions, usageError } from '../local/console/command.ts';

const HELP = `Measures the packaged functions and prints the README's figures in Markdown.

  npm run bench                   pulls of 2 000 to 1 000 000 rows beside zlib alone and what else one could do, COS
                                  requests, lookups: about five minutes, on a machine that does nothing else
  npm run bench -- --rows 50000   one size only
  npm run bench -- --quick        small sizes and one run each: to see that it works, not to be quoted
  npm run bench -- --write        puts what it prints into README.md too

What is being measured is told on stderr. jq and python3 are left out where they are not installed.
Exit code 2: arguments that cannot be right.
`;

const OPTIONS = {
  rows: { type: 'string' },
  quick: { type: 'boolean' },
  write: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
} as const;

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

/** @throws HuadanError `config` that tells every fault of the arguments */
export function readPlan(args: readonly string[]): Plan | { readonly help: string } {
  const faults: string[] = [];
  const options = readOptions(OPTIONS, args, faults);
  if (options?.help === true) return { help: HELP };
  const rows = options?.rows === undefined ? undefined : Number(options.rows);
  if (rows !== undefined && !(Number.isInteger(rows) && rows >= 1 && rows <= MOST_ROWS)) {
    faults.push(`--rows must be a number from 1 to ${MOST_ROWS}.`);
  }
  if (faults.length > 0) throw usageError(faults, 'npm run bench -- --help');
  const quick = options?.quick === true;
  return {
    sizes: sizesOf(rows, quick),
    comparedAt: rows ?? (quick ? 20_000 : 200_000),
    lookup: quick ? { loads: 3, lookups: 100 } : { loads: 41, lookups: 1500 },
    write: options?.write === true,
  };
}
