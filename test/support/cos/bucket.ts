/** One bucket: what COS does with a request that is rightly signed. */

import { createHash } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import type { Faults } from './faults.ts';
import { listingXml, versioningXml } from './xml.ts';

export interface BucketRequest {
  readonly method: string;
  readonly key: string;
  readonly query: Readonly<Record<string, string>>;
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: Buffer;
}

export interface BucketAnswer {
  readonly status: number;
  readonly headers?: Record<string, string>;
  readonly body?: Buffer | string;
  /** Instead of a body. */
  readonly error?: { readonly code: string; readonly message: string };
  /** What became of a write. `raced`: it overwrote although it was asked not to. */
  readonly wrote?: 'new' | 'over' | 'raced';
}

export interface Bucket {
  readonly name: string;
  readonly objects: Map<string, Buffer>;
  /** Whether versioning is on, or was once. Undefined: never. */
  versioning: 'Enabled' | 'Suspended' | undefined;
  /** The longest page of a listing; COS's own limit is 1000. */
  pageSize: number;
  /** Keys written lately, oldest first. */
  readonly recent: string[];
}

export const refuse = (status: number, code: string, message: string): BucketAnswer => ({
  status,
  error: { code, message },
});
const bytes = (key: string): Buffer => Buffer.from(key);
const md5 = (body: Buffer, encoding: 'hex' | 'base64'): string => createHash('md5').update(body).digest(encoding);
const etag = (body: Buffer): string => `"${md5(body, 'hex')}"`;

async function put(bucket: Bucket, { key, headers, body }: BucketRequest, faults: Faults): Promise<BucketAnswer> {
  if (headers['content-length'] === undefined) return refuse(411, 'MissingContentLength', 'No Content-Length.');
  const digest = headers['content-md5'];
  if (digest !== undefined && Buffer.from(digest, 'base64').length !== 16) {
    return refuse(400, 'InvalidDigest', 'The Content-MD5 you specified is not valid.');
  }
  if (digest !== undefined && digest !== md5(body, 'base64')) {
    return refuse(400, 'BadDigest', 'The Content-MD5 you specified did not match what was received.');
  }
  // Where versioning was ever on, COS ignores the header without a word. If-None-Match it ignores everywhere.
  const forbid = headers['x-cos-forbid-overwrite'] === 'true' && bucket.versioning === undefined;
  if (forbid && bucket.objects.has(key))
    return refuse(409, 'FileAlreadyExists', 'The object you specified already exists.');
  if (forbid && faults.strikes('race', 'PUT')) await wait(faults.random() * 8);
  const existed = bucket.objects.has(key);
  bucket.objects.set(key, body);
  bucket.recent.push(key);
  if (bucket.recent.length > 20) bucket.recent.shift();
  const wrote = existed ? (forbid ? 'raced' : 'over') : 'new';
  return { status: 200, headers: { ETag: etag(body) }, wrote };
}

/**
 * GET and HEAD with `Range` and `If-Match`. Sources: https://cloud.tencent.com/document/product/436/7753 (one range; 206;
 * 416 `InvalidRange`; 412), …/436/7730 (codes); a range that is not well-formed is no range (RFC 9110 §14.2).
 */
function read(bucket: Bucket, { key, headers }: BucketRequest): BucketAnswer {
  const body = bucket.objects.get(key);
  if (body === undefined) return refuse(404, 'NoSuchKey', 'The specified key does not exist.');
  const tag = etag(body);
  const wanted = headers['if-match'];
  if (wanted !== undefined && wanted !== tag && wanted !== '*') {
    return refuse(412, 'PreconditionFailed', 'The precondition was not satisfied.');
  }
  const [, first = '', last = ''] = /^bytes=(\d*)-(\d*)$/.exec(headers['range'] ?? '') ?? [];
  if (first === '' && last === '') return { status: 200, headers: { ETag: tag }, body };
  const start = first === '' ? Math.max(0, body.length - Number(last)) : Number(first);
  const end = first === '' || last === '' ? body.length : Math.min(Number(last) + 1, body.length);
  if (start >= body.length || end <= start) {
    return refuse(416, 'InvalidRange', 'The requested range cannot be satisfied.');
  }
  const range = `bytes ${start}-${end - 1}/${body.length}`;
  return { status: 206, headers: { ETag: tag, 'Content-Range': range }, body: body.subarray(start, end) };
}

function list(bucket: Bucket, { query }: BucketRequest, faults: Faults): BucketAnswer {
  const { prefix = '', marker = '' } = query;
  const maxKeys = Math.min(Number(query['max-keys'] ?? 1000), bucket.pageSize);
  const late = new Set(bucket.recent.filter(() => faults.strikes('lagList', 'GET')));
  const keys = [...bucket.objects.keys()]
    .filter((key) => key.startsWith(prefix) && !late.has(key) && Buffer.compare(bytes(key), bytes(marker)) > 0)
    .map(bytes);
  keys.sort((one, other) => Buffer.compare(one, other));
  const objects = keys.slice(0, maxKeys).map((key) => {
    const body = bucket.objects.get(key.toString()) ?? Buffer.alloc(0);
    return { key: key.toString(), size: body.length, etag: etag(body) };
  });
  const encoded = query['encoding-type'] === 'url';
  const truncated = keys.length > maxKeys;
  const page = { bucket: bucket.name, prefix, marker, maxKeys, encoded, objects, truncated };
  return { status: 200, headers: { 'Content-Type': 'application/xml' }, body: listingXml(page) };
}

const OBJECT_ACTIONS = { GET: 'GetObject', HEAD: 'HeadObject', PUT: 'PutObject', DELETE: 'DeleteObject' } as const;

export type Action = (typeof OBJECT_ACTIONS)[keyof typeof OBJECT_ACTIONS] | 'GetBucket' | 'GetBucketVersioning';

/** The name of the right a request needs, or undefined for requests this stand-in does not know. */
export function actionOf({ method, key, query }: Pick<BucketRequest, 'method' | 'key' | 'query'>): Action | undefined {
  if (key !== '') return new Map(Object.entries(OBJECT_ACTIONS)).get(method);
  if (method !== 'GET') return undefined;
  const known = new Set(['prefix', 'marker', 'max-keys', 'encoding-type', 'versioning']);
  if (Object.keys(query).some((name) => !known.has(name))) return undefined;
  return 'versioning' in query ? 'GetBucketVersioning' : 'GetBucket';
}

export async function answer(bucket: Bucket, request: BucketRequest, faults: Faults): Promise<BucketAnswer> {
  switch (actionOf(request)) {
    case 'PutObject':
      return put(bucket, request, faults);
    case 'GetObject':
    case 'HeadObject':
      return read(bucket, request);
    case 'DeleteObject':
      bucket.objects.delete(request.key);
      return { status: 204 };
    case 'GetBucket':
      return list(bucket, request, faults);
    case 'GetBucketVersioning':
      return { status: 200, body: versioningXml(bucket.versioning) };
    case undefined:
    default:
      return refuse(501, 'NotImplemented', 'A header or query you provided is not implemented.');
  }
}
