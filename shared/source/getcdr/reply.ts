/** Reads one reply as a stream: rows go to the collector as they arrive, what stands around them comes back at the end. */

import { errorCode } from '../../errors.ts';
import { isDamage, oversizeReply } from '../errors.ts';
import { decodedBytes } from './decompress.ts';
import type { Envelope } from './envelope.ts';
import { createScanner, type RowSink } from './json-rows.ts';
import { createUnescape } from './unescape.ts';

export interface Reply extends Envelope {
  /** The list came as a text, and no list could be made of it; or it holds what is too large to be kept and no row. */
  readonly unreadableList: boolean;
  /** The beginning of the decoded text, for error messages. */
  readonly head: Buffer;
}

const HEAD_BYTES = 400;

/** Ends early without ending `pieces`: behind the list's text the reply goes on. */
async function* unescaped(first: Buffer, pieces: AsyncGenerator<Buffer, undefined>): AsyncGenerator<Buffer> {
  const unescape = createUnescape();
  yield unescape(first);
  for (let piece = await pieces.next(); piece.done !== true; piece = await pieces.next()) yield unescape(piece.value);
}

/**
 * @param bytes the body as it came over the wire, in any chunking
 * @param maxBytes the most that it may hold once decoded
 * @param start what the text is, for the scanner
 * @throws HuadanError `oversize`; errors of `sink`, of `bytes` and of zlib as they are
 */
export async function readReply(
  bytes: AsyncIterable<Buffer>,
  maxBytes: number,
  sink: RowSink,
  start: 'reply' | 'cdr' = 'reply',
): Promise<Reply> {
  const texts: Buffer[] = [];
  let head: Buffer = Buffer.alloc(0);
  let length = 0;
  const scanner = createScanner(sink, (piece) => void (piece.length > 0 && texts.push(piece)), start);

  /** Has the reply scanned, and yields what a `cdr` that is a string holds. */
  async function* scan(): AsyncGenerator<Buffer, undefined> {
    for await (const chunk of await decodedBytes(bytes)) {
      length += chunk.length;
      if (length > maxBytes) throw oversizeReply(maxBytes);
      if (head.length < HEAD_BYTES) head = Buffer.concat([head, chunk.subarray(0, HEAD_BYTES - head.length)]);
      // What is no JSON gets no better by reading on, and may never end.
      if (!scanner.write(chunk)) return;
      for (const text of texts.splice(0)) yield text;
    }
  }

  const pieces = scan();
  let isReadable = true;
  const first = await pieces.next();
  if (first.done !== true) {
    // A string within a string within a string …: each would cost the memory of another inflate.
    isReadable = start === 'reply' && (await isList(unescaped(first.value, pieces), maxBytes, sink));
    for await (const _ of pieces);
  }
  const envelope = scanner.end();
  return { ...envelope, unreadableList: !isReadable || envelope.hasOversizeValue, head };
}

/** As the vendor may write an empty list. */
export function isEmptyObject(text: string): boolean {
  return /^\s*\{\s*\}\s*$/.test(text);
}

async function isList(bytes: AsyncIterable<Buffer>, maxBytes: number, sink: RowSink): Promise<boolean> {
  try {
    const { complete, hasList, unreadableList, head } = await readReply(bytes, maxBytes, sink, 'cdr');
    return complete && !unreadableList && (hasList || isEmptyObject(head.toString()));
  } catch (error) {
    if (isDamage(errorCode(error))) return false;
    throw error;
  }
}
