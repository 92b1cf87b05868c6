/** What a pull tells of itself: small numbers only, for the platform logs whatever a function returns. */

export interface Counters {
  /** Windows pulled to their end. */
  windows: number;
  /** HTTP requests to the vendor, repeated ones included. */
  requests: number;
  /** Rows in the vendor's answers that were dealt with: added + revised + known + rejected. */
  received: number;
  /** Calls new to the archive. */
  added: number;
  /** New versions of calls that were there. */
  revised: number;
  /** Rows the archive already had. */
  known: number;
  /** Rows that could not be read and were set aside. */
  rejected: number;
  /** Files written. */
  parts: number;
  /** Stretches that could not be pulled, kept in the state to be tried again. */
  gaps: number;
  /** Stretches the vendor was asked for too late, or never answered: calls may be missing for good. */
  lost: number;
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
    parts: 0,
    gaps: 0,
    lost: 0,
    lagSeconds: 0,
    complete: false,
  };
}
