import type { HelpWords } from '../help.ts';
import { many } from './console.ts';

const help = {
  summary: 'Reads the parts and the closed files of days to the last byte, and tells what is wrong.',
  args: { from: 'the first day (needed)', to: 'the last day (default: the first)' },
  examples: {
    '--from 2026-03-01 --to 2026-03-31': 'a month',
    '--from 2026-03-05': 'one day',
  },
  notes: `Parts: whole gzip, every line a call of its slot, sorted, no version of a call twice. Closed days: files, index and
figures are what the parts give, and their hashes are the manifest's. Nothing is written.`,
  exitCodes: { 0: 'all is as it should be', 1: 'something is not; each fault has a line' },
} satisfies HelpWords;

export const verify = {
  help,
  generation: (generation: number): string => `generation ${generation}`,
  good: 'good',
  faults: (count: number): string => many(count, 'fault'),
  day: (day: string, verdict: string, parts: number, rows: number, closed: string): string =>
    `${day}  ${verdict}: ${many(parts, 'part')}, ${many(rows, 'row')}, ${closed}`,
  missing: (name: string): string => `${name} is missing.`,
  differs: (name: string): string => `${name} is not what the manifest says.`,
  newParts: 'There are parts that the closed day was not made of: the next close makes it again.',
  filesDiffer: 'Files or index are not what the parts give.',
  figuresDiffer: "The manifest's figures are not what the parts give.",
  catalogue: 'The catalogue has another manifest of this day: the next close corrects it.',
  part: (name: string, fault: string): string => `The part ${name}: ${fault}.`,
  notJson: 'a line in it is not JSON',
  notARecord: (field: string): string => `a call in it is not as this archive writes them (${field})`,
  notSorted: 'it is not sorted',
  twice: 'a version of a call is twice in its slot',
};
