/** Everything a first look needs and nobody has set up yet: a simulated vendor, and settings that fit it. */

import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Environment } from '../../shared/config/read.ts';
import { createToken } from './lookup-token.ts';
import { listenNear } from '../console/listen.ts';
import { startCallCentre, type CallCentre } from '../simulator/call-centre.ts';

const PORT = 8650;

/** Busier than a small company, so that even a Beijing night brings a call every minute. */
const CALLS_PER_DAY = 20_000;
/** Seldom enough for the day's history to come in seconds, for every fault costs a wait. */
const FAULT_RATE = 0.005;

/**
 * Slots of one minute instead of ten, for a window is due only when its slot is over: every minute there is a new one.
 * Each is pulled 20 s after its end (new calls), 100 s after it (longer calls, recordings that came late) and for the
 * last time after 45 min, when the longest call of the call centre has its recording. A tick every 20 s meets each of
 * the three once a minute, so every line has something to tell. An archive keeps the slots it was begun with.
 */
const PACE = { SLOT_MINUTES: '1', PASSES: '20s,100s,45m', LOOKBACK: '23h' };
export const DEMO_EVERY = '20s';

const FOLDER = 'data';
/** Settings for other commands while the simulated vendor runs. */
export const DEMO_ENV = `${FOLDER}/demo.env`;

export interface Demo {
  readonly vendor: CallCentre;
  /** For the lookup, good until the process ends; the settings hold its hash. */
  readonly token: string;
  readonly environment: Environment;
  close(): Promise<void>;
}

function chosen(environment: Environment, names: readonly string[]): Record<string, string> {
  const entries = names.map((name) => [name, environment[name]?.trim() ?? ''] as const);
  return Object.fromEntries(entries.filter(([, value]) => value !== ''));
}

/**
 * @param environment wins over the demo's pace where it says otherwise
 * @param folder what is written stands in its `data`
 */
export async function startDemo(seed: string, environment: Environment, folder: string): Promise<Demo> {
  const vendor = await listenNear(PORT, async (port) =>
    startCallCentre({ seed, port, callsPerDay: CALLS_PER_DAY, faultRate: FAULT_RATE }),
  );
  const made = createToken('demo');
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
  const file = join(folder, DEMO_ENV);
  mkdirSync(join(folder, FOLDER), { recursive: true });
  const lines = Object.entries(settings).map(([name, value]) => `${name}=${value}\n`);
  const text = `# Written by npm start, for as long as its simulated vendor runs.\n${lines.join('')}`;
  writeFileSync(file, text);
  return {
    vendor,
    token: made.token,
    environment: { ...environment, ...settings },
    async close() {
      // A start beside this one has written its own since.
      if (existsSync(file) && readFileSync(file, 'utf8') === text) rmSync(file, { force: true });
      await vendor.close();
    },
  };
}
