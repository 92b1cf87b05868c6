/** What the doctor looks at: the settings, the archive, the vendor. Plain findings out, one as soon as it is known. */

import { refuseOtherLayout } from '../../shared/archive/refuse-layout.ts';
import { STATE_NAME } from '../../shared/archive/layout.ts';
import { readStoredState } from '../../shared/archive/stored-state.ts';
import type { Environment, LookupConfig, PullConfig } from '../../shared/config/read.ts';
import type { Deps } from '../../shared/deps.ts';
import { isHuadanError } from '../../shared/errors.ts';
import { mask } from '../../shared/mask.ts';
import { printable } from '../../shared/printable.ts';
import { openReplaceable } from '../../shared/store/open-store.ts';
import { preflight } from '../../shared/store/check-bucket.ts';
import { createSource } from '../../shared/source/create-source.ts';
import { sendTestMessage } from '../../shared/alert.ts';
import { readConfigs } from '../console/environment.ts';
import { tellFailure } from '../console/console-log.ts';
import { argumentFault } from '../console/read-all.ts';
import type { Words } from '../words/index.ts';

export interface Finding {
  readonly outcome: 'ok' | 'warning' | 'failure';
  readonly what: string;
  /** What went wrong and what to do. */
  readonly advice?: string;
}

/** What the checks need besides what they look at. */
interface Context {
  readonly secrets: readonly string[];
  readonly words: Words;
}

/** `work`'s sentence, or its failure as a finding. */
async function look(what: string, work: () => Promise<string> | string, { secrets, words }: Context): Promise<Finding> {
  try {
    return { outcome: 'ok', what: words.doctor.found(what, await work()) };
  } catch (error) {
    if (!isHuadanError(error)) throw error;
    return { outcome: 'failure', what, advice: tellFailure(error, secrets, words) };
  }
}

async function checkLookup({ secrets, tokens }: LookupConfig, words: Words): Promise<Finding> {
  const { lookup, noTokens, ...say } = words.doctor;
  if (tokens.length > 0) return look(lookup, () => say.tokens(tokens.length), { secrets, words });
  return { outcome: 'warning', what: lookup, advice: noTokens };
}

/** Where the passes stand: whether it can be read, and whether the archive was begun with these slots and this offset. */
async function checkState({ archive, passes, secrets }: PullConfig, words: Words): Promise<Finding> {
  const say = words.doctor;
  const what = say.state(STATE_NAME);
  const state = await readStoredState(openReplaceable(archive));
  if (state === null) return { outcome: 'ok', what: say.found(what, say.noState) };
  if (state === undefined) return { outcome: 'failure', what, advice: say.stateUnreadable };
  const checkLayout = (): string => {
    refuseOtherLayout(state, passes);
    return say.sameLayout;
  };
  const layout = await look(what, checkLayout, { secrets, words });
  if (layout.outcome !== 'ok' || state.faults.length === 0) return layout;
  const faults = state.faults.map((fault) => printable(mask(fault, secrets)));
  return { outcome: 'warning', what, advice: say.stateFaults(faults.join('; ')) };
}

async function* checkArchive(config: PullConfig, words: Words): AsyncGenerator<Finding> {
  const { archive, secrets } = config;
  const { archive: say, checks } = words.doctor;
  let failed = false;
  for (const { name, outcome, error } of await preflight(archive)) {
    const advice = error === null ? {} : { advice: tellFailure(error, secrets, words) };
    yield { outcome, what: say(archive.kind, checks[name]), ...advice };
    failed ||= outcome === 'failure';
  }
  if (!failed) yield checkState(config, words);
}

/** The smallest question there is: the calls of one minute, which need not be kept. */
async function askVendor({ vendor }: PullConfig, deps: Deps): Promise<number> {
  const to = Math.floor(deps.clock() / 1000) - 60;
  const query = { src: '', window: { from: to - 60, to } };
  const deadlineMs = deps.clock() + 2 * vendor.timeoutMs;
  const { received } = await createSource(vendor, deps).calls(query, { deadlineMs, attempts: 1 });
  return received;
}

export interface DiagnoseOptions {
  /** Sends a test message to `ALERT_WEBHOOK`. */
  readonly alert?: boolean;
  readonly words: Words;
}

/** Looks at everything `environment` sets up. Without settings that can be read there is nothing more to look at. */
export async function* diagnose(
  environment: Environment,
  deps: Deps,
  { alert = false, words }: DiagnoseOptions,
): AsyncGenerator<Finding> {
  const say = words.doctor;
  let configs: ReturnType<typeof readConfigs>;
  try {
    configs = readConfigs(environment);
  } catch (error) {
    if (!isHuadanError(error)) throw error;
    yield { outcome: 'failure', what: say.settings, advice: words.tellError(error.reason, error.message) };
    return;
  }
  const { config, lookupConfig } = configs;
  const context = { secrets: config.secrets, words };
  yield { outcome: 'ok', what: say.found(say.settings, say.complete) };
  yield checkLookup(lookupConfig, words);
  yield* checkArchive(config, words);
  yield look(say.vendor, async () => say.answered(await askVendor(config, deps)), context);
  if (!alert) return;
  const sendTest = async (): Promise<string> => {
    const { webhook, proxy } = config.alert;
    if (webhook === undefined) throw argumentFault(say.noWebhook);
    await sendTestMessage(webhook, { post: deps.post, proxy });
    return say.testTaken;
  };
  yield look(say.alerts, sendTest, context);
}
