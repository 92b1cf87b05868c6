/** What goes wrong with a request before there is an answer to judge, and which errors a smaller question may not meet. */

import { HuadanError, type Facts, type VendorReason } from '../errors.ts';
import { mask } from '../mask.ts';

const DOING = 'Asking the vendor for call records';
const MAX_WORDS = 200;
const IF_IT_LASTS = 'If it lasts, check the network and ask the vendor.';

/** OpenSSL's names for a chain of certificates that does not lead to one this machine knows. */
const UNKNOWN_ISSUER: ReadonlySet<string> = new Set([
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
]);

/** True for the codes of zlib: what was unpacked is not what was packed. */
export function isDamage(code: string | undefined): boolean {
  return code?.startsWith('Z_') === true;
}

/** The vendor's own words, as far as they may be told: in one line, short, and without what is private. */
export function wordsOf(text: string, secrets: readonly string[]): string {
  const line = mask(text, secrets).replaceAll(/[\s\p{Cc}]+/gu, ' ');
  return line.trim().slice(0, MAX_WORDS);
}

export function vendorError(reason: VendorReason, what: string, advice: string, facts: Facts): HuadanError {
  return new HuadanError(reason, `${DOING}: ${what}. ${advice}`, { facts });
}

/** The reply holds more than is allowed. */
export function oversizeReply(maxBytes: number): HuadanError {
  return new HuadanError(
    'oversize',
    `Reading a reply of the vendor: it is larger than ${maxBytes} bytes. Ask for less, or raise CDR_MAX_REPLY.`,
    { facts: { maxBytes } },
  );
}

function whatFailed(code: string): { what: string; advice: string } {
  if (isDamage(code)) {
    return {
      what: `the compressed reply is damaged or broke off (${code})`,
      advice: 'If it lasts, set CDR_COMPRESS=0 and ask the vendor.',
    };
  }
  if (code.startsWith('PROXY_')) {
    return { what: `the proxy does not let the request through (HTTP ${code.slice(6)})`, advice: 'Check HTTPS_PROXY.' };
  }
  if (UNKNOWN_ISSUER.has(code)) {
    return {
      what: `the vendor's certificate cannot be verified (${code}): this machine does not know who signed it, or a certificate between is missing`,
      advice:
        'Check CDR_ENDPOINT; if it is right, get the missing certificates from the vendor and name their file in NODE_EXTRA_CA_CERTS.',
    };
  }
  if (code.includes('CERT') || code.startsWith('ERR_TLS')) {
    return {
      what: `the vendor's certificate is refused (${code})`,
      advice: "Check CDR_ENDPOINT and the machine's clock.",
    };
  }
  const what = `the connection failed (${code})`;
  return { what, advice: code === 'ENOTFOUND' ? 'Check CDR_ENDPOINT.' : IF_IT_LASTS };
}

/** What a failed socket or a broken stream means: the vendor may be better in a moment. */
export function transportError(error: unknown, code: string): HuadanError {
  const { what, advice } = whatFailed(code);
  const proxy = error instanceof Error && 'proxy' in error && typeof error.proxy === 'string' ? error.proxy : undefined;
  const through =
    proxy === undefined ? '' : ` The request goes through the proxy ${proxy} (HTTPS_PROXY); NO_PROXY takes hosts out.`;
  const facts: Facts = { code, ...(proxy === undefined ? {} : { proxy }) };
  return new HuadanError('retry', `${DOING}: ${what}. ${advice}${through}`, { facts, cause: error });
}

export function timeoutError(ms: number): HuadanError {
  return new HuadanError(
    'retry',
    `${DOING}: no complete reply within ${ms} ms. If it lasts, raise CDR_TIMEOUT or ask the vendor.`,
    { facts: { timeoutMs: ms } },
  );
}

export function deadlineError(): HuadanError {
  return new HuadanError(
    'deadline',
    `${DOING}: the time for this run is over. The next run goes on; if none gets further, give the function more time.`,
  );
}

/** A gateway that waited too long (504, 524) or would not carry so much (413). */
const TOO_MUCH: ReadonlySet<unknown> = new Set([413, 504, 524]);

/** True for the error of a request that took longer than `CDR_TIMEOUT`. */
export function isTimeout({ facts }: HuadanError): boolean {
  return 'timeoutMs' in facts;
}

/** A vendor that asks to be left alone for longer is not waited for by one question. */
export const LONGEST_WAIT_MS = 60_000;

/**
 * True for the errors that a question about less may not meet: asking the same again is in vain. Not where the vendor
 * says when it wants to be asked again at all.
 */
export function asksForLess(error: HuadanError): boolean {
  const { reason, facts } = error;
  const { retryAfterMs } = facts;
  if (typeof retryAfterMs === 'number' && retryAfterMs > LONGEST_WAIT_MS) return false;
  return (
    reason === 'oversize' || isTimeout(error) || TOO_MUCH.has(facts['httpStatus']) || facts['unreadableList'] === true
  );
}
