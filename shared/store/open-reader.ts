/** What reads the archive a configuration names, without the SDK of COS. */

import type { ArchiveConfig } from '../config/read.ts';
import type { Deps } from '../deps.ts';
import type { StoreReader } from './store.ts';

/** @param deadlineMs on the clock of `deps`: in COS, no read lasts longer */
export async function openReader(config: ArchiveConfig, deps: Deps, deadlineMs: number): Promise<StoreReader> {
  if (config.kind === 'cos') {
    const { createCosReader } = await import('./cos-reader.ts');
    return createCosReader(config, deps, { deadlineMs });
  }
  const { createFolderStore } = await import('./folder.ts');
  return createFolderStore(config.folder);
}
