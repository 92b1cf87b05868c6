/** Puts the objects of a day and its manifest, in an order in which the manifest that stands is always true. */

import { createHash } from 'node:crypto';
import * as z from 'zod/mini';
import type { PutFile } from '../../shared/days/day-files.ts';
import { dayPrefix, isCalls, manifestName, type Day } from '../../shared/days/layout.ts';
import { manifestSchema, type Manifest } from '../../shared/days/manifest.ts';
import { manifestInPlace, nameInPlace, nextName, objectsOf, type DayObject } from '../../shared/days/objects.ts';
import { readManifest, sha256, type StoredManifest } from '../../shared/days/read.ts';
import { HuadanError } from '../../shared/errors.ts';
import type { Store } from '../../shared/store/store.ts';
import type { DayContext } from './write-day.ts';

export interface DayPuts {
  readonly put: PutFile;
  /** Puts the manifest, unless its bytes stand there, and what it names into place. Returns what stands then. */
  readonly putManifest: (manifest: Manifest) => Promise<StoredManifest>;
  /** Files of calls put. */
  readonly files: () => number;
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

const PIECE_BYTES = 4_000_000;

/**
 * Reads an object in pieces, for a day that is being made takes memory enough. False when it is not, or no longer, the
 * one that the manifest tells of.
 */
async function readObject(
  store: Store,
  day: Day,
  { name, bytes, sha256: wanted }: DayObject,
  take?: (piece: Buffer) => void,
): Promise<boolean> {
  const hash = createHash('sha256');
  for (let at = 0; at < bytes; at += PIECE_BYTES) {
    const piece = await store.getRange(dayPrefix(day) + name, at, at + PIECE_BYTES);
    if (piece === null || piece === 'changed' || piece.size !== bytes) return false;
    hash.update(piece.bytes);
    take?.(piece.bytes);
  }
  return hash.digest('hex') === wanted;
}

/** @param previous the manifest that stands; null when the day was never closed */
export function createDayPuts(
  { store, memory: { body } }: Pick<DayContext, 'store' | 'memory'>,
  day: Day,
  previous: StoredManifest | null,
): DayPuts {
  const named = new Map(previous && objectsOf(previous.manifest).map((object) => [object.name, object]));
  let isAlone = false;
  let files = 0;
  return {
    async put(name, bytes, hash) {
      const standing = named.get(name);
      const isSame = standing?.sha256 === hash;
      if (isSame && (await readObject(store, day, standing))) return name;
      if (!isAlone && (await readManifest(store, day))?.sha256 !== previous?.sha256) throw overtaken(day);
      isAlone = true;
      const at = standing === undefined || isSame ? name : nextName(name);
      await store.put(dayPrefix(day) + at, bytes);
      if (isCalls(name)) files++;
      return at;
    },

    async putManifest(manifest) {
      const next = objectsOf(manifest).filter(({ name }) => name !== nameInPlace(name));
      if (next.length > 0) await store.put(manifestName(day), bytesOf(manifest));
      for (const object of next) {
        body.clear();
        const isWhole = await readObject(store, day, object, body.append);
        if (!isWhole) throw overtaken(day);
        await store.put(dayPrefix(day) + nameInPlace(object.name), body.bytes());
      }
      const inPlace = manifestInPlace(manifest);
      const bytes = bytesOf(inPlace);
      const hash = sha256(bytes);
      if (hash !== previous?.sha256) await store.put(manifestName(day), bytes);
      return { manifest: inPlace, sha256: hash };
    },

    files: () => files,
  };
}
