/** How many rows of a day could not be read. */

import * as z from 'zod/mini';
import { REJECTS_PREFIX } from '../../shared/archive/layout.ts';
import type { Day } from '../../shared/days/layout.ts';
import { sha256 } from '../../shared/days/read.ts';
import type { Store } from '../../shared/store/store.ts';

/** A row that was filed too, with what JSON cannot hold replaced. */
const filedToo = z.looseObject({ filed: z.literal(true) });

function isFiled(line: string): boolean {
  try {
    return z.safeParse(filedToo, JSON.parse(line)).success;
  } catch {
    return false;
  }
}

/** Counts each row once, however many replies it came in. */
export async function countRejects(store: Pick<Store, 'get' | 'list'>, day: Day): Promise<number> {
  const rows = new Set<string>();
  for (const name of await store.list(`${REJECTS_PREFIX}dt=${day}/`)) {
    const lines = (await store.get(name))?.toString().split('\n') ?? [];
    for (const line of lines) if (line !== '' && !isFiled(line)) rows.add(sha256(Buffer.from(line)));
  }
  return rows.size;
}
