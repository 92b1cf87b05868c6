/** Closes one day: files, indexes, changes, manifest, in this order. The same parts give the same bytes. */

import { isDeepStrictEqual } from 'node:util';
import * as z from 'zod/mini';
import type { PutFile } from '../../shared/days/day-files.ts';
import { changesName, dayPrefix, isCalls, manifestName, type Day } from '../../shared/days/layout.ts';
import { manifestSchema, type Manifest, type Shortfall } from '../../shared/days/manifest.ts';
import { readManifest, sha256, type StoredManifest } from '../../shared/days/read.ts';
import { HuadanError } from '../../shared/errors.ts';
import { createIsoTime, formatUtcOffset } from '../../shared/time.ts';
import { requireListed } from './listing.ts';
import { countRejects } from './rejects.ts';
import { shortfallsOf } from '../../shared/days/standing.ts';
import { survey } from './survey.ts';
import { SURVEY_SHARE, writeDay, type DayContext, type WrittenDay } from './write-day.ts';

export interface DayTask {
  readonly day: Day;
  /** Why it is not complete. */
  readonly incomplete: readonly Shortfall[];
  /** The parts that a listing shows. They must all be there; there may be more. */
  readonly listed: readonly string[];
  /** SHA-256 of the manifest that the catalogue was made of: that close went to its end. */
  readonly catalogued: string | undefined;
}

export interface ClosedDay extends StoredManifest {
  readonly what: 'closed' | 'reopened' | 'unchanged';
  /** Files of calls put. */
  readonly files: number;
}

function overtaken(day: Day): HuadanError {
  return new HuadanError(
    'archive',
    `Closing ${day}: another close wrote its manifest meanwhile. Nothing to do: the next one looks again. Let only one run on an archive.`,
    { facts: { day } },
  );
}

function bytesOf(manifest: Manifest): Buffer {
  const checked = z.safeParse(manifestSchema, manifest);
  // In the schema's order of members, so that the same manifest is the same bytes.
  if (checked.success) return Buffer.from(`${JSON.stringify(checked.data)}\n`);
  const where = checked.error.issues[0]?.path.join('.') ?? '';
  throw new HuadanError(
    'archive',
    `Closing ${manifest.day}: its figures make no sense (${where}), so a call in its parts is not as this archive writes them. Run npm run verify for the day.`,
    { facts: { day: manifest.day, field: where } },
  );
}

/** Puts the manifest unless these bytes stand there. */
async function putManifest(
  manifest: Manifest,
  previous: StoredManifest | null,
  { store }: DayContext,
): Promise<string> {
  const bytes = bytesOf(manifest);
  const hash = sha256(bytes);
  if (hash !== previous?.sha256) await store.put(manifestName(manifest.day), bytes);
  return hash;
}

/** Puts the files of a day, except those that stand there already, and counts the ones with calls. */
function createPut(
  { day, catalogued }: DayTask,
  previous: StoredManifest | null,
  { store }: DayContext,
): { readonly put: PutFile; readonly files: () => number } {
  // A close that ended early, or two at once, may have left files that are not the manifest's.
  const stands = new Map<string, string>();
  if (previous !== null && previous.sha256 === catalogued) {
    for (const file of previous.manifest.files) {
      for (const { name, sha256: hash } of [file, file.index]) stands.set(name, hash);
    }
  }
  let isAlone = false;
  let files = 0;
  return {
    async put(name, bytes, hash) {
      if (stands.get(name) === hash) return;
      if (!isAlone && (await readManifest(store, day))?.sha256 !== previous?.sha256) throw overtaken(day);
      isAlone = true;
      await store.put(dayPrefix(day) + name, bytes);
      if (isCalls(name)) files++;
    },
    files: () => files,
  };
}

type Versioned = Pick<Manifest, 'generation' | 'changes' | 'previous'>;

/** The next generation, with its changes put; or the one before, where the same parts were read again. */
async function nextGeneration(
  previous: StoredManifest | null,
  isNew: boolean,
  { bytes, ...figures }: WrittenDay['changes'],
  put: PutFile,
): Promise<Versioned> {
  if (previous === null) return { generation: 0, changes: null, previous: null };
  const { generation: before, changes, previous: earlier, closedAt } = previous.manifest;
  if (!isNew) return { generation: before, changes, previous: earlier };
  const generation = before + 1;
  const name = changesName(generation);
  await put(name, bytes, sha256(bytes));
  return {
    generation,
    changes: { name, ...figures },
    previous: { generation: before, sha256: previous.sha256, closedAt },
  };
}

/** @throws HuadanError `archive`; what was put until then is put right by the next close */
export async function closeDay(task: DayTask, context: DayContext): Promise<ClosedDay> {
  const { day } = task;
  const { store, layout, now, places } = context;
  const previous = await readManifest(store, day);
  const before = previous?.manifest.parts;
  const found = await survey({
    from: context,
    day,
    before: before ?? {},
    places,
    onSlot: (share) => context.onProgress?.(share * SURVEY_SHARE),
  });
  requireListed(task.listed, found.parts);
  const isNew = previous === null || !isDeepStrictEqual(before, found.parts);

  const { put, files } = createPut(task, previous, context);
  const written = await writeDay({ day, found, before }, put, context);
  const incomplete = shortfallsOf(task.incomplete, previous?.manifest.complete === true);
  const made: Manifest = {
    version: 1,
    day,
    utcOffset: formatUtcOffset(layout.utcOffsetSeconds),
    ...(await nextGeneration(previous, isNew, written.changes, put)),
    complete: incomplete.length === 0,
    incomplete,
    closedAt: createIsoTime(layout.utcOffsetSeconds)(now),
    files: written.files,
    parts: found.parts,
    versions: found.versions,
    movedWithinDay: found.movedWithinDay,
    rejects: await countRejects(store, day),
    ...written.figures,
  };
  const isSame =
    previous !== null && isDeepStrictEqual({ ...made, closedAt: previous.manifest.closedAt }, previous.manifest);
  const manifest = isSame ? previous.manifest : made;
  return {
    manifest,
    sha256: await putManifest(manifest, previous, context),
    what: previous === null ? 'closed' : isNew ? 'reopened' : 'unchanged',
    files: files(),
  };
}
