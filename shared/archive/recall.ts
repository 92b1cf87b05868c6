/**
 * What a pull remembers of a slot it files in several pieces. A part never changes, so one that was written or read once
 * and can hold none of a batch's calls need not be read again: else every piece would read again all that the ones
 * before it filed.
 */

import type { Batch } from './row-buffer.ts';
import { range } from './order.ts';

/** Calls as numbers (`callNumber`), ascending. Two calls with the same number only cost a reading. */
export type Calls = Float64Array;

export interface SlotRecall {
  /** Takes notice of what a part holds. */
  remember: (part: number, calls: () => Calls) => void;
  /** Tells of a part whether it holds none of the batch's calls for sure. */
  rulesOut: (batch: Batch) => (part: number) => boolean;
  /** Most of what was filed last was not in the archive before. */
  mostlyNew: boolean;
  /** An empty batch that has the room of the last one. */
  spare: Batch | undefined;
}

/** Further parts are read each time: 50 000 calls in each of so many are 16 MB. */
const MOST_PARTS = 40;

/** True when some call may be in both. */
function mayShare(a: Calls, b: Calls): boolean {
  for (let i = 0, j = 0; i < a.length && j < b.length;) {
    if (a[i] === b[j]) return true;
    if (a[i]! < b[j]!) i++;
    else j++;
  }
  return false;
}

export function createRecall(): SlotRecall {
  const parts = new Map<number, Calls>();
  return {
    remember(part, calls) {
      if (part < MOST_PARTS) parts.set(part, calls());
    },
    rulesOut(batch) {
      if (parts.size === 0) return () => false;
      const calls = batch.callNumbers(range(0, batch.size()));
      return (part) => {
        const held = parts.get(part);
        return held !== undefined && !mayShare(calls, held);
      };
    },
    mostlyNew: false,
    spare: undefined,
  };
}
