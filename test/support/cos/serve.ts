/** One request to the stand-in: checked, struck by a fault or not, answered, and written down. */

import type http from 'node:http';
import { gather } from '../../../shared/bytes.ts';
import { actionOf, answer, type BucketAnswer, refuse } from './bucket.ts';
import { type Refusal, refusalOf } from './signature.ts';
import type { CosRecord, CosStandIn } from './start.ts';
import { errorXml } from './xml.ts';

const BUSY = [
  { fault: 'slowDown', status: 503, code: 'SlowDown', message: 'Please reduce your request rate.' },
  { fault: 'internalError', status: 500, code: 'InternalError', message: 'We encountered an internal error.' },
  { fault: 'pathConflict', status: 409, code: 'PathConflict', message: 'The path of the object conflicts.' },
] as const;

/** The refusal of a request before the bucket sees it. */
function gate(cos: CosStandIn, record: CosRecord, refusal: Refusal | undefined): BucketAnswer | undefined {
  if (refusal !== undefined) return { status: refusal.status, error: refusal };
  if (cos.tokenExpired) return refuse(403, 'ExpiredToken', 'The provided token has expired.');
  if (!cos.exists) return refuse(404, 'NoSuchBucket', 'The specified bucket does not exist.');
  const reads = record.action === 'GetObject' || record.action === 'HeadObject';
  // Who may not list is not told that a key is missing, as with S3; for COS it is to be reckoned with.
  const hidden = reads && !cos.objects.has(record.key) && cos.denies('GetBucket', '');
  const denied = hidden || (record.action !== undefined && cos.denies(record.action, record.key));
  return denied ? refuse(403, 'AccessDenied', 'Access Denied.') : undefined;
}

interface How {
  /** By COS's own clock. */
  readonly nowSeconds: number;
  readonly cutBody: boolean;
}

function send(response: http.ServerResponse, result: BucketAnswer, record: CosRecord, how: How): void {
  const requestId = `NjVh${response.req.socket.remotePort ?? 0}`;
  const xml = result.error && errorXml(result.error.code, result.error.message, `/${record.key}`, requestId);
  const body = Buffer.from(xml ?? result.body ?? '');
  const type = xml === undefined ? {} : { 'Content-Type': 'application/xml' };
  // COS answers HEAD without a body, errors too: then it gives no length of one.
  const length = record.method === 'HEAD' && xml !== undefined ? 0 : body.length;
  response.writeHead(result.status, {
    Server: 'tencent-cos',
    Date: new Date(how.nowSeconds * 1000).toUTCString(),
    'x-cos-request-id': requestId,
    'Content-Length': String(length),
    ...type,
    ...result.headers,
  });
  if (!how.cutBody) response.end(record.method === 'HEAD' ? undefined : body);
  else response.write(body.subarray(0, Math.ceil(body.length / 2)), () => response.destroy());
}

export async function handle(
  cos: CosStandIn,
  request: http.IncomingMessage,
  response: http.ServerResponse,
): Promise<void> {
  const [path = '/', search = ''] = (request.url ?? '/').split(/\?(.*)/s);
  const method = request.method ?? 'GET';
  const key = decodeURIComponent(path.slice(1));
  const query = Object.fromEntries(new URLSearchParams(search));
  const headers = request.headers as Record<string, string | undefined>;
  const body = await gather(request);
  const nowSeconds = Math.floor(Date.now() / 1000) + cos.clockAheadSeconds;
  const refusal = refusalOf({ method, path: `/${key}`, params: query, headers }, cos.keys, nowSeconds);
  const action = actionOf({ method, key, query });
  const record: CosRecord = { method, key, query, headers, action, signed: refusal === undefined, status: 0 };
  cos.requests.push(record);

  if (cos.faults.strikes('stall', method)) return;
  if (cos.faults.strikes('cut', method)) {
    response.destroy();
    return;
  }
  const answerNow = (result: BucketAnswer, cutBody = false): void => {
    record.status = result.status;
    send(response, result, record, { nowSeconds, cutBody });
  };
  const busy = BUSY.find(({ fault }) => cos.faults.strikes(fault, method));
  if (busy !== undefined) {
    answerNow(refuse(busy.status, busy.code, busy.message));
    return;
  }
  const refused = gate(cos, record, refusal);
  const result = refused ?? (await answer(cos.bucket, { method, key, query, headers, body }, cos.faults));
  if (result.wrote !== undefined) record.wrote = result.wrote;
  if (cos.faults.strikes('loseReply', method)) {
    response.destroy();
    return;
  }
  answerNow(result, cos.faults.strikes('cutBody', method));
}
