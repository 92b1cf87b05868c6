/** The bytes of a file that is put in one piece, in memory that is used for one file after the other. */

export interface Body {
  readonly length: () => number;
  append: (bytes: Buffer) => void;
  /** What was appended, until the next `clear`. */
  bytes: () => Buffer;
  clear: () => void;
  /** Empties it and gives its memory for other work, with anything in it; to be given up before the next `append`. */
  lend: (bytes: number) => ArrayBufferLike;
}

/**
 * @param room reserved with the first `append`, and more where it is too small. Memory that is never touched costs
 * nothing, while the process would keep buffers that were replaced by larger ones.
 */
export function createBody(room: number): Body {
  let memory: Buffer = Buffer.alloc(0);
  let used = 0;

  function makeRoom(bytes: number): void {
    if (bytes <= memory.length) return;
    const larger = Buffer.allocUnsafeSlow(Math.max(room, bytes, memory.length * 2));
    memory.copy(larger, 0, 0, used);
    memory = larger;
  }

  return {
    length: () => used,
    append(bytes) {
      makeRoom(used + bytes.length);
      used += bytes.copy(memory, used);
    },
    bytes: () => memory.subarray(0, used),
    clear: () => void (used = 0),
    lend(bytes) {
      used = 0;
      makeRoom(bytes);
      return memory.buffer;
    },
  };
}
