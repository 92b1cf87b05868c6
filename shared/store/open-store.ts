/** The store a configuration asks for. */

import type { ArchiveConfig } from '../config/read.ts';
import { createCosStore } from './cos.ts';
import { createFolderStore } from './folder.ts';
import type { Store } from './store.ts';
import { ensureTrusted } from './check-bucket.ts';

/**
 * Opens the archive for writing. A bucket is tried first, once per process.
 * @throws HuadanError `archive` when the bucket cannot be trusted with an archive
 */
export async function openStore(config: ArchiveConfig): Promise<Store> {
  if (config.kind === 'file') return createFolderStore(config.folder);
  await ensureTrusted(config);
  return createCosStore(config);
}

/**
 * Opens the archive for what may be made again and written over, as closed days are: nothing rests on a bucket that
 * refuses to overwrite, so none is tried.
 */
export function openReplaceable(config: ArchiveConfig): Store {
  return config.kind === 'file' ? createFolderStore(config.folder) : createCosStore(config);
}
