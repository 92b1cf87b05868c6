/** Which time a range goes by, and whether its bounds belong to it. */

import type { EpochSeconds } from '../../shared/time.ts';
import { locate, type LocateContext } from './locate.ts';
import { pickSample } from './sample.ts';
import type { SeenCall, TimeName } from './seen-call.ts';

export type Bound = 'inclusive' | 'exclusive' | 'unknown';

export interface Filter {
  /**
   * `row`: a time of the row. `arrival`: a later one, which the row does not hold. `touch`: a range gives every call that
   * was going on. `unknown`: see `why`.
   */
  readonly kind: 'row' | 'arrival' | 'touch' | 'unknown';
  /** Several when the calls that were asked for cannot tell them apart. */
  readonly names: readonly TimeName[];
  readonly lower: Bound;
  readonly upper: Bound;
  /** Of `arrival`: seconds from hang-up; may be one too many where the bounds are unknown. */
  readonly afterHangUpSeconds?: number;
  readonly why?: string;
}

/** One way to explain what was seen. */
interface Reading {
  /** Undefined: a time that the row does not hold. */
  readonly name: TimeName | undefined;
  readonly second: EpochSeconds;
  readonly lower: Exclude<Bound, 'unknown'>;
  readonly upper: Exclude<Bound, 'unknown'>;
}

const UNKNOWN = { kind: 'unknown', names: [], lower: 'unknown', upper: 'unknown' } as const;

/** Inclusive bounds give a call by [t, t]; an exclusive one must stand one second further out. */
function readingsOf(call: SeenCall, lower: EpochSeconds, upper: EpochSeconds): Reading[] {
  const apart = upper - lower;
  const ways: Omit<Reading, 'name'>[] = [];
  if (apart < 2) ways.push({ second: upper, lower: apart === 0 ? 'inclusive' : 'exclusive', upper: 'inclusive' });
  if (apart > 0) ways.push({ second: upper - 1, lower: apart === 1 ? 'inclusive' : 'exclusive', upper: 'exclusive' });
  const named = ways.flatMap((way) =>
    call.times.filter(([, time]) => time === way.second).map(([name]): Reading => ({ ...way, name })),
  );
  return named.length > 0 ? named : ways.map((way) => ({ ...way, name: undefined }));
}

function same<T extends Bound>(bounds: readonly T[]): T | 'unknown' {
  const [first] = bounds;
  return first !== undefined && bounds.every((bound) => bound === first) ? first : 'unknown';
}

function conclude(call: SeenCall, readings: readonly Reading[]): Filter {
  const lower = same(readings.map((one) => one.lower));
  const upper = same(readings.map((one) => one.upper));
  const names = [...new Set(readings.flatMap(({ name }) => name ?? []))];
  if (names.length > 0) return { kind: 'row', names, lower, upper };
  const afterHangUpSeconds = (readings[0]?.second ?? 0) - call.end;
  if (afterHangUpSeconds > 0) return { kind: 'arrival', names, lower, upper, afterHangUpSeconds };
  return { ...UNKNOWN, why: 'the call came by a second that is none of its times' };
}

/** Of those that have the times in question at other distances. */
function pickOther(
  calls: readonly SeenCall[],
  first: SeenCall,
  readings: readonly Reading[],
  now: EpochSeconds,
): SeenCall | undefined {
  const distances = ({ times }: SeenCall): string => {
    const seconds = readings.map(({ name }) => times.find(([one]) => one === name)?.[1]);
    return seconds.map((second) => (second ?? Number.NaN) - (seconds[0] ?? Number.NaN)).join(' ');
  };
  return pickSample(
    calls.filter((call) => distances(call) !== distances(first)),
    now,
  );
}

/** @param calls among which a second one is looked for when the first leaves a doubt */
export async function findFilter(
  sample: SeenCall,
  calls: readonly SeenCall[],
  context: LocateContext,
): Promise<Filter> {
  const located = await locate(sample, context);
  if (located.kind === 'touch') return { ...UNKNOWN, kind: 'touch' };
  if (located.kind === 'unknown') return { ...UNKNOWN, why: located.why };
  const readings = readingsOf(sample, located.lower, located.upper);
  const isDoubtful = readings.length > 1 && readings.some(({ name }) => name !== undefined);
  const other = isDoubtful ? pickOther(calls, sample, readings, context.now) : undefined;
  if (other === undefined) return conclude(sample, readings);
  const again = await locate(other, context);
  if (again.kind !== 'bounds') return conclude(sample, readings);
  const agreed = readings.filter((one) =>
    readingsOf(other, again.lower, again.upper).some(
      ({ name, lower, upper }) => name === one.name && lower === one.lower && upper === one.upper,
    ),
  );
  return conclude(sample, agreed.length > 0 ? agreed : readings);
}
