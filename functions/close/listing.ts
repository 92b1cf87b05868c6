/** Which parts a listing of the archive shows. It may lag behind: what it shows is there, and there may be more. */

import { CDR_PREFIX } from '../../shared/archive/layout.ts';
import { isDay } from '../../shared/days/calendar.ts';
import type { Day } from '../../shared/days/layout.ts';
import { HuadanError } from '../../shared/errors.ts';
import type { Store } from '../../shared/store/store.ts';
import type { PartCounts } from './parts.ts';

const PART = /^cdr\/dt=(\d{4}-\d\d-\d\d)\/\d{8}T(\d{4})-(\d{3,})\.jsonl\.gz$/;

/** The parts of each day that has any, among those whose `dt=` begins with `prefix` (a day, a month or nothing). */
export async function listParts(store: Pick<Store, 'list'>, prefix: string): Promise<Map<Day, string[]>> {
  const days = new Map<Day, string[]>();
  for (const name of await store.list(`${CDR_PREFIX}dt=${prefix}`)) {
    const day = PART.exec(name)?.[1];
    if (day === undefined || !isDay(day)) continue;
    const names = days.get(day);
    if (names === undefined) days.set(day, [name]);
    else names.push(name);
  }
  return days;
}

/**
 * Parts are read by name until one is missing; a listing shows when that was not the last one.
 * @throws HuadanError `archive`: closed without them, the day would lack calls and nobody would know
 */
export function requireListed(listed: readonly string[], parts: PartCounts): void {
  const stray = listed.find((name) => {
    const [, , slot = '', number = ''] = PART.exec(name) ?? [];
    return Number(number) >= (parts[slot] ?? 0);
  });
  if (stray === undefined) return;
  throw new HuadanError(
    'archive',
    `Closing a day: the part ${stray} is there, but no slot of SLOT_MINUTES begins then or a part before it is missing. ` +
      'Bring the missing one back, or move the later ones away so that the slot is pulled again.',
    { facts: { part: stray } },
  );
}
