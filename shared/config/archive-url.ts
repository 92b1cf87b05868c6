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

/** Undefined for `%zz`, for an escaped slash and for what else is no path. */
function parseFileUrl(text: string): string | undefined {
  try {
    return fileURLToPath(text);
  } catch {
    return undefined;
  }
}

function parse(text: string): ArchiveLocation | undefined {
  if (text.startsWith('file:')) {
    const isUrl = text.startsWith('file:///');
    if (!isUrl && !/^file:(?!\/\/)./.test(text)) return undefined;
    const folder = isUrl ? parseFileUrl(text) : resolve(text.slice('file:'.length));
    return folder === undefined || folder.includes('\0') ? undefined : { kind: 'file', folder };
  }
  const match = COS_URL.exec(text);
  if (!match) return undefined;
  const folders = (match[2] ?? '').split('/').filter((folder) => folder !== '');
  if (folders.some((folder) => folder === '.' || folder === '..')) return undefined;
  return { kind: 'cos', bucket: match[1] ?? '', root: folders.map((folder) => `${folder}/`).join('') };
}

export const archiveLocation = setting(
  'must be cos://<bucket-appid>/<folder> or file:<folder> (in file:///… write % as %25)',
  parse,
);
