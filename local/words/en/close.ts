import type { HelpWords } from '../help.ts';
import { many } from './console.ts';

const help = {
  summary: 'Closes days: one file with one row a call, an index, and a manifest that says whether the day is complete.',
  args: {
    day: 'this day',
    from: 'every day from this one …',
    to: '… to this one, both included (default: the first)',
    force: 'also days that are not due: they are closed as incomplete',
    'dry-run': 'tell what would be done and do nothing',
    json: 'print the counters as one line of JSON on stdout; all else is on stderr',
  },
  examples: {
    '': 'every day that is due: what the hourly function does',
    '--dry-run': 'which days these are, and why',
    '--day 2026-03-05': 'one day',
    '--from 2026-03-01 --to 2026-03-31 --force': 'a month, with the days that are not due',
  },
  notes: `A day is due when every pass has gone over it and no gap in it is still being tried. What is closed is made from the
parts in cdr/ alone, and can be made again from there. docs/closed-days.md has the rest.`,
  exitCodes: {
    0: 'what is due is closed',
    1: 'something failed; the message says what',
    3: 'a day that was asked for is not due, or lies before the first pull',
    130: 'ended by Ctrl-C, after the day under way',
  },
} satisfies HelpWords;

export const close = {
  help,
  forceNeeds: '--force needs --day, or --from and --to.',
  plan: (due: number, unchanged: number): string => `${many(due, 'day')} to close, ${unchanged} closed and unchanged.`,
  failed: (days: number): string => `${many(days, 'day')} could not be closed.`,
  done: (closed: number, reopened: number, unchanged: number): string =>
    `${closed} closed, ${reopened} reopened, ${unchanged} unchanged.`,
};
