/** Closes one day: files, indexes, changes, manifest, in this order. The same parts give the same bytes. */

import { isDeepStrictEqual } from 'node:util';
import * as z from 'zod/mini';
import { changesName, dayPrefix, manifestName, type Day } from '../../shared/days/layout.ts';
import { manifestSchema, type Manifest, type Shortfall } from '../../shared/days/manifest.ts';
import { readManifest, sha256, type StoredManifest } from '../../shared/days/read.ts';
import { HuadanError } from '../../shared/errors.ts';
import { createIsoTime, formatUtcOffset } from '../../shared/time.ts';
import { requireListed } from './listing.ts';
import { countRejects } from './rejects.ts';
import { shortfallsOf } from '../../shared/days/standing.ts';
import { survey } from './survey.ts';
import { writeDay, type DayContext } from './write-day.ts';

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
  if (checked.success) return Buffer.from(`${JSON.stringify(manifest)}\n`);
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

/** @throws HuadanError `archive`; what was put until then is put right by the next close */
export async function closeDay(task: DayTask, context: DayContext): Promise<ClosedDay> {
  const { day, catalogued } = task;
  const { store, layout, now } = context;
  const closedAt = createIsoTime(layout.utcOffsetSeconds)(now);
  const previous = await readManifest(store, day);
  const incomplete = shortfallsOf(task.incomplete, previous?.manifest.complete === true);
  // A close that ended early, or two at once, may have left files that are not the manifest's.
  const isWhole = previous !== null && previous.sha256 === catalogued;

  const before = previous?.manifest.parts;
  const found = await survey({
    from: context,
    day,
    before: before ?? {},
    places: context.places,
    onSlot: (share) => context.onProgress?.(share * 0.4),
  });
  requireListed(task.listed, found.parts);
  const isNew = previous === null || !isDeepStrictEqual(before, found.parts);

  const stands = new Map(
    isWhole
      ? previous.manifest.files.flatMap((file) => [file, file.index].map(({ name, sha256: hash }) => [name, hash]))
      : [],
  );
  let files = 0;
  let isOurs = false;
  const put = async (name: string, bytes: Buffer, hash: string): Promise<void> => {
    if (stands.get(name) === hash) return;
    if (!isOurs && (await readManifest(store, day))?.sha256 !== previous?.sha256) throw overtaken(day);
    isOurs = true;
    await store.put(dayPrefix(day) + name, bytes);
    if (name.endsWith('.gz')) files++;
  };
  const written = await writeDay({ day, found, before }, put, context);

  const generation = previous === null ? 0 : previous.manifest.generation + (isNew ? 1 : 0);
  let changes = previous?.manifest.changes ?? null;
  if (isNew && previous !== null) {
    const { bytes, ...figures } = written.changes;
    changes = { name: changesName(generation), ...figures };
    await put(changes.name, bytes, sha256(bytes));
    files--;
  }
  const manifest: Manifest = {
    version: 1,
    day,
    utcOffset: formatUtcOffset(layout.utcOffsetSeconds),
    generation,
    complete: incomplete.length === 0,
    incomplete,
    closedAt,
    files: written.files,
    parts: found.parts,
    versions: found.versions,
    movedWithinDay: found.movedWithinDay,
    rejects: await countRejects(store, day),
    ...written.figures,
    changes,
    previous: !isNew
      ? previous.manifest.previous
      : previous && {
          generation: previous.manifest.generation,
          sha256: previous.sha256,
          closedAt: previous.manifest.closedAt,
        },
  };
  const same = !isNew && isDeepStrictEqual({ ...manifest, closedAt: previous.manifest.closedAt }, previous.manifest);
  const final = same ? previous.manifest : manifest;
  return {
    manifest: final,
    sha256: await putManifest(final, previous, context),
    what: previous === null ? 'closed' : isNew ? 'reopened' : 'unchanged',
    files,
  };
}
