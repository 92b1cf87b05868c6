/** Zips for the platform: the same bytes for the same files, with no clock, user or file order in them. */

import { zipSync } from 'fflate';

/** The first moment that a zip can name. */
const NO_TIME = new Date(1980, 0, 1);
const UNIX = 3;
/** The platform runs the function as another user: everyone may read. */
const READABLE = 0o100644 << 16;

/** @param files contents by name; all of them stand at the root of the zip. */
export function zipFiles(files: Readonly<Record<string, Uint8Array>>): Buffer {
  const names = Object.keys(files).sort();
  const options = { level: 9, mtime: NO_TIME, os: UNIX, attrs: READABLE } as const;
  return Buffer.from(
    zipSync(Object.fromEntries(names.map((name) => [name, [files[name] ?? new Uint8Array(), options]]))),
  );
}
