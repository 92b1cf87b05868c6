/** What a pull tells of itself: small numbers only, for the platform logs whatever a function returns. */

export interface Counters {
  /** Windows pulled to their end. */
  windows: number;
  /** HTTP requests to the vendor, repeated ones included. */
  requests: number;
  /** Rows in the vendor's answers: added + revised + known + rejected + deferred. */
  received: number;
  /** Calls new to the archive. */
  added: number;
  /** New versions of calls that were there. */
  revised: number;
  /** Rows the archive already had. */
  known: number;
  /** Rows that could not be read and were set aside. */
  rejected: number;
  /** Rows left to the next window, where they begin. */
  deferred: number;
  /** Files written. */
  parts: number;
  /** Stretches the vendor refused, kept in the state to be tried again. */
  holes: number;
  /** Seconds from the end of what the first pass has pulled until now; 0 before the first tick. */
  lagSeconds: number;
  /** Nothing due was left. */
  complete: boolean;
}

export function createCounters(): Counters {
  return {
    windows: 0,
    requests: 0,
    received: 0,
    added: 0,
    revised: 0,
    known: 0,
    rejected: 0,
    deferred: 0,
    parts: 0,
    holes: 0,
    lagSeconds: 0,
    complete: false,
  };
}
