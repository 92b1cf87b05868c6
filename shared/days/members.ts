/**
 * Day files are gzip members of 512 rows one behind the other, which RFC 1952 section 2.2 makes one stream to every
 * reader; and each can be read alone.
 */

import { promisify } from 'node:util';
import { gzip, inflateRawSync } from 'node:zlib';

export const ROWS_A_MEMBER = 512;

/** RFC 1952 section 2.3: no name, no comment, no extra field. */
const HEADER_BYTES = 10;
const OPERATING_SYSTEM_AT = 9;
const UNKNOWN_SYSTEM = 255;

const gzipped = promisify(gzip);

/** Packs the lines of a member, off the main thread. The same lines give the same bytes on every system. */
export async function packMember(lines: Buffer): Promise<Buffer> {
  const packed = await gzipped(lines);
  packed[OPERATING_SYSTEM_AT] = UNKNOWN_SYSTEM;
  return packed;
}

/**
 * The lines of the member that `bytes` begins with, whatever stands behind it: a ranged read ends anywhere.
 * @throws Error of zlib when it does not hold a whole member
 */
export function unpackMember(bytes: Buffer): Buffer {
  return inflateRawSync(bytes.subarray(HEADER_BYTES));
}
