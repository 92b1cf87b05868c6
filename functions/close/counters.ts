/** What a close tells of itself: small numbers only, for the platform logs whatever a function returns. */

export interface Counters {
  /** Days looked at. */
  days: number;
  /** Days closed for the first time. */
  closed: number;
  /** Days closed again, with calls that are new or changed. */
  reopened: number;
  /** Of the days looked at, those that stand closed and are not complete. */
  incomplete: number;
  /** Days that could not be closed; each has a line of its own in the log. */
  failed: number;
  /** Calls in the days that were closed. */
  calls: number;
  /** Files put. */
  files: number;
  /** Nothing due was left. */
  complete: boolean;
}

export function createCounters(): Counters {
  return { days: 0, closed: 0, reopened: 0, incomplete: 0, failed: 0, calls: 0, files: 0, complete: false };
}
