/** What every store holds true of object names, so that a name means the same in a bucket and in a folder. */

import { HuadanError } from '../errors.ts';

/** COS takes at most 850 bytes for a key (cloud.tencent.com/document/product/436/13324); the root needs some of them. */
const MAX_NAME_BYTES = 700;

function isPlain(segment: string): boolean {
  return segment !== '' && segment !== '.' && segment !== '..';
}

/** Gives the name back when it is a relative path of plain segments; throws where it could lead out of the archive. */
export function checkName(name: string): string {
  const clean = name.split('/').every(isPlain) && !/[\p{Cc}\\]/u.test(name);
  if (clean && Buffer.byteLength(name) <= MAX_NAME_BYTES) return name;
  throw new HuadanError(
    'archive',
    'Naming an object of the archive: the name is not a plain relative path. This is a fault of the program.',
  );
}
