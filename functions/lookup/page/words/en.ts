/** English for what only the page says. `zh.ts` has the same in Chinese. */

/** What the server says of a question that it does not answer. */
export interface Said {
  readonly detail?: string;
  readonly hint?: string;
  readonly vendorCode?: string;
}

export const en = {
  title: 'Huadan · call records',
  name: 'Huadan',
  otherLanguage: '中文',
  skip: 'Skip to the content',
  nav: { label: 'Pages', search: 'Calls', days: 'Days', status: 'Status', signOut: 'Sign out' },
  loading: 'Loading…',
  retry: 'Try again',

  token: {
    title: 'Sign in',
    label: 'Access token',
    hint: 'The people who run Huadan give it to you (npm run token). It is kept in this tab only, until you close it.',
    submit: 'Sign in',
    refused: 'This token is not accepted. Check that it is complete, or ask for a new one.',
  },

  search: {
    title: 'What happened to a call?',
    label: 'Call ID or phone number',
    hint: 'A call ID looks like 12-260305-2773afbb…; a phone number in any spelling.',
    from: 'From',
    to: 'To',
    dates: 'Days, for a phone number',
    submit: 'Look up',
    empty: 'Enter a call ID or a phone number.',
    wrongDates: 'The last day lies before the first.',
    tooLong: 'At most 31 days can be searched at once.',
  },

  call: {
    title: 'Call',
    steps: 'Step by step',
    time: 'Time',
    after: 'After',
    what: 'What happened',
    talked: (span: string): string => `They talked for ${span}.`,
    rangFor: (leg: string, span: string): string => `${leg} rang for ${span}.`,
    fromVendor: 'As the vendor has it now.',
    fromArchive: (time: string): string => `From the archive, as of ${time}.`,
    several: (count: string): string => `The vendor has ${count} rows for this call.`,
    unreadable: (count: string): string => `${count} more rows of the vendor could not be read.`,
    open: 'Open the recording',
    noPicture: 'Too little is known of this call to draw it.',
    sameNumber: (number: string): string => `All calls of ${number}`,
  },

  number: {
    title: (number: string): string => `Calls of ${number}`,
    between: (from: string, to: string): string => `${from} to ${to}`,
    found: (count: string): string => `${count} ${count === '1' ? 'call' : 'calls'} found`,
    none: 'No calls of this number were found in these days.',
    searchedUntil: (time: string): string => `Calls after ${time} have not been pulled yet.`,
    incomplete: 'Calls may be missing here:',
    asCallId: 'Look this up as a call ID instead',
  },

  month: {
    title: 'Days',
    heading: (year: number, month: number): string =>
      `${['January', 'February', 'March', 'April', 'May', 'June', 'July', 'August', 'September', 'October', 'November', 'December'][month - 1] ?? ''} ${year}`,
    previous: 'Month before',
    next: 'Month after',
    complete: 'Days complete',
    ofDays: (complete: string, days: string): string => `${complete} of ${days}`,
    all: 'Every day that has ended is complete.',
    notAll: (count: string): string =>
      `Of the days that have ended, ${count} ${count === '1' ? 'is' : 'are'} not complete: these sums may still grow.`,
  },

  day: {
    previous: 'Day before',
    next: 'Day after',
    month: 'Month',
    table: 'As a table',
  },

  status: {
    title: 'Is it running?',
    running: 'Yes, it is running.',
    behind: 'It is running, but far behind.',
    blocked: 'No. The vendor has blocked us.',
    silent: 'No. Nothing has been pulled for a long time.',
    never: 'Nothing has been pulled yet.',
    gaps: 'It is running, but some calls are missing.',
    lag: 'Behind by',
    lagHint: 'Behind by: a call that ended longer ago than this is surely in the archive.',
    lastTick: 'Last pull',
    since: 'Pulled since',
    blockedUntil: 'Asks the vendor again',
    notBefore: 'The vendor asks us to wait until',
    faults: 'The file that says how far the pull has come is damaged:',
    lastClosedDay: 'Last closed day',
    gapsTitle: 'Gaps, still being tried',
    noGaps: 'None: every stretch of time was pulled.',
    lostTitle: 'Lost: the vendor no longer has these',
    noLost: 'None.',
    passes: 'Passes',
    pass: (age: string): string => `Calls at least ${age} old`,
    until: (time: string): string => `pulled until ${time}`,
    updated: (time: string): string => `As of ${time}`,
  },

  home: {
    yesterday: (day: string): string => `Yesterday, ${day}`,
    more: (about: string): string => `More: ${about}`,
  },

  /** By HTTP status; 0: no answer at all. */
  problems: {
    0: 'The server cannot be reached. Check your connection.',
    400: 'This cannot be looked up.',
    401: 'The token is not accepted.',
    404: 'This does not exist here.',
    405: 'This server does not accept that request.',
    429: 'Too many questions at once.',
    500: 'Something went wrong on the server.',
    502: 'The vendor gives no answer.',
    503: 'There is no answer at the moment.',
    504: 'There was no answer in time.',
  } as Readonly<Record<number, string>>,
  problemOther: 'Something went wrong.',
  noSuchCall: 'There is no such call.',
  noSuchCallHint: 'Check the ID. A call appears some minutes after hang-up.',
  retryAfter: (span: string): string => `Try again in ${span}.`,
  vendorCode: 'Vendor’s error',
  requestId: 'Request',
  fromServer: 'The server says',
  /** The vendor's code is told beside it. */
  said: (problem: Said): Said => problem,
};

export type PageWords = typeof en;
