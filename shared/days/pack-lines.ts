/** Lines -> gzip members, in order, packed off the main thread while the next lines are read. */

import { packMember, ROWS_A_MEMBER } from './members.ts';

export interface LinePacker {
  /** Takes a copy of the line `bytes[start, end)`, which ends without a line break. Returns the number of its member. */
  add: (bytes: Buffer, start: number, end: number) => number;
  /** Ends the member under way. */
  flush: () => void;
  /** The members that were ended and not handed out yet, in order, but for the last few, which may be still under way. */
  packed: (underWay: number) => AsyncGenerator<{ readonly bytes: Buffer; readonly rows: number }, void, void>;
}

/** Members that are packed while the next lines are read: one for each thread of zlib. Each takes half a megabyte. */
export const UNDER_WAY = 4;

const NEWLINE = 0x0a;
const FIRST_BYTES = 256 * 1024;

export function createLinePacker(): LinePacker {
  const ended: { readonly bytes: Promise<Buffer>; readonly rows: number }[] = [];
  /** Used again: new ones would be a gigabyte a million calls to collect. */
  const spare: Buffer[] = [];
  let lines: Buffer = Buffer.allocUnsafeSlow(FIRST_BYTES);
  let used = 0;
  let rows = 0;
  let members = 0;

  async function pack(buffer: Buffer, length: number): Promise<Buffer> {
    const bytes = await packMember(buffer.subarray(0, length));
    spare.push(buffer);
    return bytes;
  }

  function flush(): void {
    if (rows === 0) return;
    const bytes = pack(lines, used);
    // Awaited by `packed`, unless the work ends earlier: then it must not become an unhandled rejection.
    bytes.catch(() => undefined);
    ended.push({ bytes, rows });
    lines = spare.pop() ?? Buffer.allocUnsafeSlow(lines.length);
    used = 0;
    rows = 0;
    members++;
  }

  return {
    add(bytes, start, end) {
      if (rows === ROWS_A_MEMBER) flush();
      if (used + end - start + 1 > lines.length) {
        const larger = Buffer.allocUnsafeSlow(Math.max(lines.length * 2, used + end - start + 1));
        lines.copy(larger, 0, 0, used);
        lines = larger;
      }
      bytes.copy(lines, used, start, end);
      used += end - start;
      lines[used++] = NEWLINE;
      rows++;
      return members;
    },
    flush,
    async *packed(underWay) {
      while (ended.length > underWay) {
        const { bytes, rows: packedRows } = ended.shift()!;
        yield { bytes: await bytes, rows: packedRows };
      }
    },
  };
}
