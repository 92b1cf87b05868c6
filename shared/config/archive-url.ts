/** `ARCHIVE_URL`: where the archive stands. */

import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { setting } from './parsers.ts';

export type ArchiveLocation =
  | { readonly kind: 'file'; readonly folder: string }
  /** `root` is '' or ends in '/'. */
  | { readonly kind: 'cos'; readonly bucket: string; readonly root: string };

/** A bucket's full name is `<name>-<appid>`: COS refuses the name alone. */
const COS_URL = /^cos:\/\/([a-z0-9][a-z0-9-]*-\d{5,})(?:\/([\w!()*.=/-]*))?$/;

function parse(text: string): ArchiveLocation | undefined {
  if (text.startsWith('file:///')) return { kind: 'file', folder: fileURLToPath(text) };
  if (/^file:(?!\/\/)./.test(text)) return { kind: 'file', folder: resolve(text.slice('file:'.length)) };
  const match = COS_URL.exec(text);
  if (!match) return undefined;
  const folders = (match[2] ?? '').split('/').filter((folder) => folder !== '');
  if (folders.some((folder) => folder === '.' || folder === '..')) return undefined;
  return { kind: 'cos', bucket: match[1] ?? '', root: folders.map((folder) => `${folder}/`).join('') };
}

export const archiveLocation = setting('must be cos://<bucket-appid>/<folder> or file:<folder>', parse);
