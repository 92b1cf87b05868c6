/** `status`, and what a person decides with it. */

import type { Problem } from '../../../shared/health.ts';
import type { Status } from '../../../shared/status.ts';
import type { HelpWords } from '../help.ts';
import { many } from './console.ts';

const help = {
  summary: 'Shows the state of the archive: lag, gaps, losses, days, rejects, and what a person must do.',
  args: {
    json: 'print JSON: what GET /status answers, and what a person must do',
    'accept-loss': 'accepts that calls lost in this stretch are missing: its days may become complete',
    'drop-gap': 'gives up the gaps in this stretch: they count as lost',
    unblock: 'lets the next pull ask the vendor at once',
    yes: 'does it without a question',
  },
  examples: {
    '': 'one screen',
    '--json': 'for a program',
    '--accept-loss 2019-01-23T17:00/2019-01-23T18:00': 'asks before it changes anything',
    '--drop-gap 2019-01-23T17:15:05/2019-01-23T17:15:06 --yes': 'in a script',
    '--unblock': 'once the vendor has lifted its block',
  },
  notes: `FROM and TO are ISO 8601 or epoch seconds, in UTC_OFFSET where no offset is written; TO is the second after the last.
Of a gap or a loss that reaches further, only the part inside is changed.

The decisions change _state/pull.json, as a pull does. Each first says what it means, and waits for a typed yes at a
terminal; elsewhere it needs --yes. Nobody needs to edit that file.`,
  exitCodes: {
    0: 'nothing needs to be done, or what was decided is written',
    1: 'a person must act; or there was nothing to decide about, or the decision was overwritten',
    2: 'the state is not known: there is none, or the archive cannot be read; or nobody said yes',
  },
} satisfies HelpWords;

const PROBLEMS: Readonly<Record<Problem, string>> = {
  faults:
    'The state file was edited or damaged. What can be read of it is believed; the next pull writes it whole again.',
  clock: 'The last pull says that it ran in the future. Set the clock of the machine that pulls.',
  silent: 'No pull has ended for too long. See whether its timer, or `npm start`, is running, and read its log.',
  lag: 'The archive is far behind. When it has just begun, it catches up; otherwise read the log of the pull: the vendor fails, or pulls are stopped too early.',
  blocked: 'The vendor blocked the account (-423). Ask it to lift the block, then: npm run status -- --unblock',
  gaps: 'The vendor does not return some calls. They are tried again; ask the vendor for them before it deletes them.',
  lost: 'Calls may be missing permanently. Ask the vendor for them; when you have decided: npm run status -- --accept-loss FROM/TO',
  close: 'A day should have been closed long ago. See whether the close function runs, and read its log.',
};

const WAITS: Readonly<Record<Status['openDays'][number]['waitsFor'], string>> = {
  passes: 'not every pass has gone over it yet',
  gap: 'a gap in it is still tried',
  close: 'due: the next close does it',
};

export const status = {
  help,
  none: 'none',
  more: (count: number): string => `… and ${count} more: --json shows all`,
  labels: {
    archive: 'Archive',
    now: 'Now',
    lag: 'Lag',
    lastTick: 'Last pull',
    since: 'Since',
    passes: 'Passes',
    gaps: 'Gaps',
    lost: 'Lost',
    vendor: 'Vendor',
    days: 'Days',
    rejects: 'Rejects',
    state: 'State file',
  },
  healthy: 'All is well.',
  healthyNow: (incomplete: number): string =>
    `Nothing needs to be done now. Calls may be missing from ${many(incomplete, 'closed day')}: npm run report tells from which, and why.`,
  needed: 'Action is needed:',
  problems: PROBLEMS,
  openRejects: 'Rows of the vendor could not be filed. Look at them: npm run rejects',
  never:
    'The status is not known: there is no state. No pull has ended here yet (is ARCHIVE_URL right?), or it was deleted: then the next pull begins again at LOOKBACK.',
  unreadable:
    'The status is not known: the state file _state/pull.json cannot be read at all. The next pull keeps it aside and begins again at LOOKBACK.',
  untold: (why: string): string => `The status is not known: ${why}`,
  ago: (span: string): string => `${span} ago`,
  ahead: (span: string): string => `${span} ahead of the clock`,
  pass: (age: string, cursor: string): string => `calls of ${age} ago: pulled until ${cursor}`,
  gap: (tries: number, next: string): string => `tried ${tries === 1 ? 'once' : `${tries} times`}, next ${next}`,
  narrowing: 'being narrowed down',
  blockedUntil: (time: string): string => `blocked the account: nothing is asked before ${time}`,
  notBefore: (time: string): string => `asked for no request before ${time}`,
  mayBeAsked: 'may be asked',
  closed: (complete: number, incomplete: number, last: string): string =>
    `${many(complete + incomplete, 'day')} closed, ${complete} complete, ${incomplete} not (npm run report tells why); the last is ${last}`,
  noneClosed: 'none closed yet',
  waits: WAITS,
  rejects: (open: number, days: number): string => `${open} open in the last ${days} days`,
};

export const change = {
  oneAtATime: 'Give one of --accept-loss, --drop-gap and --unblock at a time.',
  drop: (stretches: string): string =>
    `These gaps are given up: ${stretches}\nThey are not tried again, and count as lost: calls in them may be missing permanently, and their days are closed as incomplete.`,
  accept: (stretches: string): string =>
    `These losses are accepted: ${stretches}\nThey are no longer reported, the vendor is no longer asked for their calls, and their days count as complete when they are closed again.`,
  unblock:
    'The block (-423) and any wait that the vendor asked for (Retry-After) are removed: the next pull asks the vendor at once.\nWhere the vendor has not lifted its block, asking makes it longer.',
  noGap: 'There is no gap in this stretch: nothing was changed.',
  noLoss: 'Nothing in this stretch is lost: nothing was changed.',
  noBlock: 'The vendor may be asked already: nothing was changed.',
  question: 'Type yes to go on: ',
  notConfirmed: 'Nothing was changed. Add --yes to go on.',
  done: 'Done. A pull that runs at this moment may write over it when it ends: look at `npm run status` again after the next pull.',
  overtaken: 'A pull wrote its state at the same moment and overwrote this. Run it again.',
  noState: 'There is no state to change: no pull has kept one here, or it cannot be read at all.',
};
