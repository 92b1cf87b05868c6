/** What is known of closed days between two questions. Apart from what reads them, which loads more. */

import type { Catalogue } from './catalogue.ts';
import type { Day } from './layout.ts';
import type { DayFile } from './search-file.ts';

export interface ClosedDay {
  readonly day: Day;
  /** ISO 8601. */
  readonly closedAt: string;
  readonly files: readonly DayFile[];
}

export interface Kept<T> {
  readonly value: T;
  readonly untilMs: number;
}

/** Outlives the question in a warm function. */
export interface DaysMemory {
  catalogue: Kept<Catalogue | null> | undefined;
  readonly days: Map<Day, Kept<ClosedDay | null>>;
  readonly etags: Map<string, string>;
}

export function createDaysMemory(): DaysMemory {
  return { catalogue: undefined, days: new Map(), etags: new Map() };
}
