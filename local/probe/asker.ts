/** Puts the probe's questions: with the very bounds it names, never more than its budget, and with failures as something seen. */

import type { Deps } from '../../shared/deps.ts';
import { isHuadanError, type Reason } from '../../shared/errors.ts';
import { OVERLAP_SECONDS, type Answer, type AskOptions, type Source } from '../../shared/source/source.ts';
import type { EpochSeconds } from '../../shared/time.ts';
import { readCalls, type SeenCall } from './seen-call.ts';

/** HTTP requests, those that are sent again among them. */
export const MOST_QUESTIONS = 60;
const ATTEMPTS = 2;
const STOPS: ReadonlySet<Reason> = new Set(['operator', 'blocked']);

export interface Seen {
  readonly calls: readonly SeenCall[];
  /** Rows in the reply. */
  readonly received: number;
  readonly cutShort: boolean;
  /** Why there is no answer. */
  readonly failure?: Failure;
}

/** The class of the trouble and the vendor's code, never its words. */
export interface Failure {
  /** `spent`: not asked, for the budget is used up. */
  readonly reason: Reason | 'spent';
  readonly vendorCode?: string;
}

/** As the JSON has it. */
export function failureText({ reason, vendorCode }: Failure): string {
  return vendorCode === undefined ? reason : `${reason}, the vendor's error ${vendorCode}`;
}

export interface Asker {
  /** All calls of a range. The vendor gets exactly these bounds. */
  range(startTimeStamp: EpochSeconds, endTimeStamp: EpochSeconds): Promise<Seen>;
  byId(callId: string): Promise<Seen>;
  /** How many questions were put so far. */
  count(): number;
  /** The same budget, another source. */
  of(source: Source): Asker;
}

const NOTHING: Seen = { calls: [], received: 0, cutShort: false };

/**
 * @param answerMs the longest that one question may take, its wait for its turn included
 * @throws HuadanError `operator`, `blocked`, from each question: there is no sense in another one
 */
export function createAsker(first: Source, { clock }: Pick<Deps, 'clock'>, answerMs: number): Asker {
  let count = 0;

  async function put(ask: (options: AskOptions) => Promise<Answer>): Promise<Seen> {
    const left = MOST_QUESTIONS - count;
    if (left <= 0) return { ...NOTHING, failure: { reason: 'spent' } };
    const options = {
      deadlineMs: clock() + answerMs,
      attempts: Math.min(ATTEMPTS, left),
      onRequest: () => void count++,
    };
    try {
      const { rows, received, cutShort } = await ask(options);
      return { calls: readCalls(rows), received, cutShort };
    } catch (error) {
      if (!isHuadanError(error) || STOPS.has(error.reason)) throw error;
      const { reason, facts } = error;
      if (reason === 'miss') return NOTHING;
      const code = facts['vendorCode'];
      return { ...NOTHING, failure: { reason, ...(code === undefined ? {} : { vendorCode: String(code) }) } };
    }
  }

  const of = (source: Source): Asker => ({
    range: async (startTimeStamp, endTimeStamp) => {
      const window = { from: startTimeStamp + OVERLAP_SECONDS, to: endTimeStamp };
      return put(async (options) => source.calls({ src: '', window }, options));
    },
    byId: async (callId) => put(async (options) => source.call(callId, options)),
    count: () => count,
    of,
  });
  return of(first);
}
