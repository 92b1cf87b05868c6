/**
 * What the functions would refuse at their first run is refused before anything is deployed: each function's settings
 * are read here by the very code that reads them there.
 */

import { readCloseConfig, readLookupConfig, readPullConfig, type ArchiveConfig } from '../../shared/config/read.ts';
import { SETTINGS, type Reader } from '../../shared/config/settings.ts';
import { DeployError } from '../errors.ts';
import type { Service } from '../serverless-types.ts';
import type { Found, Wanted } from './state.ts';

type FunctionReader = Exclude<Reader, 'local' | 'deploy'>;
type Read = (env: Record<string, string>) => { readonly archive?: ArchiveConfig | undefined };

const READ: Readonly<Record<FunctionReader, Read>> = {
  pull: readPullConfig,
  close: readCloseConfig,
  lookup: readLookupConfig,
};

function isReader(key: string): key is FunctionReader {
  return key in READ;
}

/** `functions/pull/index.main_handler` -> `pull`; undefined for code that is not of this project. */
function readerOf(handler: string): FunctionReader | undefined {
  const [, name = ''] = /^functions\/(\w+)\/index\./.exec(handler) ?? [];
  return isReader(name) ? name : undefined;
}

/** What the platform itself sets: the region, and the keys of a role (cloud.tencent.com/document/product/583/30228). */
function platformVariables(region: string, role: string): Record<string, string> {
  const keys = role === '' ? {} : { TENCENTCLOUD_SECRETID: 'of-the-role', TENCENTCLOUD_SECRETKEY: 'of-the-role' };
  return { TENCENTCLOUD_REGION: region, ...keys };
}

function faultsOf({ name, configuration }: Wanted, reader: FunctionReader, region: string): string[] {
  const { environment, role } = configuration;
  try {
    const { archive } = READ[reader]({ ...platformVariables(region, role), ...environment });
    if (archive?.kind !== 'file') return [];
    return [`${name}: ARCHIVE_URL must be cos://<bucket-appid>/<folder>: a function keeps no files.`];
  } catch (error) {
    const needsRole = role === '' ? ' Without a `role` in serverless.yml the function has no keys.' : '';
    return [`${name}: ${error instanceof Error ? error.message : String(error)}${needsRole}`];
  }
}

/** @throws DeployError with every fault of every function, by the name of the setting and never by its value. */
export function checkFunctionSettings(all: readonly Wanted[], { functions, provider }: Service): void {
  const faults = all.flatMap((wanted) => {
    const reader = readerOf(functions[wanted.key]?.handler ?? '');
    return reader === undefined ? [] : faultsOf(wanted, reader, provider.region);
  });
  if (faults.length > 0) throw new DeployError(faults.join('\n'));
}

/** They decide where a record is filed: with others, the same call would be filed a second time. */
const FIXED = ['SLOT_MINUTES', 'UTC_OFFSET'] as const;

/** @throws DeployError when the function would go on in its archive with other slots. */
export function checkArchiveUnchanged(wanted: Wanted, found: Found | undefined): void {
  const [after, before] = [wanted.configuration.environment, found?.configuration.environment ?? {}];
  const archive = before['ARCHIVE_URL'];
  if (archive === undefined || archive !== after['ARCHIVE_URL']) return;
  const changed = FIXED.filter(
    (name) => (before[name] ?? SETTINGS[name].default) !== (after[name] ?? SETTINGS[name].default),
  );
  if (changed.length === 0) return;
  throw new DeployError(
    `Deploying ${wanted.name}: ${changed.join(' and ')} cannot change in an archive that is in use, or calls would be ` +
      'filed twice. Keep what is deployed, or begin another archive: give ARCHIVE_URL another folder.',
  );
}
