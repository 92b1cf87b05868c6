import type { HelpWords } from '../help.ts';
import { many } from './console.ts';

const help = {
  summary: 'Writes the calls of closed days to one file, one row a call.',
  args: {
    from: 'the first day (needed)',
    to: 'the last day (default: the first)',
    csv: 'for a spreadsheet',
    jsonl: 'for a program: the lines of the archive as they are',
    incomplete: 'days that are not complete too',
  },
  examples: {
    '--from 2026-03-01 --to 2026-03-31 --csv march.csv': 'a month for Excel',
    '--from 2026-03-01 --to 2026-03-31 --csv march.csv --lang zh': 'with Chinese headings and words',
    '--from 2026-03-05 --jsonl day.jsonl': 'one day, the lines of the archive',
    '--from 2026-03-05 --csv day.csv --incomplete': 'a day with calls that may be missing',
  },
  notes: `Headings and words of the CSV are English unless --lang asks for others, whatever the terminal's language is.
Times are in the zone of the archive (UTC_OFFSET). In the CSV a tab stands before text that is all digits, such as
numbers, so that Excel keeps every digit; Python takes it away with .strip(). docs/closed-days.md has recipes.`,
  exitCodes: {
    0: 'the file is written',
    1: 'a day is not closed or not complete, or something failed; there is no new file',
  },
} satisfies HelpWords;

export const exporting = {
  help,
  formMissing: '--csv FILE or --jsonl FILE is missing.',
  lacking: (from: string, to: string, what: string): string => `${from === to ? from : `${from} to ${to}`}: ${what}`,
  refused: (from: string, to: string, lacking: string, advice: string): string =>
    `Exporting ${from} to ${to}: nothing was written.\n${lacking}\n${advice}`,
  addIncomplete:
    'With --incomplete what the archive has of these days is exported: a day that is not closed is left out.',
  noneClosed: 'There is no closed day to export.',
  incomplete:
    'Days that are not closed were left out; incomplete days were exported, and calls of them are or may be missing:',
  written: (path: string, calls: number, days: number, billed: number): string =>
    `${path}: ${many(calls, 'call')} of ${many(days, 'day')}, ${many(billed, 'billed second')}.`,
};
