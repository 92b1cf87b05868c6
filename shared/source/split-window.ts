/**
 * A window that the vendor cannot give in one piece is asked for in halves. There is no paging: a list that may have
 * been cut short, a reply past a bound, one that took too long and one whose list cannot be read all mean "ask for
 * less", down to one second.
 */

import { HuadanError, isHuadanError } from '../errors.ts';
import { halvesOf, type Window } from '../time.ts';
import { asksForLess, isTimeout } from './errors.ts';
import type { Answer, AskOptions, Source } from './source.ts';

/**
 * A piece of a window, whole and oldest first: what the vendor answered, or why it could not be had. A piece of no
 * length (`from` equals `to`) only brings rows: its stretch may lack some and is asked for again in halves.
 */
export type Piece =
  | {
      readonly window: Window;
      readonly answer: Answer;
      /** The vendor lists no more rows than this, and does not say that it cuts the rest off. */
      readonly cap?: number;
    }
  | { readonly window: Window; readonly error: HuadanError };

export interface CallsOptions extends AskOptions {
  /** One caller's calls only. @default '' all callers */
  readonly src?: string | undefined;
  /** False: a piece that takes too long is yielded as failed, for who asks has better things to wait for. @default true */
  readonly halveTimeouts?: boolean | undefined;
  /** How often each number of rows came; kept over several windows, it shows the cap of a vendor that tells none. */
  readonly counts?: Map<number, number> | undefined;
}

const SMALLEST_SECONDS = 1;
/** An answer with more rows is asked for again rather than kept while others are looked at. */
const FEW_ROWS = 10_000;

function cutShortError(): HuadanError {
  return new HuadanError(
    'window',
    'Asking the vendor for one second of calls: its list is still cut short, and there is no way to ask for less. Ask the vendor for the rest.',
    { facts: { cutShort: true } },
  );
}

/** A list of fewer rows was not cut for its length. */
const SMALLEST_CAP = 20;
const ROUND = 100;
/** So often the same number of rows, and it is no chance. */
const SAME_COUNTS = 3;

/** A round number, in tens or in twos, or one that keeps coming. */
function looksLikeCap(received: number, counts: Map<number, number>): boolean {
  if (received < SMALLEST_CAP || received > FEW_ROWS) return false;
  const times = (counts.get(received) ?? 0) + 1;
  counts.set(received, times);
  const isPowerOfTwo = (received & (received - 1)) === 0;
  const isRound = received % ROUND === 0 || (isPowerOfTwo && received > ROUND);
  return times >= SAME_COUNTS || (isRound && times > 0);
}

/** What stands before the vendor may send some questions elsewhere and not others; all else of its class holds for all. */
function isRedirect({ facts: { httpStatus } }: HuadanError): boolean {
  return typeof httpStatus === 'number' && httpStatus >= 300 && httpStatus < 400;
}

function isSmallest({ from, to }: Window): boolean {
  return to - from <= SMALLEST_SECONDS;
}

function rowsOnly({ window, answer }: { window: Window; answer: Answer }): Piece {
  return { window: { from: window.from, to: window.from }, answer };
}

/** True when `part` holds a row or a reject that is not in `whole`. */
function bringsNew(part: Answer, whole: Answer): boolean {
  const { rows } = part;
  for (let row = 0; row < rows.size; row++) {
    if (!rows.fields(row, (bytes, start, end) => whole.rows.has(bytes, start, end))) return true;
  }
  const known = new Set(whole.rejects.map(({ raw }) => raw.toString('latin1')));
  return part.rejects.some(({ raw }) => !known.has(raw.toString('latin1')));
}

/**
 * True when the mark of a half says nothing: the half is shorter than the whole, so no cap was reached, and holds nothing
 * that the whole lacks. Of two seconds that overlap both may be cut at the same rows; then it is no shorter.
 */
function meansNothing(half: Answer, whole: Answer): boolean {
  const isShorter = half.received < whole.received || whole.received === 0;
  return half.cutShort && isShorter && !bringsNew(half, whole);
}

/**
 * Asks for `window` whole and, where that is too much, for its halves. A window of n seconds ends within 4 n questions.
 *
 * A list whose length looks like a cap is asked for in halves once: when they bring rows that it lacks, every list of
 * that length counts as cut short.
 *
 * A vendor that marks every list as cut short would be asked down to the last second: when both halves of a list that
 * was cut short are marked too and bring nothing that it did not hold, the mark means nothing and is passed over for
 * the rest of this window.
 * @throws HuadanError `operator` (but for a redirect), `blocked` or `deadline`, for what is not yet yielded; every other
 * error is a piece
 */
export async function* calls(source: Source, window: Window, options: CallsOptions): AsyncGenerator<Piece, void> {
  const { src = '', halveTimeouts = true, counts = new Map<number, number>(), ...asking } = options;
  let marksMeanNothing = false;
  let cap = Number.POSITIVE_INFINITY;

  async function ask(piece: Window): Promise<Piece> {
    try {
      return { window: piece, answer: await source.calls({ src, window: piece }, asking) };
    } catch (error) {
      if (!isHuadanError(error)) throw error;
      if (isHuadanError(error, 'operator', 'blocked', 'deadline') && !isRedirect(error)) throw error;
      return { window: piece, error };
    }
  }

  async function* settle(piece: Piece): AsyncGenerator<Piece, void> {
    const few = isSmallest(piece.window);
    if ('error' in piece) {
      const isHalved = asksForLess(piece.error) && (halveTimeouts || !isTimeout(piece.error));
      if (few || !isHalved) yield piece;
      else for (const half of halvesOf(piece.window)) yield* settle(await ask(half));
    } else if (!isCut(piece.answer)) {
      if (few || !looksLikeCap(piece.answer.received, counts)) yield piece;
      else yield* tryCap(piece.window, piece.answer);
    } else if (few) {
      yield rowsOnly(piece);
      yield { window: piece.window, error: cutShortError() };
    } else yield* halves(piece.window, piece.answer);
  }

  function isCut({ cutShort, received }: Answer): boolean {
    return (cutShort && !marksMeanNothing) || received >= cap;
  }

  async function* tryCap(whole: Window, answer: Answer): AsyncGenerator<Piece, void> {
    const [early, late] = halvesOf(whole);
    const first = await ask(early);
    const second = await ask(late);
    if (![first, second].some((half) => 'answer' in half && bringsNew(half.answer, answer))) {
      // It is how many there are, and not to be asked about again.
      counts.set(answer.received, Number.NEGATIVE_INFINITY);
      yield { window: whole, answer };
      return;
    }
    cap = answer.received;
    yield { ...rowsOnly({ window: whole, answer }), cap };
    yield* settle(first);
    yield* settle(second);
  }

  async function* halves(whole: Window, answer: Answer): AsyncGenerator<Piece, void> {
    const [early, late] = halvesOf(whole);
    const first = await ask(early);
    const isSuspicious = 'answer' in first && meansNothing(first.answer, answer);
    let second = isSuspicious ? await ask(late) : undefined;
    if (second !== undefined && 'answer' in second) {
      marksMeanNothing ||= meansNothing(second.answer, answer);
      // Memory must not grow with the depth of the halves.
      if (second.answer.rows.size > FEW_ROWS) second = undefined;
    }
    yield rowsOnly({ window: whole, answer });
    yield* settle(first);
    yield* settle(second ?? (await ask(late)));
  }

  yield* settle(await ask(window));
}
