/** The store a configuration asks for. */

import type { ArchiveConfig } from '../config/read.ts';
import { createFolderStore } from './folder.ts';
import type { Store } from './port.ts';

/** The SDK of COS is slow to load, so it is loaded only for an archive in COS. */
export async function openStore(config: ArchiveConfig): Promise<Store> {
  if (config.kind === 'file') return createFolderStore(config.folder);
  const { createCosStore } = await import('./cos.ts');
  return createCosStore(config);
}
