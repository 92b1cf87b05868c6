/** What a well-behaved archive never does to its bucket. */

import type { CosStandIn } from './start.ts';

/**
 * One sentence for each request that broke a promise. A part overwritten by the bucket's own race is not the
 * writer's fault, and is not reported.
 */
export function violations({ requests }: CosStandIn): string[] {
  return requests.flatMap(({ method, key, headers, signed, wrote }) => {
    const what = `${method} ${key}`;
    const faults = signed ? [] : [`${what} was not rightly signed`];
    if (method !== 'PUT') return faults;
    if (headers['content-md5'] === undefined) faults.push(`${what} had no Content-MD5`);
    if (!/(?:^|\/)cdr\/dt=/.test(key)) return faults;
    if (headers['x-cos-forbid-overwrite'] !== 'true') faults.push(`${what} could have overwritten a part`);
    if (wrote === 'over') faults.push(`${what} did overwrite a part`);
    return faults;
  });
}
