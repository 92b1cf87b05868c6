/** Where the commands get their settings from. */

import { readFileSync } from 'node:fs';
import { parseEnv } from 'node:util';
import {
  readLookupConfig,
  readPullConfig,
  type Environment,
  type LookupConfig,
  type PullConfig,
} from '../../shared/config/read.ts';
import { errorCode, HuadanError } from '../../shared/errors.ts';
import { orFault } from './command.ts';

function readEnvFile(file: string): Environment | undefined {
  try {
    return parseEnv(readFileSync(file, 'utf8'));
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return undefined;
    throw new HuadanError('config', `Reading settings from ${file}: it cannot be read. Check its rights.`, {
      cause: error,
    });
  }
}

/**
 * The environment, over the settings in `.env` where there is one. A `file` named on the command line takes the place
 * of `.env` and counts more than the environment: whoever names it means it.
 * @throws HuadanError `config` when the file named cannot be read
 */
export function readEnvironment(file: string | undefined, environment: Environment = process.env): Environment {
  if (file === undefined) return { ...readEnvFile('.env'), ...environment };
  const settings = readEnvFile(file);
  if (settings === undefined) {
    throw new HuadanError(
      'config',
      `Reading settings from ${file}: there is no such file. \`npm start\` writes data/demo.env while its simulated vendor runs.`,
    );
  }
  return { ...environment, ...settings };
}

/** Each of these says: this is about a real vendor and a real archive. */
const REAL = ['CDR_ENDPOINT', 'CDR_ID', 'CDR_APP_ID', 'ARCHIVE_URL'] as const;

/** False when nothing real is set up at all. A part of it is enough to be taken at one's word. */
export function isSetUp(environment: Environment): boolean {
  return REAL.some((name) => (environment[name] ?? '').trim() !== '');
}

/**
 * The settings of both functions.
 * @throws HuadanError `config` that tells all faults of both
 */
export function readConfigs(environment: Environment): { config: PullConfig; lookupConfig: LookupConfig } {
  const faults: HuadanError[] = [];
  const config = orFault(() => readPullConfig(environment), faults);
  const lookupConfig = orFault(() => readLookupConfig(environment), faults);
  if (config !== undefined && lookupConfig !== undefined) return { config, lookupConfig };
  // Most settings are common to both: the second fault says something new only when it is about the lookup's own.
  const news = faults.filter(({ facts }, i) => i === 0 || String(facts['variables']).includes('LOOKUP_'));
  throw new HuadanError('config', news.map(({ message }) => message).join('\n'));
}
