import type { HelpWords } from '../help.ts';

const help = {
  summary: 'Pulls the calls of a stretch of time into the archive, once; calls already there are not written again.',
  args: {
    from: 'the first second (needed)',
    to: 'the second after the last (default: now)',
    json: 'print the counters as one line of JSON on stdout; all else is on stderr',
  },
  examples: {
    '--from 2019-01-23T17:00 --to 2019-01-23T18:00': 'one hour',
    '--from 2019-01-23 --to 2019-01-24': 'a whole day',
    '--from 1548234000': 'until now',
    '--from 2019-01-23T09:00Z --env prod.env': 'settings from this file instead of .env',
    '--from 2019-01-23 --json | jq .added': 'the counters, for a program',
    '--from 2019-01-23T09:00 --env data/demo.env': 'simulated calls, while `npm start` runs',
  },
  notes: `A TIME is ISO 8601 or epoch seconds. A date alone is its midnight; a time without an offset is taken in UTC_OFFSET
(default +08:00). CDR_ENDPOINT, CDR_ID, CDR_APP_ID and ARCHIVE_URL must be set, in the environment or in .env.
The cursors of the timer stay where they are. The vendor may keep calls for about a day only.`,
  exitCodes: {
    0: 'everything was pulled',
    1: 'something failed; the message says what',
    4: 'everything the vendor gave was pulled, but the range is older than RETENTION: calls may be missing',
    130: 'ended by Ctrl-C, after the window under way',
  },
} satisfies HelpWords;

export const pull = {
  help,
  goOn: (range: string): string => `To go on where this ended: ${range}`,
};
