/** What can go wrong between a client and COS: by plan, or by chance that the same seed repeats. */

import { createRandom } from '../random.ts';

/**
 * - `slowDown`, `internalError`, `pathConflict`: 503, 500 and 409, nothing done
 * - `cut`: the connection ends before anything is done
 * - `loseReply`: it is done, then the connection ends without an answer
 * - `cutBody`: the answer ends in the middle of its body
 * - `stall`: no answer, ever
 * - `race`: a write that must not overwrite looks, dawdles and writes whatever came in between
 * - `lagList`: a key written lately is missing from a listing
 */
export type Fault =
  | 'slowDown'
  | 'internalError'
  | 'pathConflict'
  | 'cut'
  | 'loseReply'
  | 'cutBody'
  | 'stall'
  | 'race'
  | 'lagList';

/** From 0 to 1, for each request by itself. */
export type Chances = Partial<Record<Fault, number>>;

export interface Faults {
  chances: Chances;
  /** Lets the fault strike the next `times` requests of this method (of any, when absent), whatever the chances. */
  plan(fault: Fault, times?: number, method?: string): void;
  strikes(fault: Fault, method: string): boolean;
  /** Uniform in [0, 1). */
  random(): number;
}

export function createFaults(seed: number, chances: Chances): Faults {
  const random = createRandom(seed);
  const planned: { fault: Fault; method: string | undefined; left: number }[] = [];
  const faults: Faults = {
    chances,
    plan: (fault, times = 1, method) => void planned.push({ fault, method, left: times }),
    strikes: (fault, method) => {
      const plan = planned.find(
        (entry) => entry.fault === fault && entry.left > 0 && (entry.method ?? method) === method,
      );
      if (plan !== undefined) plan.left--;
      return plan !== undefined || random() < (faults.chances[fault] ?? 0);
    },
    random,
  };
  return faults;
}
