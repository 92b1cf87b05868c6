/** English for what the page, the report and the commands say alike. `zh.ts` has the same in Chinese. */

const ONE_DIGIT = { minimumFractionDigits: 1, maximumFractionDigits: 1 };

/** Why a stretch of time was not pulled, as the state keeps it. */
const WHYS: Readonly<Record<string, string>> = {
  retry: 'the vendor gave no usable answer',
  deadline: 'the vendor did not answer in time',
  oversize: 'the reply is larger than CDR_MAX_REPLY',
  'cut short': 'the vendor cuts its list short',
};

export function whyText(kept: string): string {
  if (/^-?\d+$/.test(kept)) return `the vendor's error ${kept}`;
  return kept.startsWith('part ') ? `${kept} cannot be read` : (WHYS[kept] ?? kept);
}

export const en = {
  /** Sums and lists. */
  number: (value: number): string => new Intl.NumberFormat('en-GB', { maximumFractionDigits: 2 }).format(value),
  minutes: (value: number): string => new Intl.NumberFormat('en-GB', ONE_DIGIT).format(value),
  percent: (share: number): string => new Intl.NumberFormat('en-GB', { style: 'percent', ...ONE_DIGIT }).format(share),
  span: (count: number, unit: 'd' | 'h' | 'min' | 's'): string => `${count} ${unit}`,
  none: '—',
  /** What stands behind a word in brackets. */
  aside: (text: string): string => ` (${text})`,

  call: {
    caller: 'Caller',
    callee: 'Callee',
    unknownNumber: 'unknown',
    zone: (date: string, offset: string): string => `${date}, times at UTC${offset}`,
    steps: {
      startSrcCallTime: 'Caller called',
      startSrcRingTime: 'Caller’s phone rings',
      srcAcceptTime: 'Caller answers',
      startDstCallTime: 'Callee called',
      startDstRingTime: 'Callee’s phone rings',
      dstAcceptTime: 'Callee answers',
      endCallTime: 'Call ends',
    },
    /** The same in the two columns of a terminal. */
    called: 'called',
    rang: 'rang',
    answered: 'answered',
    ended: 'ended',
    phases: { dial: 'calling', ring: 'ringing', wait: 'waiting', talk: 'talking' },
    /** By `callEndStatus`; the vendor's list: https://cloud.tencent.com/document/product/610/11854 */
    endings: [
      'How it ended is unknown',
      'Normal call',
      'The caller did not answer',
      'The callee did not answer',
      'The caller was not reached',
      'The callee was not reached',
    ],
    endingNotTold: 'How it ended is not told',
    endingNotListed: 'An ending that is not in the vendor’s list',
    status: (code: string): string => `status ${code}`,
    /** By `callType`. */
    types: ['', 'VoIP', 'IP to PSTN', 'PSTN to PSTN'],
    typeNotListed: 'not in the vendor’s list',
    billed: 'Billed',
    notTold: 'not told',
    recording: 'Recording',
    noRecording: 'none (yet)',
    type: 'Type',
    ending: 'Ending',
    bizId: 'bizId',
    orderId: 'orderId',
    callId: 'Call ID',
  },

  day: {
    states: {
      complete: 'Complete',
      incomplete: 'Incomplete',
      open: 'Not closed',
      none: 'Not in the archive',
      future: 'Still to come',
    },
    explained: {
      complete: 'Every call that the vendor returned is in these figures.',
      incomplete: 'Calls may be missing from these figures:',
      open: 'Calls of this day are still being pulled. Figures come when the day is closed.',
      none: 'This day lies before the archive begins, or was never pulled.',
      future: 'This day has not begun.',
    },
    reasons: {
      since: 'before the first pull',
      passes: 'not pulled as often as it should be',
      gap: 'the vendor did not return these calls; still being tried',
      lost: 'the vendor no longer had these calls when they were pulled',
    },
    why: whyText,
    stretch: (stretch: string, reason: string): string => `${stretch}: ${reason}`,
    generation: (generation: number): string => `corrected ${generation === 1 ? 'once' : `${generation} times`}`,
    changed: (added: string, revised: string, minutes: string): string =>
      `Since the figures before: ${added} calls added, ${revised} changed, ${minutes} billed minutes`,
    closedAt: (time: string): string => `Closed ${time}`,
    day: 'Day',
    state: 'State',
    calls: 'Calls',
    answered: 'Answered',
    answerRate: 'Answer rate',
    billedSeconds: 'Billed seconds',
    billedMinutes: 'Billed minutes',
    change: 'Change',
    total: 'Total',
    hour: 'Hour',
    hours: 'Calls by hour',
    minutesByHour: 'Billed minutes by hour',
    answerRateByHour: 'Answer rate by hour',
    hoursOf: (calls: string, answered: string, hour: string, minutes: string): string =>
      `${hour}: ${calls} calls, ${answered} answered, ${minutes} billed minutes`,
    notAnswered: 'Not answered',
    rejects: (count: string): string => `${count} rows of the vendor could not be read and are not in these figures.`,
    withRecording: 'With a recording',
    firstCall: 'First call',
    lastCall: 'Last call',
    byEnding: 'How calls ended',
    minutesNote: 'Billed minutes are billed seconds divided by 60; a bill may round each call up.',
    weekdays: ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'],
  },

  quality: {
    title: 'Quality',
    caller: 'Caller’s leg',
    callee: 'Callee’s leg',
    answerRatio: 'Answer-seizure ratio',
    averageDuration: 'Average call duration',
    postDialDelay: 'Post-dial delay',
    ringTime: 'Ring time',
    medianAnd95: 'median / 95th percentile',
    busiestHour: 'Busiest hour',
    erlang: (erlang: string, from: string, to: string): string => `${erlang} Erlang, from ${from} to ${to}`,
    shortCalls: 'Answered calls under 6 s',
    definitions: 'What these figures mean',
    meaning: {
      answerRatio:
        'Calls that were answered, of all calls tried (ASR, ITU-T E.411). Caller: answered of all calls. Callee: answered of the calls in which the callee was called.',
      averageDuration: 'Billed seconds of the day divided by its answered calls (ACD).',
      postDialDelay:
        'From calling a phone until it rings (PDD), in whole seconds: half of all calls took no longer than the median, 95 of 100 no longer than the 95th percentile.',
      ringTime: 'From the first ring until the phone is answered, in whole seconds.',
      erlang: 'How many lines were busy on average in the busiest 60 minutes: seconds of both legs divided by 3 600.',
      shortCalls:
        'Answered calls with less than 6 billed seconds, of all answered calls. Many of them can be a sign of fraud or of a bad line.',
    },
  },
};

export type Words = typeof en;
