/** Where a JSON value ends, however the bytes are cut: it follows quotes, escapes and brackets, and nothing else. */

import { BYTE, isSpace } from '../../bytes.ts';

export interface ValueEnd {
  /** A value starts with `byte`. */
  begin: (byte: number) => void;
  /** The value just begun is a string, and its quote is not going to be seen again. */
  passQuote: () => void;
  /** The index after the value's last byte, looking from `from` on; -1 when the chunk ends first. */
  find: (chunk: Buffer, from: number) => number;
}

function endOfScalar(chunk: Buffer, from: number): number {
  for (let i = from; i < chunk.length; i++) {
    const byte = chunk[i]!;
    if (byte === BYTE.comma || byte === BYTE.closeBracket || byte === BYTE.closeBrace || isSpace(byte)) return i;
  }
  return -1;
}

export function createValueEnd(): ValueEnd {
  let scalar = false;
  let depth = 0;
  let inString = false;
  let escaped = false;

  return {
    begin(byte) {
      scalar = byte !== BYTE.quote && byte !== BYTE.openBrace && byte !== BYTE.openBracket;
      depth = 0;
      inString = false;
      escaped = false;
    },
    passQuote() {
      inString = true;
    },
    find(chunk, from) {
      if (scalar) return endOfScalar(chunk, from);
      // The one loop that sees every byte of a reply: its state is in locals while it runs.
      let level = depth;
      let quoted = inString;
      let skip = escaped;
      for (let i = from; i < chunk.length; i++) {
        const byte = chunk[i]!;
        if (quoted) {
          if (skip) skip = false;
          else if (byte === BYTE.backslash) skip = true;
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
      }
      depth = level;
      inString = quoted;
      escaped = skip;
      return -1;
    },
  };
}
