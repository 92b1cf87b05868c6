/** One window: asked for, decoded, filed. What came is filed piece by piece, so nothing is lost when a later piece fails. */

import { addToSlot, type Archive } from '../../shared/archive/add.ts';
import { createBatch, type Batch } from '../../shared/archive/batch.ts';
import { setAside, type Reject } from '../../shared/archive/rejects.ts';
import type { FieldsDecoder } from '../../shared/record/decoder.ts';
import type { EpochSeconds, Window } from '../../shared/time.ts';
import { ask, type AskContext } from '../../shared/vendor/ask.ts';
import { askInHalves, type Refusal } from '../../shared/vendor/halves.ts';
import type { RowSink } from '../../shared/vendor/reply.ts';
import { MAX_RECORD_BYTES } from '../../shared/vendor/scan.ts';
import type { Counters } from './counters.ts';

export interface WindowContext {
  readonly vendor: AskContext;
  readonly archive: Archive;
  readonly decode: FieldsDecoder;
  readonly counters: Counters;
}

interface Collected extends RowSink {
  readonly batches: ReadonlyMap<EpochSeconds, Batch>;
  readonly rejects: readonly Reject[];
  readonly counts: { received: number; deferred: number };
}

/** Sorts the rows of one reply: by slot, to the rejects, or left to the window they begin in. */
function createCollector(piece: Window, { archive, decode }: WindowContext): Collected {
  const batches = new Map<EpochSeconds, Batch>();
  const rejects: Reject[] = [];
  const counts = { received: 0, deferred: 0 };
  return {
    batches,
    rejects,
    counts,
    row(bytes, start, end) {
      counts.received++;
      const row = decode(bytes, start, end);
      if ('reason' in row) {
        rejects.push({ reason: row.reason, raw: Buffer.from(bytes.subarray(start, end)), bytes: end - start });
        return;
      }
      if (row.start !== null && row.start >= piece.to) {
        counts.deferred++;
        return;
      }
      const slot = archive.layout.slotOf(row.filedAt);
      let batch = batches.get(slot);
      if (batch === undefined) batches.set(slot, (batch = createBatch()));
      batch.add(row.bytes, 0, row.length, row.filedAt);
    },
    oversizeRow(head, length) {
      counts.received++;
      rejects.push({ reason: `larger than ${MAX_RECORD_BYTES} bytes`, raw: Buffer.from(head), bytes: length });
    },
  };
}

async function file(collected: Collected, piece: Window, context: WindowContext): Promise<void> {
  const { archive, counters } = context;
  await setAside(archive, piece.from, collected.rejects);
  let written = 0;
  for (const [slot, batch] of collected.batches) {
    const { added, revised, parts } = await addToSlot(archive, slot, batch);
    written += added + revised;
    counters.added += added;
    counters.revised += revised;
    counters.parts += parts;
  }
  const { received, deferred } = collected.counts;
  counters.received += received;
  counters.deferred += deferred;
  counters.rejected += collected.rejects.length;
  counters.known += received - deferred - collected.rejects.length - written;
}

/**
 * Pulls one window to its end and counts what happened.
 * @returns the pieces the vendor refused
 * @throws HuadanError when the vendor as a whole or the archive fails; what was filed until then stays
 */
export async function pullWindow(window: Window, context: WindowContext): Promise<Refusal[]> {
  return askInHalves(window, async (piece) => {
    const query = { src: '', ...piece };
    const { sink, cutShort } = await ask(query, () => createCollector(piece, context), context.vendor);
    await file(sink, piece, context);
    return { cutShort };
  });
}
