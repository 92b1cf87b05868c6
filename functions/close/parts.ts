/** The parts of a day, in the order of slots and of their numbers: the order in which a later row counts more. */

import type { Layout, PartName } from '../../shared/archive/layout.ts';
import { slotsOf } from '../../shared/days/calendar.ts';
import type { Day } from '../../shared/days/layout.ts';
import { HuadanError } from '../../shared/errors.ts';
import type { Store } from '../../shared/store/store.ts';
import { DAY_SECONDS, type EpochSeconds } from '../../shared/time.ts';

export interface ReadFrom {
  readonly store: Pick<Store, 'get'>;
  readonly layout: Layout;
}

export interface PackedPart {
  readonly part: PartName;
  readonly number: number;
  readonly packed: Buffer;
}

/** Objects that are requested at once: a round trip to COS takes longer than reading one. */
const AHEAD = 8;
/** Fewer of large ones: together they take about this much memory at most. */
const AHEAD_BYTES = 4_000_000;

/** What `get` gives for each item, in order, with the next ones under way. */
async function* inOrder<T>(
  items: readonly T[],
  get: (item: T) => Promise<Buffer | null>,
): AsyncGenerator<[T, Buffer | null], void, void> {
  const underWay: Promise<Buffer | null>[] = [];
  let ahead = AHEAD;
  for (const [i, item] of items.entries()) {
    for (let next = i + underWay.length; next < Math.min(i + ahead, items.length); next++) {
      const answer = get(items[next]!);
      // Awaited below, unless the work ends earlier: then it must not become an unhandled rejection.
      answer.catch(() => undefined);
      underWay.push(answer);
    }
    const answer = await underWay.shift()!;
    ahead = Math.min(AHEAD, Math.max(2, Math.ceil(AHEAD_BYTES / (answer?.length || 1))));
    yield [item, answer];
  }
}

/** How many parts each slot of a day has, by `HHMM`. */
export type PartCounts = Readonly<Record<string, number>>;

/** `1710` of `2019-01-23T17:10:00+08:00`. */
export function slotKey(from: string): string {
  return from.slice(11, 13) + from.slice(14, 16);
}

function goneError({ name }: PartName): HuadanError {
  return new HuadanError(
    'archive',
    `Closing a day: the part ${name} was there a moment ago and is gone. Let nobody delete parts, and close the day again.`,
    { facts: { part: name } },
  );
}

/**
 * Reads part 000, 001, … of each slot until one is missing, for listings lag behind writes; or just those that `counts`
 * tells of, so that a second reading sees the same rows as the first.
 * @throws HuadanError `archive`
 */
export async function* readParts(
  { store, layout }: ReadFrom,
  day: Day,
  counts?: PartCounts,
): AsyncGenerator<PackedPart, void, void> {
  const get = async (slot: EpochSeconds, number: number): Promise<Buffer | null> => {
    const part = layout.part(slot, number);
    const most = counts === undefined ? Infinity : (counts[slotKey(part.from)] ?? 0);
    if (number >= most) return null;
    const packed = await store.get(part.name);
    if (packed === null && counts !== undefined) throw goneError(part);
    return packed;
  };
  for await (const [slot, first] of inOrder(slotsOf(day, layout), async (one) => get(one, 0))) {
    let packed = first;
    for (let number = 0; packed !== null; number++) {
      const next = get(slot, number + 1);
      next.catch(() => undefined);
      yield { part: layout.part(slot, number), number, packed };
      packed = await next;
    }
  }
}

/** How much of its day lies before the end of a part's slot, from 0 to 1. */
export function shareOfDay({ slot }: PartName, { slotSeconds, utcOffsetSeconds }: Layout): number {
  const second = (((slot + utcOffsetSeconds) % DAY_SECONDS) + DAY_SECONDS) % DAY_SECONDS;
  return (second + slotSeconds) / DAY_SECONDS;
}
