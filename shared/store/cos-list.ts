/** Listing a bucket, page by page. Source: https://cloud.tencent.com/document/product/436/7734 (GET Bucket). */

import { type CosTask, field, notUnderstood } from './cos-errors.ts';
import type { CosReply, CosRequest } from './cos-client.ts';
import { parseCosXml } from './cos-sdk.ts';

const PAGE = '1000';

interface Page {
  readonly keys: string[];
  readonly more: boolean;
}

/** Keys come percent-encoded when the answer says so: XML cannot hold every character. */
async function readPage(body: Buffer): Promise<Page | undefined> {
  const result: unknown = field(await parseCosXml(body), 'ListBucketResult');
  if (result === undefined) return undefined;
  const contents: unknown = field(result, 'Contents') ?? [];
  const encoded = field(result, 'EncodingType') === 'url';
  const keys = (Array.isArray(contents) ? contents : [contents]).map((item) => {
    const key = String(field(item, 'Key'));
    return encoded ? decodeURIComponent(key.replaceAll('+', ' ')) : key;
  });
  return { keys, more: field(result, 'IsTruncated') === 'true' };
}

/** Every key that begins with `prefix`. `send` throws what COS refuses. */
export async function listKeys(
  task: CosTask,
  prefix: string,
  send: (request: CosRequest) => Promise<CosReply>,
): Promise<string[]> {
  const keys: string[] = [];
  for (let marker = ''; ;) {
    const query = { prefix, 'max-keys': PAGE, 'encoding-type': 'url', ...(marker === '' ? {} : { marker }) };
    const { body } = await send({ ...task, method: 'GET', query });
    const page = await readPage(body);
    const last = page?.keys.at(-1);
    if (page === undefined || (page.more && (last === undefined || last === marker))) {
      throw notUnderstood(task.doing);
    }
    keys.push(...page.keys);
    if (!page.more || last === undefined) return keys;
    // The last key is where the next page begins after; unlike NextMarker it is never encoded in a way to guess at.
    marker = last;
  }
}
