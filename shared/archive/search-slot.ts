/** Finds calls in the parts of a slot: of days that are not closed, the parts are all there is. */

import type { EpochSeconds } from '../time.ts';
import type { StoreReader } from '../store/store.ts';
import type { Layout } from './layout.ts';
import type { StoredRecord } from '../cdr/stored-line.ts';
import { readPart } from './part.ts';

/**
 * The latest version of each call of the slot that is wanted: its line up to and without `,"rev":…}`. Parts are read by
 * name until one is missing.
 * @throws HuadanError `archive`, also for a part that cannot be read; `deadline`
 */
export async function searchSlot(
  reader: Pick<StoreReader, 'get'>,
  layout: Layout,
  slot: EpochSeconds,
  isWanted: (record: StoredRecord) => boolean,
): Promise<string[]> {
  const latest = new Map<string, { readonly rev: number; readonly content: string }>();
  for (let number = 0; ; number++) {
    const part = layout.part(slot, number);
    const packed = await reader.get(part.name);
    if (packed === null) return [...latest.values()].map(({ content }) => content);
    await readPart(part, packed, (record) => {
      if (!isWanted(record)) return;
      const { bytes, start, end, rev } = record;
      const callId = bytes.toString('utf8', record.keyStart, record.keyEnd);
      if ((latest.get(callId)?.rev ?? -1) < rev)
        latest.set(callId, { rev, content: bytes.toString('utf8', start, end) });
    });
  }
}
