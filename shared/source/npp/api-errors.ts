/**
 * What went wrong before the call record interface behind Cloud API 3.0 could answer: the API's own errors
 * (`Response.Error.Code`), HTTP, and the network, as the SDK throws them.
 * Source: https://cloud.tencent.com/document/api/583/17240 (the codes every product shares). The classes are ours.
 */

import type { HuadanError, VendorReason } from '../../errors.ts';
import { transportError, vendorError, wordsOf } from '../errors.ts';

const CHECK_KEYS =
  'Check TENCENTCLOUD_SECRETID and TENCENTCLOUD_SECRETKEY, or the role of the function: it needs npp:DescribeCallBackCdr.';
const WAIT = 'Nothing to do if it passes; if it lasts, ask the vendor.';

/** By the beginning of a code: the first that fits. */
const MEANINGS: readonly (readonly [string, VendorReason, string])[] = [
  ['AuthFailure.SignatureExpire', 'operator', "Set the machine's clock."],
  ['AuthFailure', 'operator', CHECK_KEYS],
  ['UnauthorizedOperation', 'operator', CHECK_KEYS],
  ['OperationDenied', 'operator', 'Ask the vendor whether the account may use this interface.'],
  ['NoSuch', 'operator', 'Check NPP_ENDPOINT.'],
  ['InvalidAction', 'operator', 'Check NPP_ENDPOINT.'],
  ['Invalid', 'window', 'Check NPP_APP_ID, and the number or the range asked for.'],
  ['MissingParameter', 'window', 'Check NPP_APP_ID.'],
  ['UnknownParameter', 'window', 'Ask the vendor whether the interface changed.'],
  ['RequestLimitExceeded', 'retry', 'If it lasts, lower CDR_RATE.'],
  ['LimitExceeded', 'retry', WAIT],
  ['InternalError', 'retry', WAIT],
  ['FailedOperation', 'retry', WAIT],
  ['ResourceUnavailable', 'retry', WAIT],
  ['ServiceUnavailable', 'retry', WAIT],
];

/** The SDK keeps of a network error only its text. */
const NETWORK_CODE = /\b(?:E[A-Z]{4,}|[A-Z_]*CERT[A-Z_]*)\b/;

function networkCode({ message }: Error): string {
  if (message.includes('certificate')) return 'UNABLE_TO_VERIFY_LEAF_SIGNATURE';
  return NETWORK_CODE.exec(message)?.[0] ?? 'UNKNOWN';
}

function apiError(code: string, words: string, httpStatus: number): HuadanError {
  const [, reason, advice] = MEANINGS.find(([start]) => code.startsWith(start)) ?? [
    '',
    'unknown' as const,
    'Ask the vendor what it means.',
  ];
  const quoted = words === '' ? '' : `, in its words "${words}"`;
  return vendorError(reason, `error ${code} of Cloud API 3.0${quoted}`, advice, { httpStatus, apiCode: code });
}

/** What the SDK threw, as an error of the family. */
export function readSdkError(error: unknown, secrets: readonly string[]): HuadanError {
  if (!(error instanceof Error)) throw error;
  if ('code' in error && typeof error.code === 'string' && /^[A-Z][A-Za-z.]{2,79}$/.test(error.code)) {
    return apiError(error.code, wordsOf(error.message, secrets), 200);
  }
  if ('httpCode' in error && typeof error.httpCode === 'number') {
    const facts = { httpStatus: error.httpCode };
    return vendorError('retry', `HTTP ${error.httpCode} from Cloud API 3.0`, 'If it lasts, check NPP_ENDPOINT.', facts);
  }
  // It makes errors of its own class of what the network does; anything else, it met in a reply.
  if ('traceId' in error) return transportError(error, networkCode(error));
  const what = 'the reply broke off, or is not JSON of Cloud API 3.0';
  return vendorError('retry', what, 'If it lasts, check NPP_ENDPOINT and ask the vendor.', { httpStatus: 200 });
}
