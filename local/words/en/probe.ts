import type { Bound } from '../../probe/filter.ts';
import { MOST_QUESTIONS } from '../../probe/asker.ts';
import type { HelpWords } from '../help.ts';
import { many } from './console.ts';

const help = {
  summary: 'Asks the vendor how its interface behaves where the documents say nothing, and suggests settings.',
  args: {
    watch: 'instead: follow the next call from hang-up until its recording is there',
    yes: 'begin without a question',
  },
  examples: {
    '': 'says how many questions it will put, and waits for a typed yes',
    '--yes --json > probe.json': 'to attach to an issue',
    '--watch --yes': 'how late rows and recordings are',
  },
  notes: `At most ${MOST_QUESTIONS} questions are put, as fast as CDR_RATE allows: which time a range goes by, whether its bounds belong to it,
whether long lists are cut, how far back there are calls, what compress=1 brings. Run it when there were calls in
the last hour; an hour without any tells little. The archive is not touched and nothing is stored. The output holds
counts, sizes and seconds, and no number, id, time of day or address: it can be shown to anybody who may know how
many calls there are. docs/probe.md explains the rows.`,
  exitCodes: {
    0: 'the table is printed',
    1: 'the vendor refused; the message says what',
    2: 'nobody said yes; nothing was asked',
    3: 'there were no calls to learn from',
  },
} satisfies HelpWords;

const UNTOLD = 'it cannot be told';
const NO_CALL = 'no call of the last day with times that can be told apart; probe again when there was one';

export const probe = {
  help,
  announced: `This puts at most ${MOST_QUESTIONS} questions to the vendor, never more than CDR_RATE a second.`,
  question: 'Begin? Type yes: ',
  notAsked: 'Nothing was asked: it takes a typed yes at a terminal, or --yes.',
  put: (questions: number): string => `${questions} questions were put.`,
  heads: ['question', 'seen', 'means', 'setting'],
  untold: UNTOLD,
  noCall: NO_CALL,
  failure: (reason: string, vendorCode: string | undefined): string =>
    vendorCode === undefined ? reason : `${reason}, the vendor's error ${vendorCode}`,

  filter: {
    question: 'Which time does a range go by?',
    row: {
      seen: (names: readonly string[]): string => `ranges around ${names.join(', ')} alone give the call`,
      means: (names: readonly string[]): string => `a range goes by ${names.join(' or ')}`,
    },
    touch: {
      seen: 'ranges around several of its times give the call',
      means: 'a range gives every call that was going on in it',
    },
    arrival: {
      seen: (span: string): string => `only ranges that hold a second ${span} after hang-up give the call`,
      means: 'a range goes by the time the row arrived at the vendor',
    },
    /** @param why as the probe itself says it; undefined: no range gave the call */
    why: (why: string | undefined): string => why ?? 'no range gave the call',
    early:
      '; a call comes into a range that is long past when it hangs up: one pass must be older than the longest call',
    late: '; a call is there soon after its range: later passes bring recordings and corrections',
  },
  bound: {
    question: (name: string): string => `Is ${name} part of its range?`,
    seen: { inclusive: 'inclusive', exclusive: 'exclusive', unknown: 'unknown' } satisfies Record<Bound, string>,
    means: {
      inclusive: 'the second itself is given',
      exclusive: 'the second itself is not given',
      unknown: 'it cannot be told; Huadan asks from a second earlier, which is right for both',
    } satisfies Record<Bound, string>,
  },
  cap: {
    question: 'Is a long list cut?',
    seen: (rows: number, halves: string): string => `the longest has ${many(rows, 'row')}${halves}`,
    halves: {
      none: ', its halves hold no others',
      marked: ', its halves hold others',
      silent: ', its halves hold others',
      unknown: '',
    },
    means: {
      none: 'no cap up to there',
      marked: 'a cap, shown by the offset; Huadan asks for such a range in halves',
      silent: 'a cap without a sign of it: SLOT_MINUTES must be so short that a busy slot has far fewer calls',
      unknown: 'it cannot be told: too few calls, or no answer',
    },
    noMark: '; its offset is not 0 either, so that it means nothing',
  },
  retention: {
    question: 'How far back are there calls?',
    refused: (failure: string): string => `; old ranges: ${failure}`,
    noneCame: 'no call came',
    oldest: (age: string, none: string): string => `the oldest is ${age} old${none}`,
    none: (age: string): string => `, none of ${age} or older`,
    longer: 'kept for longer than was asked',
    kept: (least: string, most: string): string => `kept for ${least} to ${most}, or nobody called before`,
  },
  compress: {
    question: 'What does compress=1 bring?',
    nothing: 'nothing',
    wire: (form: string, bytes: number): string => `${form}, ${bytes} bytes`,
    means: {
      works: 'compression works',
      ignored: 'it saves nothing',
      differs: 'not the same rows: do not use it',
      unknown: 'it cannot be told: there was no row to compare',
    },
  },
  byId: {
    question: 'The same call by its id?',
    seen: {
      same: 'the same row as by its range',
      differs: 'another row than by its range',
      missing: 'no row, though a range gives the call',
      failed: 'no answer',
      none: NO_CALL,
    },
    means: {
      same: 'lookups by id work',
      differs: 'rows change, or the two answers are written in different ways',
      missing: 'the vendor knows a call by its range before it does by its id',
      failed: UNTOLD,
      none: UNTOLD,
    },
  },
  width: {
    question: (span: string): string => `The last ${span} in one range?`,
    seen: (rows: number, bytes: number | undefined): string =>
      `${many(rows, 'row')}${bytes === undefined ? '' : `, ${bytes} bytes`}`,
    answered: 'answered',
    cutShort: 'answered, with an offset',
    notAnswered: 'not answered',
  },
  size: {
    question: 'How large is a reply?',
    seen: 'the ranges of up to one hour above',
    means: 'four times the largest fits',
  },

  watch: {
    waiting: 'Waiting for a call to hang up.',
    rowCame: (seconds: number): string => `A row came ${seconds} s after hang-up. Waiting for its recording.`,
    row: (seconds: number, within: number): string =>
      `The row came ${seconds} s after hang-up (to within ${within} s).`,
    recording: (seconds: number, within: number): string =>
      `The recording came ${seconds} s after hang-up (to within ${within} s).`,
    ends: {
      recording: 'Passes that are older than both bring the recording.',
      noRecording: 'No recording came; not every call is recorded.',
      nothing: 'No call was answered and hung up; try again at a busier time.',
      stopped: 'Stopped.',
    },
    questions: (end: string, questions: number): string => `${end} ${questions} questions.`,
  },
};
