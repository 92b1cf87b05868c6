/** What is wrong with a day: its parts, and what was made of them. */

import { isDeepStrictEqual } from 'node:util';
import type { DayTask } from '../../functions/close/day.ts';
import { requireListed } from '../../functions/close/listing.ts';
import { survey, type Survey } from '../../functions/close/survey.ts';
import { writeDay, type DayContext } from '../../functions/close/write-day.ts';
import { dayPrefix } from '../../shared/days/layout.ts';
import { manifestInPlace, objectsOf } from '../../shared/days/objects.ts';
import { readCatalogue, readManifest, sha256, type StoredManifest } from '../../shared/days/read.ts';
import { isHuadanError } from '../../shared/errors.ts';
import type { Words } from '../words/index.ts';
import { verifyParts } from './verify-parts.ts';

export interface Verified {
  /** One sentence each. */
  readonly faults: string[];
  readonly versions: number;
  /** Undefined when the day is not closed. */
  readonly generation: number | undefined;
}

type Task = Pick<DayTask, 'day' | 'listed'>;

async function verifyObjects(
  stored: StoredManifest | null,
  { store }: DayContext,
  say: Words['verify'],
): Promise<string[]> {
  if (stored === null) return [];
  const { manifest } = stored;
  const faults: string[] = [];
  for (const { name, bytes, sha256: hash } of objectsOf(manifest)) {
    const body = await store.get(dayPrefix(manifest.day) + name);
    if (body === null) faults.push(say.missing(name));
    else if (body.length !== bytes || sha256(body) !== hash) faults.push(say.differs(name));
  }
  const { changes } = manifest;
  if (changes !== null && (await store.head(dayPrefix(manifest.day) + changes.name)) === null) {
    faults.push(say.missing(changes.name));
  }
  return faults;
}

/** Makes the day again, puts it nowhere, and compares. */
async function verifyContent(
  { manifest }: StoredManifest,
  found: Survey,
  context: DayContext,
  say: Words['verify'],
): Promise<string[]> {
  const { day, parts, files, versions, movedWithinDay, totals, quality, hours } = manifestInPlace(manifest);
  if (!isDeepStrictEqual(found.parts, parts)) {
    return [say.newParts];
  }
  const made = await writeDay({ day, found, before: undefined }, async (name) => name, context);
  const given = { versions: found.versions, movedWithinDay: found.movedWithinDay, ...made.figures };
  return [
    ...(isDeepStrictEqual(made.files, files) ? [] : [say.filesDiffer]),
    ...(isDeepStrictEqual(given, { versions, movedWithinDay, totals, quality, hours }) ? [] : [say.figuresDiffer]),
  ];
}

/** @throws HuadanError when the store cannot tell */
export async function verifyDay({ day, listed }: Task, context: DayContext, say: Words['verify']): Promise<Verified> {
  let stored = await readManifest(context.store, day);
  let misfits = await verifyObjects(stored, context, say);
  if (misfits.length > 0) {
    // A close may have replaced them since the manifest was read.
    stored = await readManifest(context.store, day);
    misfits = await verifyObjects(stored, context, say);
  }
  const entry = (await readCatalogue(context.store))?.days.find((one) => one.day === day);
  const faults = await verifyParts(context, day, say);
  const areReadable = faults.length === 0;
  if (entry?.manifest !== stored?.sha256) {
    faults.push(say.catalogue);
  }
  faults.push(...misfits);
  let versions = 0;
  if (areReadable) {
    const found = await survey({ from: context, day, before: {}, lend: context.memory.body.lend });
    versions = found.versions;
    try {
      requireListed(listed, found.parts);
    } catch (error) {
      if (!isHuadanError(error, 'archive')) throw error;
      faults.push(error.message);
    }
    if (stored !== null) faults.push(...(await verifyContent(stored, found, context, say)));
  }
  return { faults, versions, generation: stored?.manifest.generation };
}
