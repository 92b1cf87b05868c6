/** Where the rows of a window gather before they are filed: by slot, or among those that cannot be read. */

import type { Archive } from '../../shared/archive/add.ts';
import { createAhead, type Ahead } from '../../shared/archive/ahead.ts';
import { createBatch, type Batch } from '../../shared/archive/row-buffer.ts';
import type { SlotRecall } from '../../shared/archive/recall.ts';
import type { Reject } from '../../shared/archive/rejects.ts';
import { HuadanError } from '../../shared/errors.ts';
import { MAX_RECORD_BYTES, type Decoded, type FieldsDecoder } from '../../shared/cdr/decode.ts';
import type { EpochSeconds, Window } from '../../shared/time.ts';
import type { RowSink } from '../../shared/source/getcdr/reply.ts';

/** What one answer may hold of rows nobody can read, and how many slots it may be about: both are kept in memory. */
const MOST_REJECTED_BYTES = 32 * 1024 * 1024;
const MOST_SLOTS = 1000;
/** Of a reject beside its text. */
const REJECT_BYTES = 400;

function tooOdd(what: string): HuadanError {
  return new HuadanError(
    'oversize',
    `Reading a reply of the vendor: ${what}. Ask the vendor what it sends; nothing of this reply was filed.`,
  );
}

/** What the pull of a window remembers, by slot. */
export type Recalls = ReadonlyMap<EpochSeconds, SlotRecall>;

/** The rows of one slot, and what is being made of them already. */
interface Filling {
  readonly batch: Batch;
  readonly ahead: Ahead;
  /** Takes a row, as a batch does. */
  readonly add: Batch['add'];
}

function createFilling(
  slot: EpochSeconds,
  begins: EpochSeconds,
  { store, layout, writeLine }: Archive,
  recall: SlotRecall | undefined,
): Filling {
  const batch = recall?.spare ?? createBatch();
  if (recall !== undefined) recall.spare = undefined;
  const isEmpty = async (): Promise<boolean> => (await store.head(layout.partName(slot, 0))) === null;
  const ahead = createAhead(batch, writeLine, begins, async () => recall?.mostlyNew ?? isEmpty());
  return {
    batch,
    ahead,
    add(fields, start, end, filedAt) {
      const isNew = batch.add(fields, start, end, filedAt);
      if (isNew) ahead.grown();
      return isNew;
    },
  };
}

/** Room for fewer rows is got anew as soon as it is kept. */
const WORTH_KEEPING = 10_000;

/** Lets go of the rows of some slots; large room is kept for the next ones of the slot, if there are to be any. */
export function release(slots: Gathered['slots'], recalls: Recalls): void {
  for (const [slot, { batch, ahead }] of slots) {
    ahead.stop();
    batch.clear();
    const recall = recalls.get(slot);
    if (recall !== undefined && batch.room() >= WORTH_KEEPING) recall.spare = batch;
  }
}

export interface Gathered {
  readonly slots: Map<EpochSeconds, Filling>;
  readonly rejects: Reject[];
  /** Rows in the answers, and those of them that are left to the window they begin in. */
  received: number;
  deferred: number;
}

export function createGathered(): Gathered {
  return { slots: new Map(), rejects: [], received: 0, deferred: 0 };
}

/** How much waits to be filed, in rows; an unreadable one counts for as many as would fit in its place. */
export function countWaiting({ slots, rejects }: Gathered): number {
  let waiting = 0;
  for (const { batch } of slots.values()) waiting += batch.size();
  for (const { raw } of rejects) waiting += 1 + raw.length / REJECT_BYTES;
  return waiting;
}

/** Takes over what another one gathered; the other is not to be used again. */
export function takeOver(into: Gathered, from: Gathered): void {
  into.received += from.received;
  into.deferred += from.deferred;
  for (const reject of from.rejects) into.rejects.push(reject);
  for (const [slot, filling] of from.slots) {
    const there = into.slots.get(slot);
    if (there === undefined) into.slots.set(slot, filling);
    else {
      filling.ahead.stop();
      filling.batch.forEach(there.add);
    }
  }
}

/**
 * Gathers the rows of one answer about `piece`.
 * @param recalls what the pull of the window knows already of the slots' parts
 */
export function createCollector(
  piece: Window,
  archive: Archive,
  decode: FieldsDecoder,
  recalls: Recalls,
): RowSink & { gathered: Gathered } {
  const gathered = createGathered();
  const { slots, rejects } = gathered;
  let rejectedBytes = 0;
  function reject(one: Reject): void {
    rejectedBytes += one.raw.length + REJECT_BYTES;
    if (rejectedBytes > MOST_REJECTED_BYTES) throw tooOdd('too many of its rows cannot be read');
    rejects.push(one);
  }
  function take(row: Decoded): void {
    if (row.start !== null && row.start >= piece.to) {
      gathered.deferred++;
      return;
    }
    const slot = archive.layout.slotOf(row.filedAt);
    let filling = slots.get(slot);
    if (filling === undefined) {
      if (slots.size === MOST_SLOTS) throw tooOdd(`its calls begin in more than ${MOST_SLOTS} slots`);
      filling = createFilling(slot, piece.from, archive, recalls.get(slot));
      slots.set(slot, filling);
    }
    filling.add(row.bytes, 0, row.length, row.filedAt);
  }
  return {
    gathered,
    rowAt(bytes, start) {
      const row = decode.plainRow(bytes, start);
      if (row === undefined) return -1;
      gathered.received++;
      take(row);
      return decode.end();
    },
    row(bytes, start, end) {
      gathered.received++;
      const row = decode.row(bytes, start, end);
      if ('reason' in row) {
        reject({ reason: row.reason, raw: Buffer.from(bytes.subarray(start, end)), bytes: end - start });
      } else take(row);
    },
    oversizeRow(head, length) {
      gathered.received++;
      reject({ reason: `larger than ${MAX_RECORD_BYTES} bytes`, raw: Buffer.from(head), bytes: length });
    },
    abandon() {
      release(slots, recalls);
    },
  };
}
