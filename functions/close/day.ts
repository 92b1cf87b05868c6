/** Closes one day: files, indexes, changes, manifest, in this order. The same parts give the same bytes. */

import { isDeepStrictEqual } from 'node:util';
import type { PutFile } from '../../shared/days/day-files.ts';
import { changesName, type Day } from '../../shared/days/layout.ts';
import type { Manifest, Shortfall } from '../../shared/days/manifest.ts';
import { manifestInPlace } from '../../shared/days/objects.ts';
import { readManifest, sha256, type StoredManifest } from '../../shared/days/read.ts';
import { createIsoTime, formatUtcOffset } from '../../shared/time.ts';
import { requireListed } from './listing.ts';
import { createDayPuts } from './put-day.ts';
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
}

export interface ClosedDay extends StoredManifest {
  readonly what: 'closed' | 'reopened' | 'unchanged';
  /** Files of calls put. */
  readonly files: number;
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
  const { store, layout, now, places, memory } = context;
  const previous = await readManifest(store, day);
  const before = previous?.manifest.parts;
  const found = await survey({
    from: context,
    day,
    before: before ?? {},
    lend: memory.body.lend,
    places,
    onSlot: (share) => context.onProgress?.(share * SURVEY_SHARE),
  });
  requireListed(task.listed, found.parts);
  const isNew = previous === null || !isDeepStrictEqual(before, found.parts);

  const { put, putManifest, files } = createDayPuts(context, day, previous);
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
  // A manifest that stands may be of a close that ended before its objects were in place.
  const standing = previous && manifestInPlace(previous.manifest);
  const isSame = standing !== null && isDeepStrictEqual({ ...made, closedAt: standing.closedAt }, standing);
  return {
    ...(await putManifest(isSame ? standing : made)),
    what: previous === null ? 'closed' : isNew ? 'reopened' : 'unchanged',
    files: files(),
  };
}
