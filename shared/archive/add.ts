/**
 * Files a batch of rows in its slot, exactly once. The parts are the only truth: they are read by name until one is
 * missing (listings lag behind writes), what equals the latest version of its call is dropped, and the rest becomes
 * the next part, which is only ever created and never changed.
 */

import { HuadanError } from '../errors.ts';
import type { LineWriter } from '../cdr/line.ts';
import type { Store } from '../store/store.ts';
import type { EpochSeconds } from '../time.ts';
import type { Ahead } from './ahead.ts';
import type { Batch } from './row-buffer.ts';
import { callHash, callNumber } from './call-hash.ts';
import { compareBatch, type Fresh } from './diff.ts';
import type { Layout } from './layout.ts';
import type { SlotRecall } from './recall.ts';
import { createLines, PART_RECORDS } from './lines.ts';
import { encodePart, readPart, type StoredRecord } from './part.ts';

export interface Archive {
  readonly store: Store;
  readonly layout: Layout;
  readonly writeLine: LineWriter;
}

export interface Added {
  /** Calls that are new to the archive. */
  added: number;
  /** New versions of calls that were there. */
  revised: number;
  /** Parts written. */
  parts: number;
}

/** Somebody else wrote the part meant for us: read again and try the next. More than this often is not a race. */
const MAX_CONFLICTS = 8;

/** What is written to one slot, and with what. */
interface Filing {
  readonly archive: Archive;
  readonly slot: EpochSeconds;
  readonly batch: Batch;
  readonly ahead: Ahead | undefined;
  readonly recall: SlotRecall | undefined;
}

function numberOf({ bytes, keyStart, keyEnd }: StoredRecord): number {
  return callNumber(callHash(bytes, keyStart, keyEnd), bytes, keyStart, keyEnd);
}

/** Reads part 0, 1, … until one is missing, and returns what of the batch they lack and the number of the missing one. */
async function compareWithParts({ archive, slot, batch, recall }: Filing): Promise<{ fresh: Fresh; nextPart: number }> {
  const { store, layout, writeLine } = archive;
  const comparison = compareBatch(batch, writeLine);
  const isRuledOut = recall?.rulesOut(batch) ?? (() => false);
  for (let part = 0; ; part++) {
    if (isRuledOut(part)) continue;
    const name = layout.partName(slot, part);
    const packed = await store.get(name);
    if (packed === null) return { fresh: comparison.fresh(), nextPart: part };
    const calls: number[] = [];
    await readPart(name, packed, (record) => {
      comparison.see(record);
      if (recall !== undefined) calls.push(numberOf(record));
    });
    recall?.remember(part, () => Float64Array.from(calls).sort());
  }
}

/** Writes a part where there is none: true when these bytes stand there now, by this call or by an earlier one whose reply was lost. */
async function create(store: Store, name: string, bytes: Buffer): Promise<boolean> {
  if (await store.putIfAbsent(name, bytes)) return true;
  const there = await store.get(name);
  return there?.equals(bytes) === true;
}

function* inParts(rows: Int32Array, batch: Batch): Generator<Int32Array> {
  for (let from = 0, to = 0; from < rows.length; from = to) {
    to = Math.min(from + PART_RECORDS, rows.length);
    while (to < rows.length && batch.filedAt(rows[to]!) === batch.filedAt(rows[to - 1]!)) to++;
    yield rows.subarray(from, to);
  }
}

/** The parts of what is new, two at a time being gzipped, each on a core of its own. */
async function* encodedParts(
  { rows, revs }: Fresh,
  { archive, batch, ahead }: Filing,
): AsyncGenerator<{ rows: Int32Array; bytes: Buffer }> {
  const lines = createLines(batch, archive.writeLine);
  const encode = async (some: Int32Array): Promise<Buffer> =>
    (await ahead?.take(some, revs)) ?? encodePart(lines.of(some, revs), lines.recycle);
  const parts = [...inParts(rows, batch)];
  const encoding = new Map<number, Promise<Buffer>>();
  const begin = (part: number): void => {
    const some = parts[part];
    if (some === undefined || encoding.has(part)) return;
    const bytes = encode(some);
    // Awaited below, unless an earlier part ends the work first: then it is nobody's unhandled rejection.
    bytes.catch(() => undefined);
    encoding.set(part, bytes);
  };
  try {
    for (const [part, some] of parts.entries()) {
      begin(part);
      begin(part + 1);
      yield { rows: some, bytes: await encoding.get(part)! };
      encoding.delete(part);
    }
  } finally {
    // Who ends the work early gets the batch back only when nothing is made of it any more.
    await Promise.allSettled(encoding.values());
  }
}

/**
 * Writes the parts one after the other, for a reader stops at the first that is missing.
 * @returns false when another writer took a name first; `total` counts what was written until then
 */
async function writeParts(filing: Filing, plan: { fresh: Fresh; nextPart: number }, total: Added): Promise<boolean> {
  const { archive, slot, batch, recall } = filing;
  let part = plan.nextPart;
  for await (const { rows, bytes } of encodedParts(plan.fresh, filing)) {
    if (!(await create(archive.store, archive.layout.partName(slot, part), bytes))) return false;
    recall?.remember(part, () => batch.callNumbers(rows));
    part++;
    total.parts++;
    for (const row of rows) total[plan.fresh.revs[row] === 0 ? 'added' : 'revised']++;
  }
  return true;
}

/**
 * @param ahead parts of the batch that may be gzipped already
 * @param recall what is known of the slot's parts, and gets to know more
 * @returns what was written; every other row of the batch was known
 * @throws HuadanError `archive`; what was written until then stays and is recognised next time
 */
export async function addToSlot(
  archive: Archive,
  slot: EpochSeconds,
  batch: Batch,
  { ahead, recall }: { readonly ahead?: Ahead | undefined; readonly recall?: SlotRecall | undefined } = {},
): Promise<Added> {
  const filing: Filing = { archive, slot, batch, ahead, recall };
  const total: Added = { added: 0, revised: 0, parts: 0 };
  for (let conflicts = 0; conflicts < MAX_CONFLICTS; conflicts++) {
    const plan = await compareWithParts(filing);
    if (recall !== undefined) recall.mostlyNew = plan.fresh.rows.length > batch.size() / 2;
    if (await writeParts(filing, plan, total)) return total;
  }
  throw new HuadanError(
    'archive',
    `Filing calls in the archive: other writers took the next part ${MAX_CONFLICTS} times. Let only one pull run on an archive.`,
    { facts: { conflicts: MAX_CONFLICTS } },
  );
}
