/**
 * Parts gzipped while their reply is still arriving. A reply large enough to fill a part mostly brings calls that nobody
 * has pulled before, second after second: then a part can be made of them as they come, on a core that has nothing else
 * to do until the reply ends. Nothing is written here. What turns out otherwise is thrown away and made anew: a part is
 * only taken for exactly the rows and versions that are to be written.
 */

import type { LineWriter } from '../record/line.ts';
import type { Batch } from './batch.ts';
import { encodeRows, PART_RECORDS } from './lines.ts';

export interface Ahead {
  /** The batch has one more row. */
  grown: () => void;
  /** The part made of these rows in these versions, if there is one. */
  take: (rows: Int32Array, revs: Int32Array) => Promise<Buffer | undefined>;
  /** Nobody is going to take anything. */
  stop: () => void;
}

interface Made {
  readonly rows: Int32Array;
  /** Undefined where the slot was not empty. */
  readonly bytes: Promise<Buffer | undefined>;
}

/** @param isEmpty whether nothing is filed in the slot yet; asked once, when the first part is full */
export function createAhead(batch: Batch, writeLine: LineWriter, isEmpty: () => Promise<boolean>): Ahead {
  /** By first row, in the order of the part. */
  const made = new Map<number, Made>();
  let empty: Promise<boolean> | undefined;
  let inOrder = true;
  let from = 0;
  let stopped = false;

  async function make(rows: Int32Array): Promise<Buffer | undefined> {
    empty ??= isEmpty();
    const versions = new Int32Array(batch.size());
    return (await empty) ? encodeRows(rows, versions, batch, writeLine, () => !stopped) : undefined;
  }

  return {
    grown() {
      const row = batch.size() - 1;
      if (!inOrder || row === 0) return;
      const apart = batch.filedAt(row) - batch.filedAt(row - 1);
      if (apart < 0) inOrder = false;
      if (apart <= 0 || row < from + PART_RECORDS) return;
      const rows = Int32Array.from({ length: row - from }, (_, i) => from + i).sort(batch.compare);
      // A failure here is no failure of the pull: the part is made again when it is its turn.
      made.set(rows[0]!, { rows, bytes: make(rows).catch(() => undefined) });
      from = row;
    },
    async take(rows, revs) {
      const part = made.get(rows[0]!);
      const isSame =
        part?.rows.length === rows.length && rows.every((row, i) => row === part.rows[i] && revs[row] === 0);
      return isSame && !stopped ? part.bytes : undefined;
    },
    stop() {
      stopped = true;
    },
  };
}
