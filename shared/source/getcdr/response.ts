/** What a reply comes to: a success, or an error of the right class with a sentence for a person. */

import { codeError } from '../error-codes.ts';
import { vendorError, wordsOf } from '../errors.ts';
import { parseJson } from './envelope.ts';
import { quotable } from './quote.ts';
import { isEmptyObject, type Reply } from './reply.ts';

export interface Asking {
  readonly askedFor: 'callId' | 'range';
  readonly status: number;
  readonly retryAfterMs: number | undefined;
  /** Values the vendor may echo and nobody should read. */
  readonly secrets: readonly string[];
}

const ASK = 'If it lasts, check CDR_ENDPOINT and ask the vendor.';

/** A member as text: strings and numbers alike, for the vendor has been seen to mix them. */
function member({ members }: Reply, ...names: string[]): string | undefined {
  const raw = names.map((name) => members.get(name)).find((text) => text !== undefined);
  const value = parseJson(raw ?? '');
  return typeof value === 'string' || typeof value === 'number' ? String(value) : undefined;
}

/** True when `cdr` is there and neither a list, nor a text of one, nor one of the ways to write that it is empty. */
function isOdd(cdr: string | undefined): boolean {
  return cdr !== undefined && cdr !== 'null' && !isEmptyObject(cdr);
}

/** Why a reply without an error code, or one that says all is well, is no success; undefined when it is one. */
function whyUnusable(reply: Reply, status: number, code: string | undefined): string | undefined {
  const { complete, strayRecords, head } = reply;
  if (status >= 300) return `HTTP ${status}`;
  if (!complete) return head.length === 0 ? 'the reply is empty' : 'the reply broke off or is no JSON object';
  if (code === undefined) return 'the reply is complete, but it is not the call record interface that answers';
  if (strayRecords) return 'the reply holds call records, but not in "cdr", where they belong';
  return undefined;
}

/**
 * @returns whether the vendor may have cut the list short: an `offset` other than "0", for which no paging exists, or
 * one that cannot be read
 * @throws HuadanError of the class that `error-codes.ts` and the HTTP status give it; `facts.vendorCode` is the vendor's own
 */
export function judge(reply: Reply, { askedFor, status, retryAfterMs, secrets }: Asking): { cutShort: boolean } {
  const code = member(reply, 'errorCode');
  const said = member(reply, 'result', 'msg', 'Msg');
  const isPlain = reply.complete && code !== undefined && code !== '0';
  const text = wordsOf(said ?? (isPlain ? '' : quotable(reply.head)), secrets);
  const facts = {
    httpStatus: status,
    ...(text === '' ? {} : { vendorText: text }),
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
  };
  if (code !== undefined && code !== '0') throw codeError(code, text, askedFor, facts);
  if (status >= 300 && status < 400) {
    const what = `HTTP ${status}, a redirect, which is not followed`;
    throw vendorError('operator', what, 'Set CDR_ENDPOINT to the address the vendor serves.', facts);
  }
  const why = whyUnusable(reply, status, code);
  if (why !== undefined) throw vendorError('retry', `${why}${text === '' ? '' : ` (${text})`}`, ASK, facts);
  if (reply.unreadableList || isOdd(reply.members.get('cdr'))) {
    const what = 'the reply is complete, but its "cdr" is no list that can be read';
    throw vendorError('retry', what, 'If it lasts, ask the vendor.', { ...facts, unreadableList: true });
  }
  const offset = member(reply, 'offset');
  const isThere = (reply.members.get('offset') ?? 'null') !== 'null';
  return { cutShort: isThere && offset !== '' && offset !== '0' };
}
