/** Where the archive is, and how to look into it, in words that can be pasted. */

import { relative } from 'node:path';
import type { ArchiveConfig } from '../../shared/config/read.ts';
import { CDR_PREFIX } from '../../shared/archive/layout.ts';
import { mask } from '../../shared/mask.ts';
import type { Store } from '../../shared/store/store.ts';

/** Relative to `from` when the folder is below it; with slashes, which every system reads. */
function nearest(folder: string, from: string): string {
  const path = relative(from, folder);
  return (path === '' || path.startsWith('..') ? folder : path).replaceAll('\\', '/');
}

function quote(path: string): string {
  return /^[\w./@%+=:-]+$/.test(path) ? path : `'${path.replaceAll("'", String.raw`'\''`)}'`;
}

/**
 * A bucket's name ends in the account's id, which is masked as everywhere.
 * @param from the folder the command runs in
 */
export function tellPlace(archive: ArchiveConfig, from: string): string {
  const root =
    archive.kind === 'file' ? `${nearest(archive.folder, from)}/` : mask(`cos://${archive.bucket}/${archive.root}`);
  return `${root}${CDR_PREFIX}dt=<day>/<slot>-<part>.jsonl.gz`;
}

/** A command that prints a few records. Undefined for a bucket, which no command everybody has can read. */
export async function lookCommand(
  archive: ArchiveConfig,
  from: string,
  openStore: () => Promise<Store>,
): Promise<string | undefined> {
  if (archive.kind === 'cos') return undefined;
  const folder = nearest(archive.folder, from);
  if (process.platform !== 'win32') return `gunzip -c ${quote(folder)}/${CDR_PREFIX}dt=*/*.jsonl.gz | head -3`;
  // Windows has no gunzip, but it has the node that runs this.
  const name = (await (await openStore()).list(CDR_PREFIX)).at(-1);
  if (name === undefined) return undefined;
  return `node -p "'' + require('zlib').gunzipSync(require('fs').readFileSync('${folder}/${name}'))"`;
}
