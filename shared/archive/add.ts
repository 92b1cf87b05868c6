/**
 * Files rows in their slots, exactly once. The parts are the only truth: they are read by name until one is missing
 * (listings lag behind writes), what equals the latest version of its call is dropped, and the rest becomes the next
 * part, which is only ever created and never changed.
 */

import type { LineWriter } from '../cdr/line.ts';
import type { RowBuffer } from '../cdr/row-buffer.ts';
import { HuadanError, isHuadanError } from '../errors.ts';
import type { Store } from '../store/store.ts';
import type { EpochSeconds } from '../time.ts';
import { createDiff, type Fresh } from './diff.ts';
import type { Layout } from './layout.ts';
import { encodePart, readPart, unreadablePart } from './part.ts';

export interface Archive {
  readonly store: Store;
  readonly layout: Layout;
  readonly writeLine: LineWriter;
}

/** A slot in which nothing can be filed, for one of its parts cannot be read. */
export interface BrokenSlot {
  readonly slot: EpochSeconds;
  readonly error: HuadanError;
}

export interface Added {
  /** Calls that are new to the archive. */
  added: number;
  /** New versions of calls that were there. */
  revised: number;
  /** Rows the archive had already. */
  known: number;
  /** Parts written. */
  parts: number;
  readonly broken: BrokenSlot[];
  /** False when the time was over before the last slot: the rest is not filed. */
  whole: boolean;
}

/**
 * Past this many records a part is full: what a reader can take in one go. The next one begins with the next second, so
 * that the same rows fall into the same parts whatever the order within a second.
 */
const PART_RECORDS = 50_000;

/** Somebody else wrote the part meant for us: read again and try the next. More than this often is not a race. */
const MAX_CONFLICTS = 8;

/** The rows of each slot, in the order of slots and, within each, of a part. */
function* bySlot(rows: Int32Array, buffer: RowBuffer, { slotOf }: Layout): Generator<[EpochSeconds, Int32Array]> {
  for (let from = 0, to = 0; from < rows.length; from = to) {
    const slot = slotOf(buffer.filedAt(rows[from]!));
    while (to < rows.length && slotOf(buffer.filedAt(rows[to]!)) === slot) to++;
    yield [slot, rows.subarray(from, to)];
  }
}

function inParts(rows: Int32Array, buffer: RowBuffer): Int32Array[] {
  const parts: Int32Array[] = [];
  for (let from = 0, to = 0; from < rows.length; from = to) {
    to = Math.min(from + PART_RECORDS, rows.length);
    while (to < rows.length && buffer.filedAt(rows[to]!) === buffer.filedAt(rows[to - 1]!)) to++;
    parts.push(rows.subarray(from, to));
  }
  return parts;
}

interface Slot {
  readonly archive: Archive;
  readonly slot: EpochSeconds;
  readonly buffer: RowBuffer;
  readonly rows: Int32Array;
}

/** Reads part 0, 1, … until one is missing: what of the rows they lack, and the number of the missing one. */
async function compareWithParts({ archive, slot, buffer, rows }: Slot): Promise<{ fresh: Fresh; next: number }> {
  const { store, layout, writeLine } = archive;
  const diff = createDiff(buffer, rows, writeLine);
  for (let next = 0; ; next++) {
    const part = layout.part(slot, next);
    const packed = await store.get(part.name);
    if (packed !== null) {
      await readPart(part, packed, diff.see);
      continue;
    }
    const fresh = diff.fresh();
    // Somebody moved a part away and left the later ones: what they hold must not be written again.
    if (fresh.rows.length > 0 && (await store.head(part.following)) !== null) {
      throw unreadablePart(part, `it is missing, but ${part.following} is there`);
    }
    return { fresh, next };
  }
}

/** Writes a part where there is none: true when these bytes stand there now, by this call or by an earlier one whose reply was lost. */
async function create(store: Store, name: string, bytes: Buffer): Promise<boolean> {
  if (await store.putIfAbsent(name, bytes)) return true;
  const there = await store.get(name);
  return there?.equals(bytes) === true;
}

/**
 * Writes the parts one after the other, for a reader stops at the first that is missing; the next one is being gzipped
 * meanwhile, on zlib's own thread.
 * @returns false when another writer took a name first; `total` counts what was written until then
 */
async function writeParts(
  { archive, slot, buffer }: Slot,
  fresh: Fresh,
  first: number,
  total: Added,
): Promise<boolean> {
  const parts = inParts(fresh.rows, buffer);
  const encode = (rows: Int32Array | undefined): Promise<Buffer> | undefined => {
    const encoding = rows && encodePart(buffer, rows, fresh.revs, archive.writeLine);
    // Awaited below, unless an earlier part ends the work first: then it is nobody's unhandled rejection.
    encoding?.catch(() => undefined);
    return encoding;
  };
  let encoding = encode(parts[0]);
  for (const [i, rows] of parts.entries()) {
    const following = encode(parts[i + 1]);
    const bytes = (await encoding)!;
    encoding = following;
    if (!(await create(archive.store, archive.layout.part(slot, first + i).name, bytes))) return false;
    total.parts++;
    for (const row of rows) total[fresh.revs[row] === 0 ? 'added' : 'revised']++;
  }
  return true;
}

async function addToSlot(slot: Slot, total: Added): Promise<void> {
  for (let conflicts = 0; conflicts < MAX_CONFLICTS; conflicts++) {
    const { fresh, next } = await compareWithParts(slot);
    if (await writeParts(slot, fresh, next, total)) return;
  }
  throw new HuadanError(
    'archive',
    `Filing calls in the archive: other writers took the next part ${MAX_CONFLICTS} times. Let only one pull run on an archive.`,
    { facts: { conflicts: MAX_CONFLICTS } },
  );
}

/**
 * Files every row in the slot of its own start, slot after slot.
 * @param isLate asked before each slot but the first: true ends the work there
 * @returns what was done; slots with a part that cannot be read are told and hold up no other
 * @throws HuadanError `archive` when the store cannot tell; what was written until then stays and is recognised next time
 */
export async function add(archive: Archive, buffer: RowBuffer, isLate: () => boolean = () => false): Promise<Added> {
  const total: Added = { added: 0, revised: 0, known: 0, parts: 0, broken: [], whole: true };
  let first = true;
  for (const [slot, rows] of bySlot(buffer.sorted(), buffer, archive.layout)) {
    if (!first && isLate()) {
      total.whole = false;
      break;
    }
    first = false;
    const before = total.added + total.revised;
    try {
      await addToSlot({ archive, slot, buffer, rows }, total);
      total.known += rows.length - (total.added + total.revised - before);
    } catch (error) {
      if (!isHuadanError(error, 'archive') || !('part' in error.facts)) throw error;
      total.broken.push({ slot, error });
    }
  }
  return total;
}
