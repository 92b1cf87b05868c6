/**
 * What COS's refusals mean and what a person should do.
 * Source: the error table, https://cloud.tencent.com/document/product/436/7730; the advice is ours.
 */

import { HuadanError } from '../errors.ts';

/** What went wrong, out of whatever shape the SDK threw: an Error, a plain object, with or without COS's XML. */
export interface CosFailure {
  /** Undefined when no whole answer came. */
  readonly httpStatus: number | undefined;
  /** COS's own code, such as `NoSuchKey`; undefined for an answer without one, as every answer to HEAD is. */
  readonly cosCode: string | undefined;
  /** The system's code, such as `ECONNRESET`, when no whole answer came. */
  readonly networkCode: string | undefined;
  readonly requestId: string | undefined;
  readonly expired: boolean;
}

/** What was asked of COS: for the message, and for the right that may be missing. */
export interface CosTask {
  /** Such as `Reading cdr/dt=2019-01-23/20190123T1710-000.jsonl.gz`. */
  readonly doing: string;
  /** What a policy must allow for it, such as `name/cos:PutObject on qcs::cos:…`. */
  readonly rights: string;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}

/** A property of a value nobody vouches for. */
export function field(value: unknown, name: string): unknown {
  return isRecord(value) ? value[name] : undefined;
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

export function readFailure(error: unknown): CosFailure {
  const status = field(error, 'statusCode');
  const code = text(field(error, 'code'));
  const xml = field(error, 'error');
  const cosCode = text(field(xml, 'Code'));
  // An answer that broke off has a status too; without COS's XML the SDK makes the status itself the code.
  const answered = typeof status === 'number' && (cosCode !== undefined || code === String(status));
  return {
    httpStatus: answered ? status : undefined,
    cosCode,
    networkCode: answered ? undefined : (code ?? 'unknown'),
    requestId: text(field(error, 'RequestId')) ?? text(field(xml, 'RequestId')),
    expired: cosCode === 'ExpiredToken' || /expired/i.test(text(field(xml, 'Message')) ?? ''),
  };
}

const WAIT = 'Nothing to do if it passes; if it lasts, ask Tencent Cloud and give them the request id.';
const KEYS =
  'Check TENCENTCLOUD_SECRETID and TENCENTCLOUD_SECRETKEY; keys of a role need their TENCENTCLOUD_SESSIONTOKEN too.';
const NEW_KEYS =
  'The temporary keys ran out, or the clock is wrong: get new keys (a function gets them from its role by itself).';

const ADVICE: Readonly<Record<string, string>> = {
  NoSuchBucket: 'Check the bucket in ARCHIVE_URL (its name ends in the appid) and its region in COS_REGION.',
  InvalidAccessKeyId: KEYS,
  SignatureDoesNotMatch: KEYS,
  ExpiredToken: NEW_KEYS,
  InvalidToken: NEW_KEYS,
  RequestTimeTooSkewed: 'Set the clock of this machine: it is more than 15 minutes off.',
  PathStyleDomainForbidden: 'Leave COS_ENDPOINT empty for a bucket on Tencent Cloud.',
  InvalidObjectState:
    'A lifecycle rule moved it to an archive class: restore it, and let no rule move parts that are still pulled.',
  BadDigest: 'The bytes were damaged on the way: check the network.',
};

function adviceFor(failure: CosFailure, task: CosTask): string {
  if (failure.httpStatus === undefined) return 'Check the network, COS_REGION and COS_ENDPOINT.';
  if (failure.expired) return NEW_KEYS;
  const known = failure.cosCode === undefined ? undefined : ADVICE[failure.cosCode];
  if (known !== undefined) return known;
  if (failure.cosCode !== 'AccessDenied') return WAIT;
  return `Allow these keys, or their role, ${task.rights}.`;
}

/**
 * The failure as the project's own error. What the SDK threw is not kept as its cause: that carries the request's
 * address and COS's echo of what was signed.
 */
export function cosError(task: CosTask, failure: CosFailure): HuadanError {
  const { httpStatus, cosCode, networkCode, requestId } = failure;
  const what =
    httpStatus === undefined
      ? `COS could not be reached (${networkCode ?? 'unknown'})`
      : `COS answered ${[httpStatus, cosCode].filter((part) => part !== undefined).join(' ')}`;
  const facts = Object.entries({ httpStatus, cosCode, networkCode, requestId }).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, value] as const],
  );
  return new HuadanError('archive', `${task.doing}: ${what}. ${adviceFor(failure, task)}`, {
    facts: Object.fromEntries(facts),
  });
}

/** For an answer of 200 that is not what COS answers, such as a proxy's page. */
export function notUnderstood(doing: string): HuadanError {
  return new HuadanError('archive', `${doing}: the answer was not COS's. Check COS_REGION, COS_ENDPOINT and proxies.`);
}

const PASSING = new Set(['SlowDown', 'PathConflict', 'BadDigest', 'RequestTimeout', 'IncompleteBody']);
const SLOW = new Set(['ETIMEDOUT', 'ESOCKETTIMEDOUT']);

/** Whether the same request may fare better in a moment. A time-out has already been tried, and waited for, four times. */
export function isPassing({ httpStatus, cosCode, networkCode }: CosFailure): boolean {
  if (httpStatus === undefined) return !SLOW.has(networkCode ?? '');
  return (httpStatus >= 500 && httpStatus !== 501) || (cosCode !== undefined && PASSING.has(cosCode));
}
