/** Single bytes of JSON text, the comparisons of bytes that are made for every row, pieces put together, and bytes as text. */

import { isUtf8 } from 'node:buffer';

export const BYTE = {
  quote: 0x22,
  comma: 0x2c,
  zero: 0x30,
  nine: 0x39,
  colon: 0x3a,
  openBracket: 0x5b,
  backslash: 0x5c,
  closeBracket: 0x5d,
  openBrace: 0x7b,
  closeBrace: 0x7d,
} as const;

/** White space between JSON values; nothing behind the end of bytes. */
export function isSpace(byte: number | undefined): boolean {
  return byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09;
}

/** A loop, for a native comparison costs more than the few bytes it would look at. */
export function sameBytes(a: Buffer, aStart: number, b: Buffer, bStart: number, length: number): boolean {
  for (let i = 0; i < length; i++) if (a[aStart + i] !== b[bStart + i]) return false;
  return true;
}

/** All pieces together. `buffer` of node:stream/consumers goes through a Blob, which takes ten times as long. */
export async function gather(pieces: AsyncIterable<Buffer>): Promise<Buffer> {
  const all: Buffer[] = [];
  for await (const piece of pieces) all.push(piece);
  return Buffer.concat(all);
}

/**
 * Text in UTF-8 or, where it is not that, in GB 18030 (GBK is part of it); undefined when it is neither.
 * @param isCut the bytes may end within a character: what there is of it is left out
 */
export function decodeText(bytes: Buffer, isCut = false): string | undefined {
  if (isUtf8(bytes)) return bytes.toString();
  for (const encoding of isCut ? ['utf-8', 'gb18030'] : ['gb18030']) {
    try {
      return new TextDecoder(encoding, { fatal: true }).decode(bytes, { stream: isCut });
    } catch {
      // Not this one.
    }
  }
  return undefined;
}
