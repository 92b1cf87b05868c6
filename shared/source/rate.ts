/** Holds requests back so that no second sees more of them than the vendor may be sent. */

import type { Deps } from '../deps.ts';
import { deadlineError } from './errors.ts';

const SECOND_MS = 1000;
const LONGEST_QUEUE_MS = 60_000;

/** When the last requests of this process left, or are going to: one list, and one for each virtual clock. */
const lists = new WeakMap<Deps['clock'], number[]>();

/**
 * Waits for its turn among all the requests of this process.
 * @param perSecond may be a fraction, and Infinity for no bound
 * @throws HuadanError `deadline` when its turn comes too late; it gives up its place then
 */
export async function takeTurn(perSecond: number, { clock, sleep }: Deps, deadlineMs: number): Promise<void> {
  if (perSecond === Number.POSITIVE_INFINITY) return;
  const [most, spanMs] = perSecond >= 1 ? [Math.floor(perSecond), SECOND_MS] : [1, SECOND_MS / perSecond];
  const leaves = lists.get(clock) ?? [];
  lists.set(clock, leaves);
  const now = clock();
  // Nobody queues for so long: the clock was set back, and what was noted before says nothing.
  if ((leaves.at(-1) ?? now) > now + LONGEST_QUEUE_MS) leaves.length = 0;
  const turn = Math.max(now, (leaves.at(-most) ?? Number.NEGATIVE_INFINITY) + spanMs);
  if (turn >= deadlineMs) throw deadlineError();
  leaves.push(turn);
  if (leaves.length > most) leaves.shift();
  if (turn > now) await sleep(turn - now);
}
