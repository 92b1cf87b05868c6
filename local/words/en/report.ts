import type { HelpWords } from '../help.ts';

const help = {
  summary: 'Shows the days of a month, or one day: complete or not, calls, answered, billed.',
  args: {
    month: 'such as 2026-03 (default: this month)',
    day: 'such as 2026-03-05, in place of a month',
    csv: 'write a table for Excel and other spreadsheets',
    html: 'write a page with pictures that opens in any browser',
  },
  examples: {
    '--month 2026-03': 'a row a day, and their sum',
    '--month 2026-03 --csv march.csv --html march.html': 'to send to others',
    '--day 2026-03-05 --json': 'for a program',
  },
  notes: `Figures come when a day is closed (the close function, or \`npm run close\`). A day is complete when every
second of it was asked for in time; the reasons are told where it is not.
Billed minutes are billed seconds divided by 60. The CSV is English unless --lang zh is given, whatever the
terminal's language. docs/report.md explains its columns.`,
  exitCodes: { 0: 'done', 1: 'the archive cannot be read' },
} satisfies HelpWords;

export const report = {
  help,
  /** Of the CSV. */
  columns: [
    'day',
    'state',
    'generation',
    'calls',
    'answered',
    'billedSeconds',
    'billedMinutes',
    'changeAdded',
    'changeRevised',
    'changeBilledSeconds',
    'closedAt',
    'missing',
  ],
  total: 'total',
  notAMonth: '--month is not a month: write 2026-03.',
  written: (file: string): string => `Written: ${file}`,
  notBegun: (month: string): string => `--month ${month} has not begun.`,
};
