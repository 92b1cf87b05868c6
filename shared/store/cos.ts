/** The archive in a COS bucket. Loading this loads the SDK: import it only where the archive is in COS. */

import COS from 'cos-nodejs-sdk-v5';
import { createHash } from 'node:crypto';
import { createCosClient, type CosLocation, type CosOptions, type CosReply, type CosRequest } from './cos-client.ts';
import { cosError, type CosTask, field } from './cos-errors.ts';
import { listKeys } from './cos-list.ts';
import { checkName } from './names.ts';
import type { Store } from './port.ts';

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
function uploadHeaders(name: string, body: Buffer): Record<string, string> {
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
  const bucket = `qcs::cos:${config.region}:uid/<appid>:<bucket>/`;
  const objects = `${bucket}${config.root}*`;

  async function send(request: CosRequest): Promise<CosReply> {
    const outcome = await client(request);
    if ('reply' in outcome) return outcome.reply;
    throw cosError(request, outcome.failure);
  }

  const task = (doing: string, action: string, resource = objects): CosTask => ({ doing, action, resource });
  const keyOf = (name: string): string => `${config.root}${checkName(name)}`;

  async function get(name: string): Promise<Buffer | null> {
    const request = { ...task(`Reading ${name}`, 'GetObject'), method: 'GET', key: keyOf(name) } as const;
    const outcome = await client(request);
    if ('reply' in outcome) return outcome.reply.body;
    // A 404 of a bucket or of a proxy says nothing about the object.
    if (outcome.failure.cosCode === 'NoSuchKey') return null;
    throw cosError(request, outcome.failure);
  }

  async function head(name: string): Promise<{ size: number } | null> {
    const request = { ...task(`Looking for ${name}`, 'HeadObject'), method: 'HEAD', key: keyOf(name) } as const;
    const outcome = await client(request);
    if ('reply' in outcome) return { size: outcome.reply.length };
    if (outcome.failure.httpStatus !== 404) throw cosError(request, outcome.failure);
    // The answer to HEAD has no body: a missing bucket looks like a missing object. GET tells which it is.
    const body = await get(name);
    return body && { size: body.length };
  }

  async function put(name: string, body: Buffer, onlyIfAbsent: boolean): Promise<boolean> {
    const forbid = onlyIfAbsent ? { 'x-cos-forbid-overwrite': 'true' } : {};
    const headers = { ...uploadHeaders(name, body), ...forbid };
    const request = {
      ...task(`Writing ${name}`, 'PutObject'),
      method: 'PUT',
      key: keyOf(name),
      headers,
      body,
    } as const;
    const outcome = await client(request);
    if ('reply' in outcome) return true;
    if (onlyIfAbsent && outcome.failure.cosCode === 'FileAlreadyExists') return false;
    throw cosError(request, outcome.failure);
  }

  return {
    get,
    head,
    put: async (name, body) => {
      await put(name, body, false);
    },
    putIfAbsent: async (name, body) => put(name, body, true),
    list: async (prefix) => {
      const keys = await listKeys(task(`Listing ${prefix}`, 'GetBucket', bucket), `${config.root}${prefix}`, send);
      // A console makes empty objects whose names end in a slash, to show folders.
      const names = keys.filter((key) => !key.endsWith('/')).map((key) => key.slice(config.root.length));
      names.sort();
      return names;
    },
    versioning: async () => {
      const about = task('Asking whether the bucket has versioning', 'GetBucketVersioning', bucket);
      const { body } = await send({ ...about, method: 'GET', subresource: 'versioning' });
      const status = field(field(COS.util.xml2json(body.toString()), 'VersioningConfiguration'), 'Status');
      return typeof status === 'string' ? status : null;
    },
    remove: async (name) => {
      await send({
        ...task(`Deleting ${name}`, 'DeleteObject', `${bucket}${keyOf(name)}`),
        method: 'DELETE',
        key: keyOf(name),
      });
    },
  };
}
