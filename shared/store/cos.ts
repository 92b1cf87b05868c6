/** The archive in a COS bucket. */

import { createCosClient, type CosLocation, type CosOptions, type CosReply, type CosRequest } from './cos-client.ts';
import { cosError, field, notUnderstood } from './cos-errors.ts';
import { listKeys } from './cos-list.ts';
import { parseCosXml } from './cos-sdk.ts';
import { isChanged, rangeHeaders, toPiece } from './cos-range.ts';
import { checkName } from './object-key.ts';
import type { Piece, Store } from './store.ts';

export interface CosStore extends Store {
  /** `Enabled`, `Suspended`, or null when nobody ever turned versioning on. */
  versioning(): Promise<string | null>;
  /** Deletes an object. The archive never does; the preflight does with its own. */
  remove(name: string): Promise<void>;
}

const CONTENT_TYPES: readonly (readonly [ending: string, type: string])[] = [
  ['.gz', 'application/gzip'],
  ['.jsonl', 'application/x-ndjson'],
  ['.json', 'application/json'],
];

/** No `Content-Encoding`: a `.gz` stays a `.gz` for whoever reads it, lake engines and browsers alike. */
async function uploadHeaders(name: string, body: Buffer): Promise<Record<string, string>> {
  const { createHash } = await import('node:crypto');
  return {
    'Content-Type': CONTENT_TYPES.find(([ending]) => name.endsWith(ending))?.[1] ?? 'application/octet-stream',
    'Content-MD5': createHash('md5').update(body).digest('base64'),
  };
}

/**
 * A store in a bucket that never had versioning: there, and only there, COS honours `x-cos-forbid-overwrite`
 * (https://cloud.tencent.com/document/product/436/7749; `If-None-Match` it ignores). Not even then does COS promise
 * that of two writers of one fresh name only one wins.
 *
 * `putIfAbsent` may answer false for its own write, whose reply was lost and which the SDK sent again: compare the
 * bytes. Make a new store for every invocation: the keys of a role change while a function lives.
 */
export function createCosStore(config: CosLocation, options: CosOptions = {}): CosStore {
  const client = createCosClient(config, options);
  // `<appid>` and `<bucket>` stand as they are: an account has no business in a message.
  const bucket = `qcs::cos:${config.region}:uid/<appid>:<bucket>/`;
  const objects = `${bucket}${config.root}*`;
  const listing = `name/cos:GetBucket on ${bucket}`;
  // Without the right to list, a store of this kind may answer 403 for an object that is merely not there.
  const reading = `name/cos:GetObject on ${objects} and ${listing}`;

  async function send(request: CosRequest): Promise<CosReply> {
    const outcome = await client(request);
    if ('reply' in outcome) return outcome.reply;
    throw cosError(request, outcome.failure);
  }

  const keyOf = (name: string): string => `${config.root}${checkName(name)}`;

  async function get(name: string): Promise<Buffer | null> {
    const request = { doing: `Reading ${name}`, rights: reading, method: 'GET', key: keyOf(name) } as const;
    const outcome = await client(request);
    if ('reply' in outcome) return outcome.reply.body;
    // A 404 of a bucket or of a proxy says nothing about the object.
    if (outcome.failure.cosCode === 'NoSuchKey') return null;
    throw cosError(request, outcome.failure);
  }

  async function getRange(
    name: string,
    start: number,
    end: number,
    ifMatch?: string,
  ): Promise<Piece | 'changed' | null> {
    const headers = rangeHeaders(start, end, ifMatch);
    const request = { doing: `Reading ${name}`, rights: reading, method: 'GET', key: keyOf(name), headers } as const;
    const outcome = await client(request);
    if ('reply' in outcome) return toPiece(request.doing, outcome.reply, start, end);
    if (isChanged(outcome.failure)) return 'changed';
    if (outcome.failure.cosCode === 'NoSuchKey') return null;
    throw cosError(request, outcome.failure);
  }

  async function head(name: string): Promise<{ size: number } | null> {
    const request = { doing: `Looking for ${name}`, rights: reading, method: 'HEAD', key: keyOf(name) } as const;
    const outcome = await client(request);
    if ('reply' in outcome) return { size: Number(outcome.reply.headers['content-length'] ?? 0) };
    if (outcome.failure.httpStatus === undefined || outcome.failure.httpStatus >= 500) {
      throw cosError(request, outcome.failure);
    }
    // The answer to HEAD has no body, so no reason: no object, no bucket, no right? GET tells.
    const body = await get(name);
    return body && { size: body.length };
  }

  async function put(name: string, body: Buffer, onlyIfAbsent: boolean): Promise<boolean> {
    const forbid = onlyIfAbsent ? { 'x-cos-forbid-overwrite': 'true' } : {};
    const headers = { ...(await uploadHeaders(name, body)), ...forbid };
    const rights = `name/cos:PutObject on ${objects}`;
    const request = { doing: `Writing ${name}`, rights, method: 'PUT', key: keyOf(name), headers, body } as const;
    const outcome = await client(request);
    if ('reply' in outcome) return true;
    if (onlyIfAbsent && outcome.failure.cosCode === 'FileAlreadyExists') return false;
    throw cosError(request, outcome.failure);
  }

  return {
    get,
    getRange,
    head,
    put: async (name, body) => {
      await put(name, body, false);
    },
    putIfAbsent: async (name, body) => put(name, body, true),
    list: async (prefix) => {
      const keys = await listKeys({ doing: `Listing ${prefix}`, rights: listing }, `${config.root}${prefix}`, send);
      // A console makes empty objects whose names end in a slash, to show folders.
      const names = keys.filter((key) => !key.endsWith('/')).map((key) => key.slice(config.root.length));
      names.sort();
      return names;
    },
    versioning: async () => {
      const doing = 'Asking whether the bucket has versioning';
      const rights = `name/cos:GetBucketVersioning on ${bucket}`;
      const { body } = await send({ doing, rights, method: 'GET', subresource: 'versioning' });
      const settings = field(await parseCosXml(body), 'VersioningConfiguration');
      if (settings === undefined) throw notUnderstood(doing);
      const status = field(settings, 'Status');
      return typeof status === 'string' ? status : null;
    },
    remove: async (name) => {
      const key = keyOf(name);
      await send({
        doing: `Deleting ${name}`,
        rights: `name/cos:DeleteObject on ${bucket}${key}`,
        method: 'DELETE',
        key,
      });
    },
  };
}
