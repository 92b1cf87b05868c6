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

/** The parts of what is new, two at a time being gzipped, each on a core of its own. */
async function* encodedParts(
  fresh: Fresh,
  batch: Batch,
  writeLine: LineWriter,
): AsyncGenerator<{ rows: Int32Array; bytes: Buffer }> {
  const encoding: { rows: Int32Array; bytes: Promise<Buffer> }[] = [];
  for (let from = 0; from < fresh.rows.length || encoding.length > 0; from += PART_RECORDS) {
    const rows = fresh.rows.subarray(from, from + PART_RECORDS);
    if (rows.length > 0) {
      const bytes = encodePart(lines(rows, fresh.revs, batch, writeLine));
      // Awaited below, unless an earlier part ends the work first: then it is nobody's unhandled rejection.
      bytes.catch(() => undefined);
      encoding.push({ rows, bytes });
    }
    if (encoding.length < 2 && from + PART_RECORDS < fresh.rows.length) continue;
    const next = encoding.shift();
    if (next !== undefined) yield { rows: next.rows, bytes: await next.bytes };
  }
}

/**
 * Writes the parts one after the other, for a reader stops at the first that is missing.
 * @returns false when another writer took a name first; `total` counts what was written until then
 */
async function writeParts(
  { store, layout, writeLine }: Archive,
  slot: EpochSeconds,
  batch: Batch,
  plan: { fresh: Fresh; nextPart: number },
  total: Added,
): Promise<boolean> {
  let part = plan.nextPart;
  for await (const { rows, bytes } of encodedParts(plan.fresh, batch, writeLine)) {
    if (!(await create(store, layout.partName(slot, part), bytes))) return false;
    part++;
    total.parts++;
    for (const row of rows) total[plan.fresh.revs[row] === 0 ? 'added' : 'revised']++;
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
    const plan = await compareWithParts(archive, slot, batch);
    if (await writeParts(archive, slot, batch, plan, total)) return total;
  }
  throw new HuadanError(
    'archive',
    `Filing calls in the archive: other writers took the next part ${MAX_CONFLICTS} times. Let only one pull run on an archive.`,
    { facts: { conflicts: MAX_CONFLICTS } },
  );
}
