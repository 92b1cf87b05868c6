/** What the doctor looks at: the settings, the archive, the vendor. Plain findings out, one as soon as it is known. */

import { refuseOtherLayout } from '../../functions/pull/state.ts';
import { STATE_NAME } from '../../shared/archive/layout.ts';
import { readPullState } from '../../shared/archive/pull-state.ts';
import type { Environment, LookupConfig, PullConfig } from '../../shared/config/read.ts';
import type { Deps } from '../../shared/deps.ts';
import { HuadanError, isHuadanError } from '../../shared/errors.ts';
import { mask } from '../../shared/mask.ts';
import { printable } from '../../shared/printable.ts';
import { openReplaceable } from '../../shared/store/open-store.ts';
import { preflight } from '../../shared/store/check-bucket.ts';
import { createSource } from '../../shared/source/create-source.ts';
import { sendToWebhook } from '../../shared/webhook.ts';
import { readConfigs } from '../console/environment.ts';
import { count } from '../console/format-counters.ts';
import { tellFailure } from '../console/console-log.ts';

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

async function checkLookup({ secrets, tokens }: LookupConfig): Promise<Finding> {
  if (tokens.length > 0) return look('lookup', () => `${count(tokens.length, 'token')} may ask`, secrets);
  return {
    outcome: 'warning',
    what: 'lookup',
    advice: 'LOOKUP_TOKENS is empty, so every lookup is refused. Make a token with `npm run token`.',
  };
}

/** Where the passes stand: whether it can be read, and whether the archive was begun with these slots and this offset. */
async function checkState({ archive, passes, secrets }: PullConfig): Promise<Finding> {
  const what = `archive: the state ${STATE_NAME}`;
  const bytes = await openReplaceable(archive).get(STATE_NAME);
  if (bytes === null) return { outcome: 'ok', what: `${what}: there is none yet, the first pull begins at LOOKBACK` };
  const state = await readPullState(bytes);
  if (state === undefined) {
    const advice = `It cannot be read at all. The next pull keeps it aside and begins again at LOOKBACK; no earlier day is complete.`;
    return { outcome: 'failure', what, advice };
  }
  const layout = await look(
    what,
    () => {
      refuseOtherLayout(state, passes);
      return 'SLOT_MINUTES and UTC_OFFSET are those the archive was begun with';
    },
    secrets,
  );
  if (layout.outcome !== 'ok' || state.faults.length === 0) return layout;
  const advice = `It was edited or damaged: ${state.faults.map((fault) => printable(mask(fault, secrets))).join('; ')}. All the rest of it is believed, and the next pull writes it whole again.`;
  return { outcome: 'warning', what, advice };
}

async function* checkArchive(config: PullConfig): AsyncGenerator<Finding> {
  const { archive, secrets } = config;
  const place = archive.kind === 'file' ? 'the folder' : 'the bucket';
  let failed = false;
  for (const { what, outcome, error } of await preflight(archive)) {
    const advice = error === null ? {} : { advice: tellFailure(error, secrets) };
    yield { outcome, what: `archive: ${place} ${what}`, ...advice };
    failed ||= outcome === 'failure';
  }
  if (!failed) yield checkState(config);
}

/** The smallest question there is: the calls of one minute, which need not be kept. */
async function askVendor({ vendor }: PullConfig, deps: Deps): Promise<string> {
  const to = Math.floor(deps.clock() / 1000) - 60;
  const query = { src: '', window: { from: to - 60, to } };
  const deadlineMs = deps.clock() + 2 * vendor.timeoutMs;
  const { received } = await createSource(vendor, deps).calls(query, { deadlineMs, attempts: 1 });
  return `it answered with ${count(received, 'call')} of one minute`;
}

async function sendTest({ alert: { webhook, proxy } }: PullConfig, { post }: Deps): Promise<string> {
  if (webhook === undefined) throw new HuadanError('config', 'ALERT_WEBHOOK is not set, so nobody is told anything.');
  const text = 'Huadan: a test message, nothing is wrong (npm run doctor -- --alert).';
  await sendToWebhook(webhook, { text, facts: { test: true } }, { post, proxy });
  return 'the test message was taken';
}

export interface DiagnoseOptions {
  /** Sends a test message to `ALERT_WEBHOOK`. */
  readonly alert?: boolean;
}

/** Looks at everything `environment` sets up. Without settings that can be read there is nothing more to look at. */
export async function* diagnose(
  environment: Environment,
  deps: Deps,
  { alert = false }: DiagnoseOptions = {},
): AsyncGenerator<Finding> {
  let configs: ReturnType<typeof readConfigs>;
  try {
    configs = readConfigs(environment);
  } catch (error) {
    if (!(error instanceof HuadanError)) throw error;
    yield { outcome: 'failure', what: 'settings', advice: error.message };
    return;
  }
  const { config, lookupConfig } = configs;
  yield { outcome: 'ok', what: 'settings: complete' };
  yield checkLookup(lookupConfig);
  yield* checkArchive(config);
  yield look('vendor', async () => askVendor(config, deps), config.secrets);
  if (alert) yield look('alerts', async () => sendTest(config, deps), config.secrets);
}
