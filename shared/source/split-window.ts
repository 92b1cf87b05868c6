/**
 * A window that the vendor cannot give in one piece is asked for in halves. There is no paging in `getCdr`: a reply
 * that may have been cut short (`offset` other than "0"), one past the size bound and one that took too long all mean
 * "ask for less", down to one second.
 */

import { HuadanError, isHuadanError } from '../errors.ts';
import type { Window } from '../time.ts';
import { isTimeout } from './errors.ts';

/** A piece of the window that the vendor would not or could not give whole. */
export interface Refusal {
  readonly window: Window;
  readonly error: HuadanError;
}

const SMALLEST_SECONDS = 1;

function cutShortError(): HuadanError {
  return new HuadanError(
    'window',
    'Asking the vendor for one second of calls: its list is still cut short, and there is no way to ask for less. Ask the vendor for the rest.',
    { facts: { cutShort: true } },
  );
}

/**
 * Asks for `window` whole and, where that is too much, for its halves, oldest first.
 * @param askOnce asks for one piece, keeps the rows that came, and tells whether there may be more
 * @returns the pieces that were refused; everything else was answered in full
 * @throws what `askOnce` throws, when the trouble is with the vendor as a whole
 */
export async function askInHalves(
  window: Window,
  askOnce: (piece: Window) => Promise<{ cutShort: boolean }>,
): Promise<Refusal[]> {
  const refusals: Refusal[] = [];
  const pieces: Window[] = [window];
  for (let piece = pieces.pop(); piece !== undefined; piece = pieces.pop()) {
    const smallest = piece.to - piece.from <= SMALLEST_SECONDS;
    try {
      const { cutShort } = await askOnce(piece);
      if (!cutShort) continue;
      if (smallest) refusals.push({ window: piece, error: cutShortError() });
    } catch (error) {
      const tooMuch = isHuadanError(error, 'oversize') || isTimeout(error);
      if (isHuadanError(error, 'window', 'unknown') || (smallest && isHuadanError(error, 'oversize'))) {
        refusals.push({ window: piece, error });
        continue;
      }
      if (!tooMuch || smallest) throw error;
    }
    if (!smallest) {
      const middle = Math.floor((piece.from + piece.to) / 2);
      pieces.push({ from: middle, to: piece.to }, { from: piece.from, to: middle });
    }
  }
  return refusals;
}
