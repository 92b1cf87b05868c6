/** How many calls began in each slot of a closed day. */

import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { dayPrefix } from '../../shared/days/layout.ts';
import type { Manifest } from '../../shared/days/manifest.ts';
import { HuadanError } from '../../shared/errors.ts';
import type { Store } from '../../shared/store/store.ts';

/** A call is filed by its start, and by its end where there is none. */
const TIME = /"(?:startSrcCallTime|endCallTime)":"\d{4}-\d\d-\d\dT(\d\d):(\d\d)/;

async function countFile(
  store: Pick<Store, 'get'>,
  name: string,
  counts: number[],
  slotSeconds: number,
): Promise<void> {
  const bytes = await store.get(name);
  if (bytes === null) {
    throw new HuadanError('archive', `Reading ${name}: it is gone, though the manifest of its day names it.`, {
      facts: { name },
    });
  }
  const unzipped = Readable.from([bytes]).pipe(createGunzip());
  for await (const line of createInterface({ input: unzipped, crlfDelay: Number.POSITIVE_INFINITY })) {
    const [, hour = '0', minute = '0'] = TIME.exec(line) ?? [];
    const slot = Math.floor((Number(hour) * 3600 + Number(minute) * 60) / slotSeconds);
    counts[slot] = (counts[slot] ?? 0) + 1;
  }
}

/** @throws HuadanError `archive` */
export async function daySlots(
  store: Pick<Store, 'get'>,
  { day, files }: Manifest,
  slotSeconds: number,
): Promise<number[]> {
  const counts = Array.from({ length: 86_400 / slotSeconds }, () => 0);
  for (const { name } of files) await countFile(store, `${dayPrefix(day)}${name}`, counts, slotSeconds);
  return counts;
}
