/**
 * Where things stand in the archive. Dates and times in names are local to UTC_OFFSET, so `dt` is always the first ten
 * characters of a record's `startSrcCallTime`. Hive, DLC and Spark skip names that begin with `_`.
 */

import type { PassConfig } from '../config/read.ts';
import { alignDown, createIsoTime, type EpochSeconds } from '../time.ts';

export const CDR_PREFIX = 'cdr/';
export const STATE_NAME = '_state/pull.json';

/** How times become folders and file names. */
export interface Layout {
  /** The start of the slot that holds an instant. */
  slotOf: (at: EpochSeconds) => EpochSeconds;
  /** `cdr/dt=2019-01-23/20190123T1710-000.jsonl.gz`: part 0 of the slot that starts at 17:10. */
  partName: (slot: EpochSeconds, part: number) => string;
  /** `_rejects/dt=2019-01-23/<hash>.jsonl`. */
  rejectName: (at: EpochSeconds, hash: string) => string;
}

export function createLayout({
  slotSeconds,
  utcOffsetSeconds,
}: Pick<PassConfig, 'slotSeconds' | 'utcOffsetSeconds'>): Layout {
  const iso = createIsoTime(utcOffsetSeconds);
  return {
    slotOf: (at) => alignDown(at, slotSeconds, utcOffsetSeconds),
    partName(slot, part) {
      const time = iso(slot);
      const name = time.slice(0, 16).replaceAll(/[-:]/g, '');
      return `${CDR_PREFIX}dt=${time.slice(0, 10)}/${name}-${String(part).padStart(3, '0')}.jsonl.gz`;
    },
    rejectName: (at, hash) => `_rejects/dt=${iso(at).slice(0, 10)}/${hash}.jsonl`,
  };
}
