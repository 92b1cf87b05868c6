/** Where the rows of a window gather before they are filed: by slot, or among those that cannot be read. */

import { createBatch, type Batch } from '../../shared/archive/batch.ts';
import type { Layout } from '../../shared/archive/names.ts';
import type { Reject } from '../../shared/archive/rejects.ts';
import type { FieldsDecoder } from '../../shared/record/decoder.ts';
import type { EpochSeconds, Window } from '../../shared/time.ts';
import type { RowSink } from '../../shared/vendor/reply.ts';
import { MAX_RECORD_BYTES } from '../../shared/vendor/scan.ts';

export interface Gathered {
  readonly batches: Map<EpochSeconds, Batch>;
  readonly rejects: Reject[];
  /** Rows in the answers, and those of them that are left to the window they begin in. */
  received: number;
  deferred: number;
}

export function createGathered(): Gathered {
  return { batches: new Map(), rejects: [], received: 0, deferred: 0 };
}

/** How many rows wait to be filed. */
export function countWaiting({ batches, rejects }: Gathered): number {
  let waiting = rejects.length;
  for (const batch of batches.values()) waiting += batch.size();
  return waiting;
}

/** Takes over what another one gathered; the other is not to be used again. */
export function takeOver(into: Gathered, from: Gathered): void {
  into.received += from.received;
  into.deferred += from.deferred;
  for (const reject of from.rejects) into.rejects.push(reject);
  for (const [slot, batch] of from.batches) {
    const there = into.batches.get(slot);
    if (there === undefined) into.batches.set(slot, batch);
    else batch.copyTo(there);
  }
}

/** Gathers the rows of one answer about `piece`. */
export function createCollector(
  piece: Window,
  layout: Layout,
  decode: FieldsDecoder,
): RowSink & { gathered: Gathered } {
  const gathered = createGathered();
  const { batches, rejects } = gathered;
  return {
    gathered,
    row(bytes, start, end) {
      gathered.received++;
      const row = decode(bytes, start, end);
      if ('reason' in row) {
        rejects.push({ reason: row.reason, raw: Buffer.from(bytes.subarray(start, end)), bytes: end - start });
        return;
      }
      if (row.start !== null && row.start >= piece.to) {
        gathered.deferred++;
        return;
      }
      const slot = layout.slotOf(row.filedAt);
      let batch = batches.get(slot);
      if (batch === undefined) {
        batch = createBatch();
        batches.set(slot, batch);
      }
      batch.add(row.bytes, 0, row.length, row.filedAt);
    },
    oversizeRow(head, length) {
      gathered.received++;
      rejects.push({ reason: `larger than ${MAX_RECORD_BYTES} bytes`, raw: Buffer.from(head), bytes: length });
    },
  };
}
