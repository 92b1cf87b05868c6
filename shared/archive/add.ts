/**
 * Files a batch of rows in its slot, exactly once. The parts are the only truth: they are read by name until one is
 * missing (listings lag behind writes), what equals the latest version of its call is dropped, and the rest becomes
 * the next part, which is only ever created and never changed.
 */

import { HuadanError } from '../errors.ts';
import { LINE_OVERHEAD_BYTES, type LineWriter } from '../record/line.ts';
import type { Store } from '../store/port.ts';
import type { EpochSeconds } from '../time.ts';
import type { Batch } from './batch.ts';
import { compareBatch, type Fresh } from './compare.ts';
import type { Layout } from './names.ts';
import { encodePart, readPart } from './part.ts';

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

/** Past this many records a part is full and the next one begins: what a reader can take in one go. */
const PART_RECORDS = 50_000;
/** Somebody else wrote the part meant for us: read again and try the next. More than this often is not a race. */
const MAX_CONFLICTS = 8;
const CHUNK_BYTES = 256 * 1024;

/** Reads part 0, 1, … until one is missing, and returns what of the batch they lack and the number of the missing one. */
async function compareWithParts(
  { store, layout, writeLine }: Archive,
  slot: EpochSeconds,
  batch: Batch,
): Promise<{ fresh: Fresh; nextPart: number }> {
  const comparison = compareBatch(batch, writeLine);
  for (let part = 0; ; part++) {
    const name = layout.partName(slot, part);
    const packed = await store.get(name);
    if (packed === null) return { fresh: comparison.fresh(), nextPart: part };
    await readPart(name, packed, comparison.see);
  }
}

/** The lines of some rows as a few large chunks. */
function* lines(rows: Int32Array, revs: Int32Array, batch: Batch, writeLine: LineWriter): Generator<Buffer> {
  let chunk = Buffer.allocUnsafe(CHUNK_BYTES);
  let used = 0;
  for (const row of rows) {
    const most = batch.fields(row, (_, start, end) => end - start) + LINE_OVERHEAD_BYTES;
    if (used + most > chunk.length) {
      yield chunk.subarray(0, used);
      chunk = Buffer.allocUnsafe(Math.max(CHUNK_BYTES, most));
      used = 0;
    }
    used = batch.fields(row, (fields, start, end) => writeLine(fields, start, end, chunk, used));
    used += chunk.write(`,"rev":${revs[row]}}\n`, used, 'latin1');
  }
  if (used > 0) yield chunk.subarray(0, used);
}

/** Writes a part where there is none: true when these bytes stand there now, by this call or by an earlier one whose reply was lost. */
async function create(store: Store, name: string, bytes: Buffer): Promise<boolean> {
  if (await store.putIfAbsent(name, bytes)) return true;
  const there = await store.get(name);
  return there?.equals(bytes) === true;
}

/**
 * Writes the parts one after the other, for a reader stops at the first that is missing; the next one is gzipped while
 * this one is on its way.
 * @returns false when another writer took a name first; `total` counts what was written until then
 */
async function writeParts(
  archive: Archive,
  slot: EpochSeconds,
  batch: Batch,
  fresh: Fresh,
  nextPart: number,
  total: Added,
): Promise<boolean> {
  const { store, layout, writeLine } = archive;
  const { rows, revs } = fresh;
  const encode = async (from: number): Promise<Buffer> =>
    from < rows.length
      ? encodePart(lines(rows.subarray(from, from + PART_RECORDS), revs, batch, writeLine))
      : Buffer.alloc(0);
  let encoding = encode(0);
  for (let from = 0, part = nextPart; from < rows.length; from += PART_RECORDS, part++) {
    const bytes = await encoding;
    encoding = encode(from + PART_RECORDS);
    // Awaited in the next round; should this one throw first, it is nobody's unhandled rejection.
    encoding.catch(() => undefined);
    if (!(await create(store, layout.partName(slot, part), bytes))) return false;
    total.parts++;
    for (const row of rows.subarray(from, from + PART_RECORDS)) total[revs[row] === 0 ? 'added' : 'revised']++;
  }
  return true;
}

/**
 * @returns what was written; every other row of the batch was known
 * @throws HuadanError `archive`; what was written until then stays and is recognised next time
 */
export async function addToSlot(archive: Archive, slot: EpochSeconds, batch: Batch): Promise<Added> {
  const total: Added = { added: 0, revised: 0, parts: 0 };
  for (let conflicts = 0; conflicts < MAX_CONFLICTS; conflicts++) {
    const { fresh, nextPart } = await compareWithParts(archive, slot, batch);
    if (await writeParts(archive, slot, batch, fresh, nextPart, total)) return total;
  }
  throw new HuadanError(
    'archive',
    `Filing calls in the archive: other writers took the next part ${MAX_CONFLICTS} times. Let only one pull run on an archive.`,
    { facts: { conflicts: MAX_CONFLICTS } },
  );
}
