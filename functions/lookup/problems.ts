/** What each failure of a lookup is to the one who asked. The log says more; an answer never quotes the vendor. */

import { isHuadanError, type HuadanError } from '../../shared/errors.ts';
import { meaningOf } from '../../shared/source/error-codes.ts';
import type { ArchiveConfig } from '../../shared/config/read.ts';
import type { Question } from './query.ts';
import type { Problem } from './responses.ts';

/** A failure that passes has mostly passed by then. */
const RETRY_AFTER_SECONDS = 5;
const LONGEST_RETRY_AFTER_SECONDS = 3600;

const VENDOR_LACKS_CALL: Problem = {
  status: 404,
  detail: 'The vendor has no such call.',
  hint: 'Check the callId. A call can be found some time after hang-up, and for about a day.',
};

/** What was asked surely lacks the call. */
export function noSuchCall(archive: ArchiveConfig | undefined, question: Question): Problem {
  const source = 'source' in question ? question.source : undefined;
  if (archive === undefined || source === 'vendor') return VENDOR_LACKS_CALL;
  const hint = 'Check the callId. A call can be found some time after hang-up.';
  return source === 'archive'
    ? {
        status: 404,
        detail: 'The archive has no such call.',
        hint: `${hint} Without ?source=archive the vendor is asked too.`,
      }
    : { status: 404, detail: 'Neither the vendor nor the archive has such a call.', hint };
}

export const NO_SUCH_DAY: Problem = {
  status: 404,
  detail: 'This day is not closed.',
  hint: 'A day is closed when every pass has gone over it: GET /status tells how far they are.',
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

function archiveOutOfTime({ facts }: HuadanError): Problem {
  const { daysSearched, days, lastDay } = facts;
  return {
    status: 504,
    detail: `The archive could not be searched in time: ${String(daysSearched)} of ${String(days)} days were${
      typeof lastDay === 'string' ? `, the last of them ${lastDay}` : ''
    }. The call may be in the others.`,
    hint: 'Ask again: what was read is faster the second time. If it lasts, give the function more time.',
  };
}

const ARCHIVE_DOWN: Problem = {
  status: 503,
  detail: 'The archive cannot be read.',
  hint: 'Ask again in a moment. If it lasts, the log says what is wrong.',
  headers: { 'Retry-After': String(RETRY_AFTER_SECONDS) },
};

const NO_ARCHIVE: Problem = {
  status: 503,
  detail: 'No archive is configured.',
  hint: 'Set ARCHIVE_URL to the archive that the pull writes. The vendor is asked by callId, or by src for a day.',
};

/** Anything that is not a known failure of the vendor becomes a 500 that tells nothing. */
export function problemOf(error: unknown, askedFor: 'callId' | 'range' | 'archive'): Problem {
  if (isHuadanError(error, 'miss')) return VENDOR_LACKS_CALL;
  if (isHuadanError(error, 'archive')) return ARCHIVE_DOWN;
  if (isHuadanError(error, 'config') && error.facts['variables'] === 'ARCHIVE_URL') return NO_ARCHIVE;
  if (isHuadanError(error, 'deadline') && 'daysSearched' in error.facts) return archiveOutOfTime(error);
  if (isHuadanError(error, 'window') && error.facts['overBudget'] === true) return TOO_MUCH;
  if (isHuadanError(error, 'retry')) return tryLater(error);
  if (isHuadanError(error, 'deadline')) return OUT_OF_TIME;
  if (isHuadanError(error, 'operator', 'blocked', 'unknown', 'window', 'oversize'))
    return vendorRefused(error, askedFor === 'callId' ? 'callId' : 'range');
  return { status: 500 };
}

/** What the log says of a failure besides its message, which quotes the vendor's text already. */
export function factsOf(error: unknown): Record<string, unknown> {
  if (!isHuadanError(error)) return error instanceof Error ? { error: error.name } : {};
  const { vendorText: _, ...facts } = error.facts;
  return { reason: error.reason, ...facts };
}
