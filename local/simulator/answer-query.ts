/**
 * What the vendor's `getCdr` answers, by the page https://cloud.tencent.com/document/product/610/11854. Where the page
 * is silent (bounds, the field a range goes by, how much fits in a reply) this takes the nearest reading: the start of
 * the caller's leg, both bounds included, and an `offset` that says where the rest would begin.
 */

import type { EpochSeconds } from '../../shared/time.ts';
import { rowAt, type Call } from './call.ts';
import type { History } from './history.ts';
import type { SeenRequest } from './server.ts';

export interface Account {
  readonly appId: string;
  readonly id: string;
}

type Reply = Readonly<Record<string, unknown>>;

const PARAMETER_INVALID: Reply = { errorCode: '-2', result: 'parameter invalid' };
const UNKNOWN_CALL: Reply = { errorCode: '-201', result: 'callId not exist' };
const TIMESTAMP_INVALID: Reply = { errorCode: '-202', result: 'timestamp invalid' };
const APP_ID_ILLEGAL: Reply = { errorCode: '-401', result: 'appId illegal' };
const URL_MISMATCH: Reply = { errorCode: '-402', result: 'url not match' };

export function answerQuery(
  request: SeenRequest,
  { account, history, maxRows, now }: { account: Account; history: History; maxRows: number; now: EpochSeconds },
): Reply {
  if (request.id !== account.id) return URL_MISMATCH;
  const { appId, callId, src, startTimeStamp, endTimeStamp, compress = '0' } = request.body;
  if (Object.values(request.body).some((value) => typeof value !== 'string')) return PARAMETER_INVALID;
  if (appId === undefined || (compress !== '0' && compress !== '1')) return PARAMETER_INVALID;
  if (appId !== account.appId) return APP_ID_ILLEGAL;

  // Exactly one of the two: the vendor's demos warn against sending both.
  if ((callId === undefined) === (src === undefined)) return PARAMETER_INVALID;
  if (typeof callId === 'string') {
    const call = history.byCallId(callId, now);
    return call === undefined ? UNKNOWN_CALL : success([call], now);
  }
  if (typeof startTimeStamp !== 'string' || typeof endTimeStamp !== 'string') return PARAMETER_INVALID;
  const [from, to] = [readSeconds(startTimeStamp), readSeconds(endTimeStamp)];
  if (from === undefined || to === undefined || from > to) return TIMESTAMP_INVALID;

  const calls = history.between(from, to, now).filter((call) => src === '' || call.row['src'] === src);
  return success(calls.slice(0, maxRows), now, calls[maxRows]);
}

function success(calls: readonly Call[], now: EpochSeconds, next?: Call): Reply {
  return {
    cdr: calls.map((call) => rowAt(call, now)),
    errorCode: '0',
    offset: String(next?.start ?? 0),
    result: 'Call Details',
  };
}

function readSeconds(text: string): EpochSeconds | undefined {
  return /^\d{1,10}$/.test(text) ? Number(text) : undefined;
}
