/**
 * What the vendor's codes mean and what a person should do.
 * Source: the error table of the getCdr page, https://cloud.tencent.com/document/product/610/11854. The page gives no
 * advice on retries; the classes are ours.
 */

import type { Facts, HuadanError, VendorReason } from '../errors.ts';
import { vendorError } from './errors.ts';

interface CodeMeaning {
  readonly reason: VendorReason;
  readonly meaning: string;
  readonly advice: string;
}

const WAIT = 'Nothing to do if it passes; if it lasts, ask the vendor.';

const MEANINGS: Readonly<Record<string, CodeMeaning>> = {
  '-1': { reason: 'operator', meaning: 'version not supported', advice: 'Check CDR_ENDPOINT with the vendor.' },
  '-2': { reason: 'window', meaning: 'parameter refused', advice: 'Check the number or the range asked for.' },
  '-201': { reason: 'unknown', meaning: 'callId refused', advice: 'Ask the vendor why it refused the request.' },
  '-202': { reason: 'window', meaning: 'time range refused', advice: 'The range may be older than the vendor keeps.' },
  '-203': { reason: 'retry', meaning: 'network trouble at the vendor', advice: WAIT },
  '-401': { reason: 'operator', meaning: 'appId refused', advice: 'Check CDR_APP_ID with the vendor.' },
  '-402': { reason: 'operator', meaning: 'URL mismatch', advice: 'Check CDR_ENDPOINT and CDR_ID with the vendor.' },
  '-403': {
    reason: 'operator',
    meaning: 'this IP address is not whitelisted',
    advice: 'Give the vendor the public IP address of this machine or function.',
  },
  '-423': {
    reason: 'blocked',
    meaning: 'the vendor blocked the account',
    advice: 'Stop other programs that use this account and ask the vendor to lift the block.',
  },
  '-501': { reason: 'retry', meaning: 'server trouble at the vendor', advice: WAIT },
};

const UNKNOWN: CodeMeaning = {
  reason: 'unknown',
  meaning: 'a code the vendor does not document',
  advice: 'Ask the vendor what it means.',
};

/** The meaning of a code other than `0`, for a question by `callId` or by range. */
export function meaningOf(code: string, askedFor: 'callId' | 'range'): CodeMeaning {
  if (code === '-201' && askedFor === 'callId') {
    return { reason: 'miss', meaning: 'no such call', advice: 'Check the callId; a call appears only after hang-up.' };
  }
  return (Object.hasOwn(MEANINGS, code) ? MEANINGS[code] : undefined) ?? UNKNOWN;
}

/** Codes are numbers; what is none is not quoted. */
const CODE = /^-?\d{1,6}$/;
const PASSING_STATUS: ReadonlySet<number> = new Set([408, 429]);

/**
 * The error of a reply with a code other than `0`.
 * @param text the vendor's own words, masked; '' when there are none
 * @param facts `httpStatus` among them
 * @param operatorAdvice what to do about settings, where these are not those of `getCdr`
 */
export function codeError(
  code: string,
  text: string,
  askedFor: 'callId' | 'range',
  facts: Facts & { readonly httpStatus: number },
  operatorAdvice?: string,
): HuadanError {
  const { reason, meaning, advice } = meaningOf(code, askedFor);
  const { httpStatus } = facts;
  const passing = reason === 'unknown' && (httpStatus >= 500 || PASSING_STATUS.has(httpStatus));
  const isNumber = CODE.test(code);
  const what = `error ${isNumber ? code : 'code that is no number'}: ${meaning}${text === '' ? '' : `, in its words "${text}"`}`;
  const does = reason === 'operator' ? (operatorAdvice ?? advice) : advice;
  return vendorError(passing ? 'retry' : reason, what, does, { ...facts, ...(isNumber ? { vendorCode: code } : {}) });
}
