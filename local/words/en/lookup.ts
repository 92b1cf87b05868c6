import type { HelpWords } from '../help.ts';
import { many } from './console.ts';

const help = {
  summary: 'Shows how a call went, or lists the calls of a number; asks vendor and archive.',
  args: {
    callId: 'the id of the call',
    number: 'calls from or to this number, in the archive, in any spelling',
    from: 'with --number: that began at this time or later (default: 7 days before --to)',
    to: 'with --number: that began before this time, at most 31 days later (default: now)',
    page: 'serve the page for people here, in front of the lookup at URL',
    source: 'ask one place only: vendor or archive',
    json: 'JSON, as the lookup function answers it',
  },
  examples: {
    '<callId>': 'a timeline of both legs, for a person',
    '<callId> --json': 'for a program',
    '--number 13800000000 --from 2026-03-01 --to 2026-04-01': 'a list; one call alone with its timeline',
    '--page https://…': 'the page, served here',
    '<callId> --env data/demo.env': 'a simulated call, while `npm start` runs',
  },
  notes: `A TIME is ISO 8601 or epoch seconds. CDR_ENDPOINT, CDR_ID and CDR_APP_ID name the vendor's address and account,
ARCHIVE_URL the archive, in the environment or in .env. Without ARCHIVE_URL the vendor alone is asked. Times are
shown at UTC_OFFSET (default +08:00). Nothing is stored. The vendor accepts known IP addresses only, so this machine
must be one of them; it knows a call some time after hang-up, and for about a day. NO_COLOR=1 turns colours off.`,
  exitCodes: {
    0: 'found',
    1: 'vendor or archive failed, or not everything could be searched: the call may still exist',
    3: 'there is no such call',
  },
} satisfies HelpWords;

export const lookup = {
  help,
  both: 'Give a callId or --number, not both.',
  neither: 'Give one callId, or --number.',
  unreadable: 'The question cannot be read.',
  /** What is wrong with the question, as the lookup function says it. */
  fault: (detail: string): string => detail,
  useNumber: 'To look for the calls of a number, use --number.',
  /** By where it was looked for. */
  noSuchCall: {
    vendor: 'The vendor has no such call. One can be found some time after hang-up, and for about a day.',
    archive: 'The archive has no such call. One can be found some time after hang-up.',
    both: 'There is no such call, neither at the vendor nor in the archive. One can be found some time after hang-up.',
  },
  unreadableRow: (why: string): string => `The vendor sent a row that cannot be read: ${why}.`,
  /** Of a number: how many calls, in which stretch of time, billed in all. */
  calls: (count: number, stretch: string, billed: string): string =>
    `${many(count, 'call')}, ${stretch}, billed ${billed}`,
  noCalls: (stretch: string): string => `The archive has no calls of this number in ${stretch}.`,
  mayBeMissing: (stretch: string): string => `Calls may be missing here: ${stretch}.`,
  tooMany: 'There are more calls in this range than one answer can hold. Ask for a shorter range.',
  asOf: (time: string): string => `From the archive, which was brought up to date about this call at ${time}.`,
  searchedUntil: (time: string): string => `Calls that began after ${time} have not been pulled yet.`,
  neverPulled: 'Nothing was ever pulled into this archive.',
  pageUrl: '--page takes the address of a lookup, such as https://example.com; https unless it is on this machine.',
  pageAt: (page: string, asked: string): string => `The page is at ${page} and asks ${asked}. Ctrl-C ends it.`,
  pageUnreachable: 'The lookup behind this page cannot be reached.',
  pageHint: 'Check the address given with --page.',
};
