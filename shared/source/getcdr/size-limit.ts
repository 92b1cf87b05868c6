/**
 * How large a reply may be. One that goes past the bound is given up, and so is one that is plainly going to: what it
 * holds is asked for again in pieces, and the less of it was read in vain the better.
 */

import { HuadanError } from '../../errors.ts';
import { decodedBytes } from './decompress.ts';

/** How large a body is on the wire, where its sender says so, and how much of it was read. */
export interface BodySize {
  readonly totalBytes: number | undefined;
  readBytes: number;
}

/**
 * A reply is given up early when this part of what is allowed came out of it, and the whole would be that many times as
 * much as is allowed if all of it were compressed as well. That is a guess; a wrong one costs the requests of two halves.
 */
const SEEN_ENOUGH = 1 / 32;
const FAR_TOO_LARGE = 1.25;

function oversize(maxBytes: number): HuadanError {
  return new HuadanError(
    'oversize',
    `Reading a reply of the vendor: it is, or is going to be, larger than ${maxBytes} bytes. Ask for less, or raise CDR_MAX_REPLY.`,
    { facts: { maxBytes } },
  );
}

/**
 * The decoded text of a reply, whatever form it travelled in.
 * @param size lets a reply that is going to be far too large be given up before all that is allowed of it was read
 * @throws HuadanError `oversize` as soon as more than `maxBytes` came out, however little went in; the errors
 * of zlib and of `chunks` as they are
 */
export async function* boundedBytes(
  chunks: AsyncIterable<Buffer>,
  maxBytes: number,
  size?: BodySize,
): AsyncGenerator<Buffer> {
  let bytes = 0;
  for await (const chunk of decodedBytes(chunks)) {
    bytes += chunk.length;
    const expected = size?.totalBytes === undefined ? bytes : (bytes / size.readBytes) * size.totalBytes;
    const isFarTooLarge = bytes > maxBytes * SEEN_ENOUGH && expected > maxBytes * FAR_TOO_LARGE;
    if (bytes > maxBytes || isFarTooLarge) throw oversize(maxBytes);
    yield chunk;
  }
}
