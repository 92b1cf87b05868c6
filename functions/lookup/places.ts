/** What questions are put to. Loaded on demand: a refusal or a health check does without network and archive. */

import { type LookupConfig } from '../../shared/config/read.ts';
import type { DaysMemory } from '../../shared/days/memory.ts';
import type { Deps } from '../../shared/deps.ts';
import { HuadanError } from '../../shared/errors.ts';
import type { Source } from '../../shared/source/source.ts';
import type { StoreReader } from '../../shared/store/store.ts';
import type { ArchiveSearch } from './from-archive.ts';

/**
 * Connections are closed with the answer, for one kept while the platform freezes the instance may be dead without
 * anybody having said so, and the next lookup would wait on it in vain.
 */
export async function withDeps<T>(clock: () => number, use: (deps: Deps) => Promise<T>): Promise<T> {
  const { createDeps } = await import('../../shared/deps.ts');
  const deps = createDeps();
  try {
    return await use({ ...deps, clock });
  } finally {
    deps.close();
  }
}

export async function openVendor(config: LookupConfig, deps: Deps): Promise<Source> {
  const { createSource } = await import('../../shared/source/create-source.ts');
  return createSource(config.vendor, deps);
}

function noArchive(): HuadanError {
  return new HuadanError(
    'config',
    'Looking in the archive: there is none. Set ARCHIVE_URL to the one that the pull writes.',
    { facts: { variables: 'ARCHIVE_URL' } },
  );
}

/** @throws HuadanError `config` when there is no archive */
export async function openArchive({ archive }: LookupConfig, deps: Deps, deadlineMs: number): Promise<StoreReader> {
  if (archive === undefined) throw noArchive();
  const { openReader } = await import('../../shared/store/open-reader.ts');
  return openReader(archive, deps, deadlineMs);
}

export async function openSearch(
  config: LookupConfig,
  { deps, deadlineMs, memory }: { readonly deps: Deps; readonly deadlineMs: number; readonly memory: DaysMemory },
): Promise<ArchiveSearch> {
  const reader = await openArchive(config, deps, deadlineMs);
  const { createArchiveSearch } = await import('./from-archive.ts');
  const { slotSeconds, utcOffsetSeconds } = config;
  return createArchiveSearch({ reader, memory, clock: deps.clock, deadlineMs, slotSeconds, utcOffsetSeconds });
}
