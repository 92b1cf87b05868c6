import type { HelpWords } from '../help.ts';

const help = {
  summary: 'Pulls call records again and again until Ctrl-C, and answers lookups on this machine.',
  args: {
    seed: 'another simulated call centre (begin with an empty data/archive)',
    every: 'time between pulls (default: 5m, simulated 40s)',
  },
  examples: {
    '': 'with a simulated vendor, into data/archive: nothing to set up',
    '--seed 7': 'another simulated call centre',
    '--every 1m': 'one pull a minute',
    '--env prod.env': 'settings from this file instead of .env',
  },
  notes: `With CDR_ENDPOINT, CDR_ID, CDR_APP_ID and ARCHIVE_URL in the environment or in .env it asks the real vendor and
fills the real archive. Each pull prints one line: the windows pulled, the calls that were new, changed or known, the
files written, and how far behind the archive is. Once an hour the days that are due are closed, a line each. HTTP is
answered at HOST and PORT (127.0.0.1:8651): GET /healthz, and lookups where LOOKUP_TOKENS names somebody.

Ctrl-C or SIGTERM ends it when the window under way is filed, a second Ctrl-C at once. What was missed while it did
not run is pulled by the next start.`,
  exitCodes: { 0: 'ended by Ctrl-C or SIGTERM', 1: 'something failed; the message says what' },
} satisfies HelpWords;

export const start = {
  help,
  everyFault: '--every must be a duration such as 20s or 5m.',
  seedFault: '--seed is for the simulated vendor, but a real one is set up.',
  pullingFrom: (vendor: string): string => `Huadan, pulling from ${vendor}`,
  simulated: 'Huadan with a simulated vendor: no call and no number is real.',
  forReal: 'For the real one set CDR_ENDPOINT, CDR_ID, CDR_APP_ID and ARCHIVE_URL, here or in .env.',
  labels: {
    files: 'Files',
    page: 'Page',
    cycle: 'Cycle',
    status: 'Status',
    lookup: 'Lookup',
    http: 'HTTP',
    report: 'Report',
    export: 'Export',
    pull: 'Pull',
    look: 'Look',
  },
  cycle: (every: string): string => `every ${every}, until Ctrl-C`,
  lookupOff: (command: string): string => `off; LOOKUP_TOKENS names who may ask (${command})`,
  elsewhere: 'In another terminal, in this folder:',
  nothingDue: 'nothing was due',
  nothingPulled: 'nothing pulled',
  stopped: 'Stopped. The next start goes on from here.',
  secondDemo: (file: string): string =>
    `Starting a simulated vendor: one runs in this folder already. Use its settings (--env ${file}), stop it, or start this one in another folder.`,
  demoFile: 'Written by npm start, for as long as its simulated vendor runs.',
};
