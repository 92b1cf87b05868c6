/**
 * The objects of a closed day, its files and their indexes, and how they are replaced. Their names are fixed, so one PUT
 * makes the standing manifest untrue. Therefore the new object stands under `_next/` first, the manifest names that one
 * while those in place are replaced, and at the end the manifest names those. So a manifest that was just read is true,
 * whenever a close ended early. What is left in `_next/` then is named by nothing, and the next replacement goes over it.
 */

import type { Manifest } from './manifest.ts';

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
