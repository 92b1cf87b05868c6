/**
 * Parts gzipped while their reply is still arriving. A large reply mostly brings calls that nobody has pulled before,
 * second after second: then its parts can be made as it comes, on a core that has nothing else to do until the reply
 * ends. Nothing is written here. What turns out otherwise is thrown away and made anew: a part is only taken for exactly
 * the rows and versions that are to be written.
 */

import type { LineWriter } from '../cdr/line.ts';
import type { EpochSeconds } from '../time.ts';
import type { Batch } from './row-buffer.ts';
import { createLines, PART_RECORDS } from './lines.ts';
import { range, sortRows } from './order.ts';
import { encodePart } from './part.ts';

export interface Ahead {
  /** The batch has one more row. */
  grown: () => void;
  /** The part made of these rows in these versions, if there is one. To be called once the batch is whole. */
  take: (rows: Int32Array, revs: Int32Array) => Promise<Buffer | undefined>;
  /** Nobody is going to take anything any more. */
  stop: () => void;
}

/** A part in the making, of the rows from `from` on: to `to` once that is known, as far as they are settled till then. */
interface Making {
  readonly from: number;
  to: number | undefined;
  /** Undefined when it came to nothing. */
  bytes: Promise<Buffer | undefined>;
  /** There is more to do. */
  wake: () => void;
}

/** So many rows become lines at a time. */
const STEP_ROWS = 1000;
/** A reply with fewer rows is gzipped soon enough when it is there. */
const FIRST_ROWS = 10_000;

/**
 * @param begins rows filed before this time are what the piece before may have brought already
 * @param expectNew whether the rows are likely to be new to the archive; asked once, when there are enough of them
 */
export function createAhead(
  batch: Batch,
  writeLine: LineWriter,
  begins: EpochSeconds,
  expectNew: () => Promise<boolean>,
): Ahead {
  const parts: Making[] = [];
  const lines = createLines(batch, writeLine);
  /** The rows before this one are of earlier seconds than whatever is still to come, as long as rows come in order. */
  let settled = 0;
  /** The first row that is not of before. */
  let first: number | undefined;
  let stopped = false;
  let expected: Promise<boolean> | undefined;

  async function* settledRows(part: Making): AsyncGenerator<Int32Array> {
    for (let done = part.from; done !== part.to;) {
      const to = part.to ?? settled;
      if (part.to === undefined && to < done + STEP_ROWS) {
        await new Promise<void>((resolve) => {
          part.wake = resolve;
        });
      } else {
        expected ??= expectNew();
        if (!(await expected)) stop();
        if (!stopped) yield sortRows(range(done, to), batch);
        done = to;
      }
      if (stopped) return;
    }
  }

  async function* linesOf(part: Making): AsyncGenerator<Buffer> {
    for await (const rows of settledRows(part)) {
      if (stopped) return;
      for (const chunk of lines.of(rows)) {
        yield chunk;
        if (stopped) return;
      }
    }
  }

  function begin(from: number): void {
    const part: Making = { from, to: undefined, bytes: Promise.resolve(undefined), wake: () => undefined };
    // A failure here is no failure of the pull: the part is made again when it is its turn.
    part.bytes = encodePart(linesOf(part), lines.recycle).catch(() => undefined);
    parts.push(part);
  }

  function close(part: Making, to: number): void {
    part.to ??= to;
    part.wake();
  }

  function stop(): void {
    stopped = true;
    for (const part of parts) part.wake();
  }

  return {
    stop,
    grown() {
      const row = batch.size() - 1;
      if (first === undefined && batch.filedAt(row) >= begins) first = row;
      if (stopped || first === undefined || row === first) return;
      const apart = batch.filedAt(row) - batch.filedAt(row - 1);
      if (apart < 0) stop();
      if (apart <= 0) return;
      settled = row;
      const part = parts.at(-1);
      if (part === undefined) {
        if (row >= first + FIRST_ROWS) begin(first);
      } else if (row >= part.from + PART_RECORDS) {
        close(part, row);
        begin(row);
      } else part.wake();
    },
    async take(rows, revs) {
      const last = parts.at(-1);
      if (last !== undefined) close(last, batch.size());
      const part = parts.find(
        ({ from, to = 0 }) =>
          rows.length === to - from && rows.every((row) => row >= from && row < to && revs[row] === 0),
      );
      const bytes = await part?.bytes;
      return stopped ? undefined : bytes;
    },
  };
}
