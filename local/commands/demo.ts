/** Everything for a first look before anything is set up: a simulated vendor, and settings that fit it. */

import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseEnv } from 'node:util';
import type { Environment } from '../../shared/config/read.ts';
import { errorCode, type HuadanError } from '../../shared/errors.ts';
import { DEMO_ENV } from '../console/environment.ts';
import { listenNear } from '../console/listen.ts';
import { argumentFault } from '../console/read-all.ts';
import { startCallCentre, type CallCentre } from '../simulator/call-centre.ts';
import type { Words } from '../words/index.ts';
import { createToken } from './lookup-token.ts';

const PORT = 8650;

/** Busier than a small company, so that even a Beijing night brings a call every minute. */
const CALLS_PER_DAY = 20_000;
/** Rare enough for the history of two days to arrive in seconds: every fault costs a wait. */
const FAULT_RATE = 0.005;

/** It forgets a little later than RETENTION tells, so that nothing is lost on the way. */
const VENDOR_RETENTION_SECONDS = 51 * 3600;

/**
 * Slots of two minutes instead of ten, for a window is due only when its slot is over. Each is pulled 20 s after its end
 * (new calls), 100 s after it (longer calls, recordings that came late) and for the last time after 45 min, when the
 * longest call of the call centre has its recording. A tick every 40 s meets each of the three once in two minutes, so
 * every line has something to tell. An archive keeps the slots it was begun with.
 *
 * A new archive begins early enough for one whole day to be closed at once: at 00:45 yesterday is not due yet, and the
 * day before began 48 h 45 min ago.
 */
const PACE = { SLOT_MINUTES: '2', PASSES: '20s,100s,45m', LOOKBACK: '49h', RETENTION: '50h' };
export const DEMO_EVERY = '40s';

const FOLDER = 'data';

const ANSWER_LIMIT_MS = 2000;

export interface Demo {
  readonly vendor: CallCentre;
  /** For the lookup, valid until the process ends; the settings hold its hash. */
  readonly token: string;
  readonly environment: Environment;
  close(): Promise<void>;
}

function chosen(environment: Environment, names: readonly string[]): Record<string, string> {
  const entries = names.map((name) => [name, environment[name]?.trim() ?? ''] as const);
  return Object.fromEntries(entries.filter(([, value]) => value !== ''));
}

/** Two simulated vendors would fill one archive with calls of both. */
function refuseSecond({ start }: Words): HuadanError {
  return argumentFault(start.secondDemo(DEMO_ENV));
}

/** Settings that a killed demo left are removed. @throws HuadanError `config` when their vendor answers */
async function checkAlone(file: string, words: Words): Promise<void> {
  let endpoint: string | undefined;
  try {
    endpoint = parseEnv(readFileSync(file, 'utf8'))['CDR_ENDPOINT'];
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return;
    throw error;
  }
  try {
    await fetch(endpoint ?? '', { signal: AbortSignal.timeout(ANSWER_LIMIT_MS) });
  } catch {
    rmSync(file, { force: true });
    return;
  }
  throw refuseSecond(words);
}

/** @throws HuadanError `config` when another demo was faster */
function writeAlone(file: string, text: string, words: Words): void {
  try {
    writeFileSync(file, text, { flag: 'wx' });
  } catch (error) {
    if (errorCode(error) !== 'EEXIST') throw error;
    throw refuseSecond(words);
  }
}

/**
 * @param environment counts more than the demo's pace where it sets the same
 * @param folder what is written stands in its `data`
 * @param clock the vendor's time, in milliseconds since 1970
 * @throws HuadanError `config` when another demo runs in the folder
 */
export async function startDemo(
  seed: string,
  environment: Environment,
  { folder, words, clock }: { readonly folder: string; readonly words: Words; readonly clock: () => number },
): Promise<Demo> {
  const file = join(folder, DEMO_ENV);
  await checkAlone(file, words);
  const vendor = await listenNear(PORT, async (port) =>
    startCallCentre({
      seed,
      now: () => Math.floor(clock() / 1000),
      port,
      callsPerDay: CALLS_PER_DAY,
      faultRate: FAULT_RATE,
      retentionSeconds: VENDOR_RETENTION_SECONDS,
    }),
  );
  const made = createToken('demo', words);
  const settings = {
    CDR_ENDPOINT: vendor.endpoint,
    CDR_ID: vendor.id,
    CDR_APP_ID: vendor.appId,
    CDR_RATE: 'unlimited',
    ARCHIVE_URL: pathToFileURL(resolve(folder, FOLDER, 'archive')).href,
    ...PACE,
    ...chosen(environment, [...Object.keys(PACE), 'UTC_OFFSET']),
    LOOKUP_TOKENS: made.entry,
  };
  const lines = Object.entries(settings).map(([name, value]) => `${name}=${value}\n`);
  try {
    mkdirSync(join(folder, FOLDER), { recursive: true });
    writeAlone(file, `# ${words.start.demoFile}\n${lines.join('')}`, words);
  } catch (error) {
    await vendor.close();
    throw error;
  }
  return {
    vendor,
    token: made.token,
    environment: { ...environment, ...settings },
    async close() {
      rmSync(file, { force: true });
      await vendor.close();
    },
  };
}
