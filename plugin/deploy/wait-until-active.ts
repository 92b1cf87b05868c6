/** Every change is carried out behind the answer; until it is, the next one is refused. */

import type { Cloud } from '../cloud/client.ts';
import { DeployError } from '../errors.ts';
import { getFunction, type Target } from './find.ts';

const FIRST_WAIT_MS = 200;
const LONGEST_WAIT_MS = 2000;
/** A person wants to know what takes longer than this. */
const SILENCE_MS = 5000;
const PATIENCE_MS = 300_000;
const UNDER_WAY = new Set(['Creating', 'Updating', 'Publishing', 'Deleting']);

/**
 * Waits until no change of the function is under way.
 * @returns its status, such as `Active` or `CreateFailed`, with the platform's reason; undefined when it is gone.
 * @throws DeployError after five minutes.
 */
export async function waitWhileChanging(
  cloud: Cloud,
  target: Target,
): Promise<{ status: string; reason: string } | undefined> {
  let waitedMs = 0;
  let told = false;
  for (let waitMs = FIRST_WAIT_MS; ; waitMs = Math.min(waitMs * 1.5, LONGEST_WAIT_MS)) {
    const found = await getFunction(cloud, target);
    if (found === undefined) return undefined;
    const { Status: status = '', StatusReasons = [] } = found;
    if (!UNDER_WAY.has(status)) {
      const reason = (StatusReasons ?? [])
        .map(({ ErrorCode, ErrorMessage }) => `${ErrorCode}: ${ErrorMessage}`)
        .join('; ');
      return { status, reason };
    }
    if (waitedMs > PATIENCE_MS) {
      throw new DeployError(
        `${target.FunctionName} is still ${status} after five minutes. Deploy again later: the rest will be done then.`,
      );
    }
    if (waitedMs > SILENCE_MS && !told) {
      cloud.say(`${target.FunctionName}: ${status}. Waiting until that is done, at most five minutes.`);
      told = true;
    }
    await cloud.sleep(waitMs);
    waitedMs += waitMs;
  }
}

/** @throws DeployError when the function ended in another state, with the platform's reason. */
export async function waitUntilActive(cloud: Cloud, target: Target): Promise<void> {
  const { status, reason } = (await waitWhileChanging(cloud, target)) ?? { status: 'gone', reason: '' };
  if (status === 'Active') return;
  throw new DeployError(
    `${target.FunctionName} is ${status}${reason === '' ? '' : ` (${reason})`}. Mend the cause and deploy again.`,
  );
}

export async function waitUntilGone(cloud: Cloud, target: Target): Promise<void> {
  const left = await waitWhileChanging(cloud, target);
  if (left !== undefined)
    throw new DeployError(`${target.FunctionName} could not be deleted: it is ${left.status}. Try again.`);
}
