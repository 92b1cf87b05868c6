/** A new Function URL can be read only some time after it was made: 15 to 20 s, so people report. */

import type { Cloud } from '../cloud/client.ts';
import { listTriggers, type Target } from './find.ts';
import { findUrl } from './triggers.ts';

export const URL_WAIT_MS = 3000;
const PATIENCE_MS = 60_000;

/** @returns undefined when it is still not there after a minute. */
export async function waitForUrl(cloud: Cloud, target: Target): Promise<string | undefined> {
  for (let waitedMs = 0; ; waitedMs += URL_WAIT_MS) {
    const url = findUrl(await listTriggers(cloud, target));
    if (url !== undefined || waitedMs >= PATIENCE_MS) return url;
    if (waitedMs === 0) cloud.say('Waiting for the address of the Function URL, at most a minute.');
    await cloud.sleep(URL_WAIT_MS);
  }
}
