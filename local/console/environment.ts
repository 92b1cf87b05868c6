/** Where the commands get their settings from. */

import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseEnv } from 'node:util';
import {
  readLocalConfig,
  readLookupConfig,
  readPullConfig,
  type Environment,
  type LocalConfig,
  type LookupConfig,
  type PullConfig,
} from '../../shared/config/read.ts';
import { errorCode, HuadanError } from '../../shared/errors.ts';
import type { Words } from '../words/index.ts';
import { argumentFault, readAll } from './read-all.ts';

/** Byte order marks, and the encodings they announce: https://www.unicode.org/faq/utf_bom#bom4 */
const MARKS = [
  [Buffer.from([0xef, 0xbb, 0xbf]), 'utf-8'],
  [Buffer.from([0xff, 0xfe]), 'utf-16le'],
  [Buffer.from([0xfe, 0xff]), 'utf-16be'],
] as const;

/** The text of a settings file; undefined when it is in no encoding that can be told. */
function decodeText(bytes: Buffer): string | undefined {
  const [, encoding] = MARKS.find(([mark]) => bytes.subarray(0, mark.length).equals(mark)) ?? [null, 'utf-8'];
  try {
    // The decoder takes the mark away.
    const text = new TextDecoder(encoding, { fatal: true }).decode(bytes);
    // UTF-16 without a mark is full of zeros.
    return text.includes('\0') ? undefined : text;
  } catch {
    return undefined;
  }
}

function readEnvFile(file: string, folder: string, say: Words['settings']): Environment | undefined {
  let bytes: Buffer;
  try {
    bytes = readFileSync(resolve(folder, file));
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return undefined;
    throw new HuadanError('config', say.unreadable(file), { cause: error });
  }
  const text = decodeText(bytes);
  if (text !== undefined) return parseEnv(text.replaceAll('\r\n', '\n'));
  throw argumentFault(say.notUtf8(file));
}

/**
 * The environment, over the settings in `.env` where there is one. A `file` named on the command line takes the place
 * of `.env` and counts more than the environment: whoever names it means it.
 * @param folder where relative names begin
 * @throws HuadanError `config` when the file named cannot be read
 */
export function readEnvironment(
  file: string | undefined,
  environment: Environment,
  folder: string,
  say: Words['settings'],
): Environment {
  if (file === undefined) return { ...readEnvFile('.env', folder, say), ...environment };
  const settings = readEnvFile(file, folder, say);
  if (settings !== undefined) return { ...environment, ...settings };
  throw argumentFault(say.noFile(file, DEMO_ENV));
}

/** What `npm start` writes for other commands, for as long as its simulated vendor runs. */
export const DEMO_ENV = 'data/demo.env';

/** Each of these says: this is about a real vendor and a real archive. */
const REAL = ['CDR_ENDPOINT', 'CDR_ID', 'CDR_APP_ID', 'ARCHIVE_URL'] as const;

/** False when nothing real is set up at all. One of them is enough to be taken as meant. */
export function isSetUp(environment: Environment): boolean {
  return REAL.some((name) => (environment[name] ?? '').trim() !== '');
}

/** For whoever has no settings yet; undefined where there are some. */
export function firstSteps(environment: Environment, folder: string, say: Words['settings']): string | undefined {
  if (isSetUp(environment)) return undefined;
  return existsSync(resolve(folder, DEMO_ENV)) ? say.demoRuns(DEMO_ENV) : say.nothingSet;
}

/**
 * The settings of what runs on this machine.
 * @throws HuadanError `config` that tells all faults of all three
 */
export function readConfigs(environment: Environment): {
  readonly config: PullConfig;
  readonly lookupConfig: LookupConfig;
  readonly localConfig: LocalConfig;
} {
  return readAll({
    config: () => readPullConfig(environment),
    lookupConfig: () => readLookupConfig(environment),
    localConfig: () => readLocalConfig(environment),
  });
}
