/** What goes wrong with a request before there is an answer to judge. */

import { HuadanError, isHuadanError } from '../errors.ts';

/** What a failed socket or a broken stream means: the vendor may be better in a moment. */
export function transportError(error: unknown, code: string): HuadanError {
  const advice =
    code === 'ENOTFOUND' || code.includes('CERT') || code.startsWith('ERR_TLS')
      ? 'Check CDR_ENDPOINT.'
      : 'If it lasts, check the network and ask the vendor.';
  return new HuadanError('retry', `Asking the vendor for call records: the connection failed (${code}). ${advice}`, {
    facts: { code },
    cause: error,
  });
}

export function timeoutError(ms: number): HuadanError {
  return new HuadanError(
    'retry',
    `Asking the vendor for call records: no complete reply within ${ms} ms. If it lasts, raise CDR_TIMEOUT or ask the vendor.`,
    { facts: { timeoutMs: ms } },
  );
}

export function deadlineError(): HuadanError {
  return new HuadanError(
    'deadline',
    'Asking the vendor for call records: the time for this run is over. The next run goes on; if none gets further, give the function more time.',
  );
}

/** True for the error of a request that took longer than `CDR_TIMEOUT`. */
export function isTimeout(error: unknown): error is HuadanError {
  return isHuadanError(error, 'retry') && 'timeoutMs' in error.facts;
}

/** A gateway that waited too long (504, 524) or would not carry so much (413). */
const TOO_MUCH: ReadonlySet<unknown> = new Set([413, 504, 524]);

/** True for the errors that a question about less may not meet: asking the same again is in vain. */
export function asksForLess(error: HuadanError): boolean {
  return (
    error.reason === 'oversize' ||
    'timeoutMs' in error.facts ||
    TOO_MUCH.has(error.facts['httpStatus']) ||
    error.facts['unreadableList'] === true
  );
}
