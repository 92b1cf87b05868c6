/** Reads what is written of closed days. */

import { createHash } from 'node:crypto';
import * as z from 'zod/mini';
import { HuadanError } from '../errors.ts';
import type { Store } from '../store/store.ts';
import { catalogueSchema, type Catalogue } from './catalogue.ts';
import { CATALOGUE_NAME, manifestName, type Day } from './layout.ts';
import { manifestSchema, type Manifest } from './manifest.ts';

/** What reading a manifest or the catalogue needs of a store. */
export type Reads = Pick<Store, 'get'>;

export function sha256(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex');
}

function readJson<T>(name: string, bytes: Buffer, schema: z.ZodMiniType<T>): T {
  let faulty = 'is not JSON';
  try {
    const parsed = z.safeParse(schema, JSON.parse(bytes.toString()));
    if (parsed.success) return parsed.data;
    const [issue] = parsed.error.issues;
    faulty = `does not hold what it should (${issue?.path.join('.') ?? ''})`;
  } catch {
    // Told below.
  }
  throw new HuadanError('archive', `Reading ${name}: it ${faulty}. Delete it: the next close makes it again.`, {
    facts: { name },
  });
}

export interface StoredManifest {
  readonly manifest: Manifest;
  /** Of its bytes. */
  readonly sha256: string;
}

/**
 * The manifest of a day, or null when the day was never closed.
 * @throws HuadanError `archive`
 */
export async function readManifest(store: Reads, day: Day): Promise<StoredManifest | null> {
  const name = manifestName(day);
  const bytes = await store.get(name);
  return bytes && { manifest: readJson(name, bytes, manifestSchema), sha256: sha256(bytes) };
}

/**
 * The catalogue, or null when no day was ever closed.
 * @throws HuadanError `archive`
 */
export async function readCatalogue(store: Reads): Promise<Catalogue | null> {
  const bytes = await store.get(CATALOGUE_NAME);
  return bytes && readJson(CATALOGUE_NAME, bytes, catalogueSchema);
}
