/** Where calls come from: what every vendor interface must be able to do. `getcdr/` is the first of them. */

import type { Reject } from '../cdr/reject.ts';
import type { RowBuffer } from '../cdr/row-buffer.ts';
import type { Window } from '../time.ts';

/** What came of one question. The rows of failed attempts are not in it. */
export interface Answer {
  /** Decoded rows; those that came twice and are the very same are there once. */
  readonly rows: RowBuffer;
  readonly rejects: readonly Reject[];
  /** Rows in the reply: readable or not, twice or not. */
  readonly received: number;
  /** The vendor may have cut its list short: ask for less. */
  readonly cutShort: boolean;
}

/** One call, or all calls of a stretch of time (half-open), of one caller or, with an empty `src`, of all. */
export type Query = { readonly callId: string } | ({ readonly src: string } & Window);

/**
 * Nobody documents whether the bounds of a range are inclusive. It is asked for from one second earlier, so that an
 * exclusive lower bound loses nothing; what comes back twice is recognised later.
 */
export const OVERLAP_SECONDS = 1;

/** The second that a range is asked for from, as the vendor wants it written. */
export function firstAsked({ from }: Window): string {
  return String(Math.max(0, from - OVERLAP_SECONDS));
}

export interface AskOptions {
  /** On the clock of the source's dependencies, in milliseconds: no request, wait or body lasts longer. */
  readonly deadlineMs: number;
  /** Called for each HTTP request that is sent. */
  readonly onRequest?: (() => void) | undefined;
  /** How often one question is put before it fails. @default 5 */
  readonly attempts?: number | undefined;
  /** The most that a reply may hold once decoded. @default `CDR_MAX_REPLY` */
  readonly maxReplyBytes?: number | undefined;
  /** The most memory that the rows and rejects of one answer may take. @default 64 MB */
  readonly maxAnswerBytes?: number | undefined;
}

export interface Source {
  /**
   * The calls of a stretch of time, of one caller or, with an empty `src`, of all; one question, not split.
   * @throws HuadanError of a vendor reason, `oversize` or `deadline`
   */
  calls(query: { readonly src: string; readonly window: Window }, options: AskOptions): Promise<Answer>;
  /**
   * One call by its id.
   * @throws HuadanError of a vendor reason (`miss` when there is none), `oversize` or `deadline`
   */
  call(callId: string, options: AskOptions): Promise<Answer>;
}
