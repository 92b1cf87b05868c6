/**
 * Where things stand in the archive. Dates and times in names are local to UTC_OFFSET, so `dt` is always the first ten
 * characters of a record's `startSrcCallTime`. Hive, DLC and Spark skip names that begin with `_`.
 */

import { alignDown, createIsoTime, type EpochSeconds } from '../time.ts';
import type { ArchiveLayout } from './pull-state.ts';

export const CDR_PREFIX = 'cdr/';
export const REJECTS_PREFIX = '_rejects/';
export const STATE_NAME = '_state/pull.json';

/** A part by its name, and what its slot says of the records in it. */
export interface PartName {
  readonly name: string;
  readonly slot: EpochSeconds;
  /** Records are filed under this time or later, ISO 8601 … */
  readonly from: string;
  /** … and before this one. */
  readonly to: string;
  /** The name of the part after it. */
  readonly following: string;
}

/** How times become folders and file names. */
export interface Layout extends ArchiveLayout {
  /** The start of the slot that holds an instant. */
  readonly slotOf: (at: EpochSeconds) => EpochSeconds;
  /** `cdr/dt=2019-01-23/20190123T1710-000.jsonl.gz`: part 0 of the slot that starts at 17:10. */
  readonly part: (slot: EpochSeconds, number: number) => PartName;
  /** `_rejects/dt=2019-01-23/<hash>.jsonl`. */
  readonly rejectName: (at: EpochSeconds, hash: string) => string;
}

/** @param time the slot's start, ISO 8601 */
function partName(time: string, number: number): string {
  const name = time.slice(0, 16).replaceAll(/[-:]/g, '');
  return `${CDR_PREFIX}dt=${time.slice(0, 10)}/${name}-${String(number).padStart(3, '0')}.jsonl.gz`;
}

export function createLayout({ slotSeconds, utcOffsetSeconds }: ArchiveLayout): Layout {
  const iso = createIsoTime(utcOffsetSeconds);
  return {
    slotSeconds,
    utcOffsetSeconds,
    slotOf: (at) => alignDown(at, slotSeconds, utcOffsetSeconds),
    part(slot, number) {
      const from = iso(slot);
      const following = partName(from, number + 1);
      return { name: partName(from, number), slot, from, to: iso(slot + slotSeconds), following };
    },
    rejectName: (at, hash) => `${REJECTS_PREFIX}dt=${iso(at).slice(0, 10)}/${hash}.jsonl`,
  };
}
