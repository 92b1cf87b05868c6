/**
 * The objects of a closed day, its files and their indexes, and how they are replaced. Their names are fixed, so one PUT
 * makes the standing manifest untrue. Therefore the new object stands under `_next/` first, the manifest names that one
 * while those in place are replaced, and at the end the manifest names those. So a manifest that was just read is true,
 * whenever a close ended early. What is left in `_next/` then is named by nothing, and the next replacement goes over it.
 */

import { createHash } from 'node:crypto';
import type { StoreReader } from '../store/store.ts';
import { dayPrefix, type Day } from './layout.ts';
import type { Manifest } from './manifest.ts';
import { sha256, type Reads } from './read.ts';

/** An object as the manifest tells of it. */
export interface DayObject {
  /** Relative to the folder of the day. */
  readonly name: string;
  readonly bytes: number;
  readonly sha256: string;
}

const NEXT_PREFIX = '_next/';

/** `_next/calls-000.jsonl.gz` of `calls-000.jsonl.gz`. */
export function nextName(name: string): string {
  return NEXT_PREFIX + name;
}

/** `calls-000.jsonl.gz` of either. */
export function nameInPlace(name: string): string {
  return name.startsWith(NEXT_PREFIX) ? name.slice(NEXT_PREFIX.length) : name;
}

/** Each file, and its index after it. */
export function objectsOf({ files }: Manifest): DayObject[] {
  return files.flatMap((file) => [file, file.index]);
}

/** The manifest that names the same objects in their places. */
export function manifestInPlace(manifest: Manifest): Manifest {
  const files = manifest.files.map(({ name, index, ...file }) => ({
    ...file,
    name: nameInPlace(name),
    index: { ...index, name: nameInPlace(index.name) },
  }));
  return { ...manifest, files };
}

/** Null when it is not, or no longer, the one that the manifest tells of. */
export async function readObject(store: Reads, day: Day, { name, sha256: hash }: DayObject): Promise<Buffer | null> {
  const bytes = await store.get(dayPrefix(day) + name);
  return bytes !== null && sha256(bytes) === hash ? bytes : null;
}

const PIECE_BYTES = 4_000_000;

/** True when it stands just as the manifest tells; read in pieces, for a day that is being made takes memory enough. */
export async function isThere(
  store: StoreReader,
  day: Day,
  { name, bytes, sha256: wanted }: DayObject,
): Promise<boolean> {
  const hash = createHash('sha256');
  for (let at = 0; at < bytes; at += PIECE_BYTES) {
    const piece = await store.getRange(dayPrefix(day) + name, at, at + PIECE_BYTES);
    if (piece === null || piece === 'changed' || piece.size !== bytes) return false;
    hash.update(piece.bytes);
  }
  return hash.digest('hex') === wanted;
}
