/** Gathers what one reply brings, within bounds: the answer of every source is made here. */

import { decodeRow, decodeRowAt, MAX_RECORD_BYTES } from '../cdr/decode.ts';
import type { Decoded } from '../cdr/fields.ts';
import type { Reject } from '../cdr/reject.ts';
import { RowBuffer } from '../cdr/row-buffer.ts';
import { HuadanError } from '../errors.ts';
import type { EpochSeconds } from '../time.ts';
import type { Answer, Query } from './source.ts';

/** The bytes it is given are only good during the call. */
export interface Collector {
  /** Takes the row `bytes[start, end)`. */
  row: (bytes: Buffer, start: number, end: number) => void;
  /**
   * Takes the row that starts at `bytes[start]` if it is one of the plain ones, which saves looking for its end first.
   * @returns the index after its last byte; -1 to get it as a `row`
   */
  rowAt: (bytes: Buffer, start: number) => number;
  /** Takes a row that is too large to be one: its first bytes and its whole length. */
  oversizeRow: (head: Buffer, length: number) => void;
  answer: (cutShort: boolean) => Answer;
}

/** What rows and rejects of one answer may take, unless the caller says less: 300 000 usual rows. */
const MAX_ANSWER_BYTES = 64 * 1024 * 1024;

/** What a row or a reject takes beside its bytes. */
const ROW_BYTES = 64;
const REJECT_BYTES = 400;

const HALF_PAIR = 'a text holds half a surrogate pair: filed with U+FFFD in its place';

function oversize(maxBytes: number): HuadanError {
  return new HuadanError(
    'oversize',
    `Reading a reply of the vendor: what it holds takes more than ${maxBytes} bytes of memory. Ask for less; if one second holds that much, ask the vendor what it sends.`,
    { facts: { maxBytes } },
  );
}

/** A call is told of when it has ended, and may begin long before or, by another clock, after the stretch asked for. */
const PLAUSIBLE_SECONDS = 2 * 86_400;
const IMPLAUSIBLE = 'it begins more than two days from the time that was asked for';

/**
 * @param now what the clock says: rows of a later day are rejects
 * @param query where it names a stretch of time, rows far from it are rejects: one reply could touch any number of slots
 * @param maxBytes the most that rows and rejects may take together
 * @throws HuadanError `oversize`, from each method that takes a row
 */
export function createCollector(now: EpochSeconds, query: Query, maxBytes = MAX_ANSWER_BYTES): Collector {
  const { from, to } = 'from' in query ? query : { from: Number.NEGATIVE_INFINITY, to: Number.POSITIVE_INFINITY };
  const isPlausible = ({ filedAt }: Decoded): boolean =>
    filedAt >= from - PLAUSIBLE_SECONDS && filedAt < to + PLAUSIBLE_SECONDS;
  const rows = new RowBuffer();
  const rejects: Reject[] = [];
  let received = 0;
  let bytes = 0;

  function keep(more: number): void {
    bytes += more;
    if (bytes > maxBytes) throw oversize(maxBytes);
  }

  function reject(one: Reject): void {
    keep(one.raw.length + REJECT_BYTES);
    rejects.push(one);
  }

  /** False when the very same row is there already. */
  function add(row: Decoded): boolean {
    const isNew = rows.add(row.bytes, 0, row.length, row.filedAt);
    if (isNew) keep(row.length + ROW_BYTES);
    return isNew;
  }

  return {
    rowAt(chunk, start) {
      const row = decodeRowAt(chunk, start, now);
      if (row === undefined || !isPlausible(row)) return -1;
      received++;
      add(row);
      return row.end;
    },
    row(chunk, start, end) {
      received++;
      const row = decodeRow(chunk, start, end, now);
      const asItCame = (): Pick<Reject, 'raw' | 'bytes'> => ({
        raw: Buffer.from(chunk.subarray(start, end)),
        bytes: end - start,
      });
      if ('reason' in row) reject({ reason: row.reason, ...asItCame() });
      else if (!isPlausible(row)) reject({ reason: IMPLAUSIBLE, ...asItCame() });
      else if (add(row) && row.replaced) reject({ reason: HALF_PAIR, ...asItCame(), filed: true });
    },
    oversizeRow(head, length) {
      received++;
      reject({ reason: `larger than ${MAX_RECORD_BYTES} bytes`, raw: Buffer.from(head), bytes: length });
    },
    answer: (cutShort) => ({ rows, rejects, received, cutShort }),
  };
}
