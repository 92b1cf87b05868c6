import type { HelpWords } from '../help.ts';
import { many } from './console.ts';

const help = {
  summary: 'Checks what Huadan needs, and says what to change where something is missing.',
  args: { alert: 'also send a test message to ALERT_WEBHOOK' },
  examples: {
    '': 'settings from the environment and from .env',
    '--alert': 'and a message to ALERT_WEBHOOK, to see it arrive',
    '--env prod.env': 'settings from this file instead of .env',
  },
  notes: `What is tried
  settings   every variable there must be; all faults are told at once
  lookup     LOOKUP_TOKENS names who may ask
  archive    ARCHIVE_URL: a folder can be written to and has hard links; a bucket is there, never had versioning
             and refuses to overwrite. One scratch object is written, read and deleted: _state/preflight.txt
  vendor     one request for the calls of one minute; nothing is stored
  alerts     with --alert: one message to ALERT_WEBHOOK

  ✓ fine    ! works in part    ✗ must be changed

NO_COLOR=1 turns colours off.`,
  exitCodes: { 0: 'nothing must be changed', 1: 'something must be changed' },
} satisfies HelpWords;

export const doctor = {
  help,
  found: (what: string, seen: string): string => `${what}: ${seen}`,
  settings: 'settings',
  complete: 'complete',
  verdict: 'Nothing must be changed.',
  lookup: 'lookup',
  tokens: (count: number): string => `${many(count, 'token')} may ask`,
  noTokens: 'LOOKUP_TOKENS is empty, so every lookup is refused. Make a token with `npm run token`.',
  archive: (place: 'file' | 'cos', check: string): string =>
    `archive: ${place === 'file' ? 'the folder' : 'the bucket'} ${check}`,
  /** By the names of the checks in store/check-bucket.ts. */
  checks: {
    there: 'is there, and says so when an object is not',
    versioning: 'never had versioning',
    overwrites: 'can be written to, and refuses to overwrite',
    reads: 'gives back what was written, whole and in pieces',
    deletes: 'lets the scratch object be deleted',
  },
  state: (name: string): string => `archive: the state ${name}`,
  noState: 'there is none yet, the first pull begins at LOOKBACK',
  stateUnreadable:
    'It cannot be read at all. The next pull keeps it aside and begins again at LOOKBACK; no earlier day is complete.',
  sameLayout: 'SLOT_MINUTES and UTC_OFFSET are those the archive was begun with',
  stateFaults: (faults: string): string =>
    `It was edited or damaged: ${faults}. The rest of it is used, and the next pull writes the whole file again.`,
  vendor: 'vendor',
  answered: (calls: number): string => `it answered with ${many(calls, 'call')} of one minute`,
  alerts: 'alerts',
  noWebhook: 'ALERT_WEBHOOK is not set, so no message is sent.',
  testTaken: 'the test message was accepted',
};
