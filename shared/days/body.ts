/** The bytes of a file that is put in one piece. */

export interface Body {
  readonly length: () => number;
  append: (bytes: Buffer) => void;
  /** What was appended, until the next `clear`. */
  bytes: () => Buffer;
  clear: () => void;
}

/**
 * @param room made at the first `append`: a body that grows leaves what it grew out of to the process, and what is not
 * used of its room takes no memory. More is made when it does not do.
 */
export function createBody(room: number): Body {
  let memory: Buffer = Buffer.alloc(0);
  let used = 0;
  return {
    length: () => used,
    append(bytes) {
      if (used + bytes.length > memory.length) {
        const larger = Buffer.allocUnsafeSlow(Math.max(room, used + bytes.length, memory.length * 2));
        memory.copy(larger, 0, 0, used);
        memory = larger;
      }
      used += bytes.copy(memory, used);
    },
    bytes: () => memory.subarray(0, used),
    clear: () => void (used = 0),
  };
}
