/**
 * `days/_catalogue.json`: one entry a closed day, in the order of days, made of the manifests. It is what readers look at
 * first; an entry that is missing or old costs a reader a manifest more and is put right by the next tick.
 */

import * as z from 'zod/mini';
import { count, daySchema, fileSchema, sha256Schema, shortfallSchema, timeSchema, type Manifest } from './manifest.ts';

export const entrySchema = z.object({
  day: daySchema,
  generation: count,
  complete: z.boolean(),
  incomplete: z.array(shortfallSchema),
  closedAt: timeSchema,
  /** Of the manifest's bytes. */
  manifest: sha256Schema,
  /** How many parts `cdr/dt=<day>/` had: where there are more, the day is closed again. */
  parts: count,
  /** What a lookup needs to read one call of a day without its manifest. */
  files: z.array(
    z.object({
      bytes: count,
      index: z.pick(fileSchema.shape.index, { entries: true, slack: true, largestMember: true }),
    }),
  ),
  calls: count,
  answered: count,
  billedSeconds: z.int(),
  withRecording: count,
  rejects: count,
  /** What the last generation changed of the one before. */
  changes: z.nullable(z.object({ added: count, revised: count, billedSeconds: z.int() })),
});

export const catalogueSchema = z.object({
  version: z.literal(1),
  utcOffset: z.string(),
  days: z.array(entrySchema),
});

export type CatalogueEntry = z.infer<typeof entrySchema>;
export type Catalogue = z.infer<typeof catalogueSchema>;

/** @param sha256 of the manifest's bytes */
export function entryOf(manifest: Manifest, sha256: string): CatalogueEntry {
  const { day, generation, complete, incomplete, closedAt, files, totals, rejects, changes } = manifest;
  const { calls, answered, billedSeconds, withRecording } = totals;
  return {
    day,
    generation,
    complete,
    incomplete,
    closedAt,
    manifest: sha256,
    parts: Object.values(manifest.parts).reduce((sum, parts) => sum + parts, 0),
    files: files.map(({ bytes, index: { entries, slack, largestMember } }) => ({
      bytes,
      index: { entries, slack, largestMember },
    })),
    calls,
    answered,
    billedSeconds,
    withRecording,
    rejects,
    changes: changes && { added: changes.added, revised: changes.revised, billedSeconds: changes.billedSeconds },
  };
}

/** The catalogue with the entries put in, each in the place of its day. */
export function withEntries(catalogue: Catalogue, entries: readonly CatalogueEntry[]): Catalogue {
  const byDay = new Map([...catalogue.days, ...entries].map((entry) => [entry.day, entry]));
  const days = [...byDay.values()].sort((one, other) => (one.day < other.day ? -1 : 1));
  return { ...catalogue, days };
}
