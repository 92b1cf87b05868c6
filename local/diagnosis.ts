/** What the doctor looks at: the settings, the archive, the vendor. Plain findings out, one as soon as it is known. */

import { type Environment, type PullConfig, readLookupConfig, readPullConfig } from '../shared/config/read.ts';
import type { Deps } from '../shared/deps.ts';
import { HuadanError, isHuadanError } from '../shared/errors.ts';
import { preflight } from '../shared/store/preflight.ts';
import { ask } from '../shared/vendor/ask.ts';
import { tellFailure } from './spoken-log.ts';

export interface Finding {
  readonly outcome: 'ok' | 'warning' | 'failure';
  readonly what: string;
  /** What went wrong and what to do. */
  readonly advice?: string;
}

/** `work`'s sentence, or its failure as a finding. */
async function look(what: string, work: () => Promise<string> | string, secrets: readonly string[]): Promise<Finding> {
  try {
    return { outcome: 'ok', what: `${what}: ${await work()}` };
  } catch (error) {
    if (!isHuadanError(error)) throw error;
    return { outcome: 'failure', what, advice: tellFailure(error, secrets) };
  }
}

async function checkLookup(environment: Environment): Promise<Finding> {
  const { secrets, tokens } = readLookupConfig(environment);
  if (tokens.length > 0) return look('lookup', () => `${tokens.length} token(s) may ask`, secrets);
  return {
    outcome: 'warning',
    what: 'lookup',
    advice: 'LOOKUP_TOKENS is empty, so every lookup is refused. Make a token with `npm run token`.',
  };
}

async function* checkArchive({ archive, secrets }: PullConfig): AsyncGenerator<Finding> {
  const place = archive.kind === 'file' ? 'the folder' : 'the bucket';
  for (const { what, outcome, error } of await preflight(archive)) {
    const advice = error === null ? {} : { advice: tellFailure(error, secrets) };
    yield { outcome, what: `archive: ${place} ${what}`, ...advice };
  }
}

/** The smallest question there is: the calls of one minute, which need not be kept. */
async function askVendor({ vendor }: PullConfig, deps: Deps): Promise<string> {
  const to = Math.floor(deps.clock() / 1000) - 60;
  let rows = 0;
  const sink = { row: () => void rows++, oversizeRow: () => void rows++ };
  const deadlineMs = deps.clock() + 2 * vendor.timeoutMs;
  await ask({ src: '', from: to - 60, to }, () => sink, { config: vendor, deps, deadlineMs, attempts: 1 });
  return `it answered with ${rows} call(s) of one minute`;
}

/** Looks at everything `environment` sets up. Without settings that can be read there is nothing more to look at. */
export async function* diagnose(environment: Environment, deps: Deps): AsyncGenerator<Finding> {
  let config: PullConfig;
  try {
    config = readPullConfig(environment);
    const lookup = await checkLookup(environment);
    yield { outcome: 'ok', what: 'settings: complete' };
    yield lookup;
  } catch (error) {
    if (!(error instanceof HuadanError)) throw error;
    yield { outcome: 'failure', what: 'settings', advice: error.message };
    return;
  }
  yield* checkArchive(config);
  yield look('vendor', async () => askVendor(config, deps), config.secrets);
}
