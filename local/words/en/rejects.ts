import type { Standing } from '../../../shared/archive/judge-rejects.ts';
import type { HelpWords } from '../help.ts';
import { many } from './console.ts';

const STANDINGS: Readonly<Record<Standing, string>> = {
  unreadable: 'cannot be read',
  missing: 'not in the archive: --replay files it',
  other: 'the archive holds the call with other content',
  broken: 'its slot has a broken part',
  held: 'in the archive',
};

const help = {
  summary: 'Lists the rows of the vendor that could not be filed, and files those that can be now.',
  args: {
    replay: 'files what today’s Huadan can read and the archive lacks',
    versions: 'with --replay: also rows of calls that the archive holds with other content',
    show: 'print the rows themselves, numbers masked',
    raw: 'with --show: numbers in clear',
    from: 'the first day they were asked for (default: all)',
    to: 'the last one',
  },
  examples: {
    '': 'how many, of which days, and why',
    '--show --from 2019-01-23': 'the rows',
    '--replay': 'after an update that reads more',
  },
  notes: `A reject is closed when the archive holds its row. Nothing is marked or deleted: that is found out anew each time.
A row that was filed with U+FFFD in place of half a character is closed from the beginning.`,
  exitCodes: { 0: 'none is open', 1: 'something failed; the message says what', 3: 'some are open' },
} satisfies HelpWords;

export const rejects = {
  help,
  summary: (open: number, closed: number): string => `${many(open, 'open reject')}, ${closed} closed.`,
  standings: STANDINGS,
  heads: ['rows', 'days', 'state', 'reason'],
  damaged: (names: string): string => `Not all of these objects can be read: ${names}`,
  replayed: (added: number, revised: number, known: number, parts: number): string =>
    `Filed: ${many(added, 'call')} added, ${revised} revised, ${known} known, ${many(parts, 'part')} written.`,
  nothing: 'Nothing can be filed.',
  versions:
    'Of some calls the archive holds other content, and it is not known which is newer. --show shows the rows; `--replay --versions` files them as the latest version.',
};
