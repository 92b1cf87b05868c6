/**
 * Which days are closed, and how to read them: from the catalogue where that is at hand, and for one day alone from its
 * manifest, which is smaller. What was read is used again for a minute.
 */

import type { StoreReader } from '../store/store.ts';
import type { Catalogue, CatalogueEntry } from './catalogue.ts';
import { callsName, dayPrefix, indexName, type Day } from './layout.ts';
import { readCatalogue, readManifest } from './read.ts';
import type { ClosedDay, DaysMemory, Kept } from './memory.ts';
import { createReadPiece, searchFile, type Key } from './search-file.ts';

const GOOD_FOR_MS = 60_000;
/** More days than anybody needs in a minute: requests for days of any name cannot fill the memory. */
const MOST_KEPT = 2000;

/** What manifest and catalogue both tell; the catalogue leaves out names, which follow from the place of a file. */
interface Told extends Pick<CatalogueEntry, 'day' | 'closedAt'> {
  readonly files: readonly (CatalogueEntry['files'][number] & {
    readonly name?: string;
    readonly index: { readonly name?: string };
  })[];
}

function closedDay({ day, closedAt, files }: Told): ClosedDay {
  const prefix = dayPrefix(day);
  return {
    day,
    closedAt,
    files: files.map(({ name, bytes, index }, i) => ({
      name: `${prefix}${name ?? callsName(i)}`,
      bytes,
      indexName: `${prefix}${index.name ?? indexName(i)}`,
      index,
    })),
  };
}

export interface ClosedDays {
  /** What the catalogue tells; null when no day was ever closed. */
  catalogue: () => Promise<Catalogue | null>;
  /** Every closed day, oldest first. */
  all: () => Promise<ClosedDay[]>;
  /** Null when the day is not closed. */
  one: (day: Day) => Promise<ClosedDay | null>;
  /**
   * The lines about `key` in a closed day. Null when it is being closed again right now: its parts say the same.
   * @throws HuadanError `archive`, `deadline`
   */
  search: (day: ClosedDay, key: Key) => Promise<string[] | null>;
}

export function createClosedDays(reader: StoreReader, memory: DaysMemory, clock: () => number): ClosedDays {
  const keep = <T>(value: T): Kept<T> => ({ value, untilMs: clock() + GOOD_FOR_MS });
  const isGood = <T>(kept: Kept<T> | undefined): kept is Kept<T> => kept !== undefined && clock() < kept.untilMs;
  const readPiece = createReadPiece(reader, memory.etags);
  if (memory.etags.size > MOST_KEPT) memory.etags.clear();
  if (memory.days.size > MOST_KEPT) memory.days.clear();

  async function catalogue(): Promise<Catalogue | null> {
    if (!isGood(memory.catalogue)) memory.catalogue = keep(await readCatalogue(reader));
    return memory.catalogue.value;
  }

  async function fromManifest(day: Day): Promise<ClosedDay | null> {
    const stored = await readManifest(reader, day);
    const closed = stored && closedDay(stored.manifest);
    memory.days.set(day, keep(closed));
    // It may tell of other objects than those that were read under these names.
    for (const file of closed?.files ?? []) {
      memory.etags.delete(file.name);
      memory.etags.delete(file.indexName);
    }
    return closed;
  }

  async function searchFiles({ files }: ClosedDay, key: Key): Promise<string[] | null> {
    const found = await Promise.all(files.map(async (file) => searchFile(readPiece, file, key)));
    return found.every((lines) => lines !== null) ? found.flat() : null;
  }

  return {
    catalogue,
    all: async () => ((await catalogue())?.days ?? []).map(closedDay),
    one: async (day) => {
      const kept = memory.days.get(day);
      if (isGood(kept)) return kept.value;
      const entry = isGood(memory.catalogue) ? memory.catalogue.value?.days.find((one) => one.day === day) : undefined;
      return entry === undefined ? fromManifest(day) : closedDay(entry);
    },
    search: async (day, key) => {
      const found = await searchFiles(day, key);
      if (found !== null) return found;
      // The file changed under this reader: the newest manifest tells of the new one, once it is all there.
      const newest = await fromManifest(day.day);
      return newest && searchFiles(newest, key);
    },
  };
}
