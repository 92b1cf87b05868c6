/**
 * A vendor as the promises fear it: rows appear late and change, nobody knows which time the range filters by nor
 * whether its bounds count, lists are cut short, replies break off. Its clock is the test's. It is asked in-process, so
 * that thousands of schedules can be tried.
 */

import { encodeReply, WIRE_FORMS, type WireForm } from '../../local/simulator/encode-reply.ts';
import type { Post } from '../../shared/http.ts';
import type { EpochSeconds, Window } from '../../shared/time.ts';

export interface ModelVersion {
  /** After the call's end: from then on it is what the vendor shows; the last one stays. */
  readonly afterSeconds: number;
  readonly recordUrl: string;
  /** Billed. @default the length of the call */
  readonly duration?: number;
  /** The row tells of another start. @default 0 */
  readonly startsLaterSeconds?: number;
}

export interface ModelCall {
  readonly callId: string;
  readonly start: EpochSeconds;
  readonly end: EpochSeconds;
  readonly versions: readonly ModelVersion[];
  /** Its duration is no number: it can only be set aside. */
  readonly broken: boolean;
  /** The vendor has two different rows for it; nobody documents that it can't. */
  readonly twin: boolean;
}

export interface ModelRules {
  readonly filter: 'start' | 'end';
  readonly lower: 'inclusive' | 'exclusive';
  readonly upper: 'inclusive' | 'exclusive';
}

export const MODEL_FAULTS = [
  'none',
  'none',
  'none',
  'serverError',
  'http503',
  'cut',
  'reset',
  'refuse',
  'operator',
  'blocked',
] as const;

export type ModelFault = (typeof MODEL_FAULTS)[number];

export interface ModelVendor {
  readonly post: Post;
  now: EpochSeconds;
  /** A longer list is cut to this and gets an `offset`. */
  maxRows: number;
  /** Of its replies, in turn. */
  wireForms: readonly WireForm[];
  /** What is older than this it shows no more. */
  forgetsAfterSeconds: number;
  /** Drawn from for each request: (request number, what is asked for) -> what goes wrong. */
  fault: (request: number, asked: Window) => ModelFault;
  /** Rows of complete, successful answers, as JSON text, since this was last emptied. */
  readonly returned: { row: Record<string, string>; to: EpochSeconds }[];
  /** What was answered without a fault and whole, since this was last emptied. */
  readonly answered: Window[];
}

function modelRow(call: ModelCall, now: EpochSeconds): Record<string, string> | undefined {
  let version: ModelVersion | undefined;
  for (const next of call.versions) if (call.end + next.afterSeconds <= now) version = next;
  if (version === undefined) return undefined;
  const start = call.start + (version.startsLaterSeconds ?? 0);
  return {
    bizId: '',
    callEndStatus: '1',
    callId: call.callId,
    callType: '3',
    dst: '008613600000002',
    dstAcceptTime: String(start + 2),
    duration: call.broken ? 'x' : String(version.duration ?? call.end - call.start),
    endCallTime: String(call.end),
    orderId: '',
    recordUrl: version.recordUrl,
    src: '008613500000001',
    srcAcceptTime: String(start + 1),
    startDstCallTime: String(start),
    startDstRingTime: '0',
    startSrcCallTime: String(start),
    startSrcRingTime: '0',
  };
}

function reset(): Error {
  return Object.assign(new Error('socket hang up'), { code: 'ECONNRESET' });
}

async function* pieces(bytes: Buffer, end: number, broken: boolean): AsyncGenerator<Buffer> {
  const size = 1 + (bytes.length % 97);
  for (let at = 0; at < end; at += size) yield bytes.subarray(at, Math.min(at + size, end));
  if (broken) throw reset();
}

const REFUSALS: Partial<Record<ModelFault, object>> = {
  serverError: { errorCode: '-501', result: 'server disabled' },
  refuse: { errorCode: '-202', result: 'timestamp error' },
  operator: { errorCode: '-403', result: 'ip not allowed' },
  blocked: { errorCode: '-423', result: 'blocked' },
};

export function modelRows(call: ModelCall, now: EpochSeconds): Record<string, string>[] {
  const row = modelRow(call, now);
  if (row === undefined) return [];
  return call.twin ? [row, { ...row, dst: '008613600000003' }] : [row];
}

export function createModelVendor(calls: readonly ModelCall[], rules: ModelRules, now: EpochSeconds): ModelVendor {
  let requests = 0;
  const vendor: ModelVendor = {
    post,
    now,
    maxRows: Number.POSITIVE_INFINITY,
    wireForms: WIRE_FORMS,
    forgetsAfterSeconds: Number.POSITIVE_INFINITY,
    fault: () => 'none',
    returned: [],
    answered: [],
  };

  function inRange(row: Record<string, string>, from: EpochSeconds, to: EpochSeconds): boolean {
    const time = Number(row[rules.filter === 'start' ? 'startSrcCallTime' : 'endCallTime']);
    const above = rules.lower === 'inclusive' ? time >= from : time > from;
    const below = rules.upper === 'inclusive' ? time <= to : time < to;
    return above && below && time > vendor.now - vendor.forgetsAfterSeconds;
  }

  async function post({ body }: Parameters<Post>[0]): ReturnType<Post> {
    const asked = JSON.parse(body) as Record<string, string>;
    const [from, to] = [Number(asked['startTimeStamp']), Number(asked['endTimeStamp'])];
    // An exclusive lower bound: nothing is said about its own second.
    const window = { from: from + 1, to };
    const fault = vendor.fault(requests++, window);
    if (fault === 'reset') throw reset();
    const all = calls.flatMap((call) => modelRows(call, vendor.now)).filter((row) => inRange(row, from, to));
    const cdr = all.slice(0, vendor.maxRows);
    const success = {
      cdr,
      errorCode: '0',
      offset: cdr.length < all.length ? '1548235059' : '0',
      result: 'Call Details',
    };
    const form = vendor.wireForms[requests % vendor.wireForms.length] ?? 'plain';
    const bytes = encodeReply(REFUSALS[fault] ?? success, form);
    const cut = fault === 'cut';
    if (fault === 'none') {
      vendor.returned.push(...cdr.map((row) => ({ row, to })));
      if (cdr.length === all.length) vendor.answered.push(window);
    }
    return {
      status: fault === 'http503' ? 503 : 200,
      retryAfter: undefined,
      body:
        fault === 'http503'
          ? pieces(Buffer.from('<html>'), 6, false)
          : pieces(bytes, cut ? bytes.length / 2 : bytes.length, cut),
      discard: () => undefined,
    };
  }
  return vendor;
}
