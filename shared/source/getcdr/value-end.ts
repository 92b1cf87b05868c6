/** Where a JSON value ends, however the bytes are cut: it follows quotes, escapes and brackets, and nothing else. */

import { BYTE, isSpace } from '../../bytes.ts';

export interface ValueEnd {
  /** A value starts with `byte`. */
  begin: (byte: number) => void;
  /** The index after the value's last byte, looking from `from` on, at first from its first byte; -1 when the chunk ends before. */
  find: (chunk: Buffer, from: number) => number;
}

function endOfScalar(chunk: Buffer, from: number): number {
  for (let i = from; i < chunk.length; i++) {
    const byte = chunk[i]!;
    if (byte === BYTE.comma || byte === BYTE.closeBracket || byte === BYTE.closeBrace || isSpace(byte)) return i;
  }
  return -1;
}

/**
 * Follows the bytes beyond ASCII. The second byte of a GB 18030 character may look like a backslash; it is none when an
 * odd number of such bytes stands before it that are no UTF-8.
 */
function createBeyondAscii(): { byte: (byte: number, isNext: boolean) => void; isHalf: () => boolean } {
  let count = 0;
  let missing = 0;
  let isUtf8 = true;
  return {
    byte(byte, isNext) {
      if (!isNext) {
        count = 0;
        missing = 0;
        isUtf8 = true;
      }
      count++;
      if (missing > 0 && byte < 0xc0) missing--;
      else if (missing > 0 || byte < 0xc2 || byte > 0xf4) isUtf8 = false;
      else missing = byte < 0xe0 ? 1 : byte < 0xf0 ? 2 : 3;
    },
    isHalf: () => count % 2 === 1 && (!isUtf8 || missing > 0),
  };
}

export function createValueEnd(): ValueEnd {
  let scalar = false;
  let depth = 0;
  let inString = false;
  let escaped = false;
  /** The byte before was beyond ASCII. */
  let beyond = false;
  const beyondAscii = createBeyondAscii();

  return {
    begin(byte) {
      scalar = byte !== BYTE.quote && byte !== BYTE.openBrace && byte !== BYTE.openBracket;
      depth = 0;
      inString = false;
      escaped = false;
      beyond = false;
    },
    find(chunk, from) {
      if (scalar) return endOfScalar(chunk, from);
      // The one loop that sees every byte of a reply: its state is in locals while it runs.
      let level = depth;
      let quoted = inString;
      let skip = escaped;
      let isNext = beyond;
      for (let i = from; i < chunk.length; i++) {
        const byte = chunk[i]!;
        if (byte > 0x7f) {
          beyondAscii.byte(byte, isNext);
          isNext = true;
          skip = false;
          continue;
        }
        if (quoted) {
          if (skip) skip = false;
          else if (byte === BYTE.backslash) skip = !(isNext && beyondAscii.isHalf());
          else if (byte === BYTE.quote) {
            quoted = false;
            if (level === 0) return i + 1;
          }
        } else if (byte === BYTE.quote) quoted = true;
        else if (byte === BYTE.openBrace || byte === BYTE.openBracket) level++;
        else if (byte === BYTE.closeBrace || byte === BYTE.closeBracket) {
          level--;
          if (level === 0) return i + 1;
        }
        isNext = false;
      }
      depth = level;
      inString = quoted;
      escaped = skip;
      beyond = isNext;
      return -1;
    },
  };
}
