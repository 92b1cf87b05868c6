/** What each failure of a lookup is to the one who asked. The log says more; an answer never quotes the vendor. */

import { isHuadanError, type HuadanError } from '../../shared/errors.ts';
import { meaningOf } from '../../shared/source/getcdr/error-codes.ts';
import type { Problem } from './responses.ts';

/** A failure that passes has mostly passed by then. */
const RETRY_AFTER_SECONDS = 5;
const LONGEST_RETRY_AFTER_SECONDS = 3600;

export const NO_SUCH_CALL: Problem = {
  status: 404,
  detail: 'The vendor has no such call.',
  hint: 'Check the callId. A call can be found some time after hang-up, and for about a day.',
};

export const UNREADABLE: Problem = {
  status: 502,
  detail: 'The vendor has this call, but its record cannot be read.',
  hint: 'The log names the field at fault. Ask the vendor.',
};

export const TOO_MUCH: Problem = {
  status: 400,
  detail: 'There are more calls in this range than one answer can hold.',
  hint: 'Ask for a shorter range.',
};

function codeOf(error: HuadanError): { vendorCode?: string } {
  const { vendorCode } = error.facts;
  return typeof vendorCode === 'string' ? { vendorCode } : {};
}

function vendorRefused(error: HuadanError, askedFor: 'callId' | 'range'): Problem {
  const { vendorCode } = codeOf(error);
  if (vendorCode !== undefined) {
    const { meaning, advice } = meaningOf(vendorCode, askedFor);
    return {
      status: 502,
      detail: `The vendor answered with error ${vendorCode}: ${meaning}.`,
      vendorCode,
      hint: advice,
    };
  }
  if (error.facts['cutShort'] === true) {
    const detail = 'The vendor cuts its list short even for one second of calls; there is no way to ask for the rest.';
    return { status: 502, detail, hint: 'Look the calls up by callId, or ask the vendor.' };
  }
  return {
    status: 502,
    detail: "The vendor's answer is of no use.",
    hint: 'The log says what it was. Check CDR_ENDPOINT.',
  };
}

function tryLater(error: HuadanError): Problem {
  const wishMs = error.facts['retryAfterMs'];
  const seconds = typeof wishMs === 'number' ? Math.ceil(wishMs / 1000) : RETRY_AFTER_SECONDS;
  return {
    status: 503,
    detail: 'The vendor cannot be reached or is in trouble.',
    ...codeOf(error),
    hint: 'Ask again in a moment. If it lasts, the log says what is wrong.',
    headers: { 'Retry-After': String(Math.min(Math.max(seconds, 1), LONGEST_RETRY_AFTER_SECONDS)) },
  };
}

const OUT_OF_TIME: Problem = {
  status: 504,
  detail: 'The vendor did not answer in time.',
  hint: 'Ask again, for a shorter range where it was one. If it lasts, give the function more time.',
};

/** Anything that is not a known failure of the vendor becomes a 500 that tells nothing. */
export function problemOf(error: unknown, askedFor: 'callId' | 'range'): Problem {
  if (isHuadanError(error, 'miss')) return NO_SUCH_CALL;
  if (isHuadanError(error, 'retry')) return tryLater(error);
  if (isHuadanError(error, 'deadline')) return OUT_OF_TIME;
  if (isHuadanError(error, 'operator', 'blocked', 'unknown', 'window', 'oversize'))
    return vendorRefused(error, askedFor);
  return { status: 500 };
}

/** What the log says of a failure besides its message, which quotes the vendor's text already. */
export function factsOf(error: unknown): Record<string, unknown> {
  if (!isHuadanError(error)) return error instanceof Error ? { error: error.name } : {};
  const { vendorText: _, ...facts } = error.facts;
  return { reason: error.reason, ...facts };
}
