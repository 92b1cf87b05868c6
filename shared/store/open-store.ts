/** The store a configuration asks for. */

import type { ArchiveConfig } from '../config/read.ts';
import { createFolderStore } from './folder.ts';
import type { Store } from './store.ts';
import { ensureTrusted } from './check-bucket.ts';

/**
 * Opens the archive for writing. A bucket is tried first, once per process. The SDK of COS is slow to load, so it is
 * loaded only for an archive in COS.
 * @throws HuadanError `archive` when the bucket cannot be trusted with an archive
 */
export async function openStore(config: ArchiveConfig): Promise<Store> {
  if (config.kind === 'file') return createFolderStore(config.folder);
  await ensureTrusted(config);
  const { createCosStore } = await import('./cos.ts');
  return createCosStore(config);
}
