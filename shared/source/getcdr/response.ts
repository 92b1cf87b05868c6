/** What a reply comes to: a success, or an error of the right class with a sentence for a person. */

import { HuadanError, type Facts, type VendorReason } from '../../errors.ts';
import { mask } from '../../mask.ts';
import { meaningOf } from './error-codes.ts';
import type { Envelope } from './envelope.ts';

export interface ReplyFacts {
  readonly status: number;
  readonly retryAfterMs: number | undefined;
  /** The first bytes of the body, for a message when nothing better is there. */
  readonly head: string;
  readonly envelope: Envelope;
}

export interface Asking {
  readonly askedFor: 'callId' | 'range';
  /** Values the vendor may echo and nobody should read. */
  readonly secrets: readonly string[];
}

const MAX_TEXT = 200;

/** A member as text: strings and numbers alike, for the vendor has been seen to mix them. */
function member(envelope: Envelope, ...names: string[]): string | undefined {
  const raw = names.map((name) => envelope.members.get(name)).find((text) => text !== undefined);
  if (raw === undefined) return undefined;
  try {
    const value: unknown = JSON.parse(raw);
    return typeof value === 'string' || typeof value === 'number' ? String(value) : undefined;
  } catch {
    return undefined;
  }
}

/** True when one of these is there, of whatever kind, and not null. */
function has(envelope: Envelope, ...names: string[]): boolean {
  return names.some((name) => (envelope.members.get(name) ?? 'null') !== 'null');
}

function vendorError(reason: VendorReason, what: string, advice: string, facts: Facts): HuadanError {
  return new HuadanError(reason, `Asking the vendor for call records: ${what}. ${advice}`, { facts });
}

function unreadable(reply: ReplyFacts, text: string, facts: Facts): HuadanError {
  if (reply.status >= 300 && reply.status < 400) {
    const what = `HTTP ${reply.status}, a redirect, which is not followed`;
    return vendorError('operator', what, 'Set CDR_ENDPOINT to the address the vendor serves.', facts);
  }
  const what = reply.status === 200 ? 'the reply broke off or is not JSON' : `HTTP ${reply.status}`;
  const quoted = text === '' ? '' : ` (${text})`;
  return vendorError('retry', `${what}${quoted}`, 'If it lasts, check CDR_ENDPOINT and ask the vendor.', facts);
}

/**
 * @returns whether the vendor may have cut the list short: an `offset` other than "0", for which no paging exists, or
 * one that cannot be read
 * @throws HuadanError of the class that `codes.ts` and the HTTP status give it; `facts.vendorCode` is the vendor's own
 */
export function judge(reply: ReplyFacts, asking: Asking): { cutShort: boolean } {
  const { envelope, status } = reply;
  const code = member(envelope, 'errorCode', 'ErrorCode');
  const said = member(envelope, 'result', 'msg', 'Msg') ?? (envelope.complete ? '' : reply.head);
  const text = mask(said, asking.secrets).slice(0, MAX_TEXT).replaceAll(/\s+/g, ' ').trim();
  const facts: Facts = {
    httpStatus: status,
    ...(code !== undefined && code !== '0' ? { vendorCode: mask(code, asking.secrets).slice(0, 20) } : {}),
    ...(text === '' ? {} : { vendorText: text }),
    ...(reply.retryAfterMs === undefined ? {} : { retryAfterMs: reply.retryAfterMs }),
  };
  // Rows and texts are no members: a `cdr` among these is of a kind nobody can read, and would pass for an empty list.
  const sound = envelope.complete && status < 300 && !has(envelope, 'cdr', 'Cdr');
  if (code === undefined || (code === '0' && !sound)) throw unreadable(reply, text, facts);
  if (code !== '0') {
    const { reason, meaning, advice } = meaningOf(code, asking.askedFor);
    const quoted = text === '' ? '' : `, in its words "${text}"`;
    const passing = reason === 'unknown' && (status >= 500 || status === 429 || status === 408);
    throw vendorError(passing ? 'retry' : reason, `error ${facts['vendorCode']}: ${meaning}${quoted}`, advice, facts);
  }
  const offset = member(envelope, 'offset', 'Offset');
  return { cutShort: has(envelope, 'offset', 'Offset') && offset !== '' && offset !== '0' };
}
