/** What may befall an archive of some days: vendors as they may be, and steps in which it is pulled and closed. */

import fc from 'fast-check';
import type { ModelCall, ModelFault } from '../model-vendor.ts';
import { beijingMidnight, RETENTION } from './pulled-days.ts';

const HOUR = 3600;
/** The archive's first tick. Calls begin from eight hours before on. */
export const BEGIN = beijingMidnight('2026-03-05') + 3 * HOUR;

const MIDNIGHTS = [-3 * HOUR, 21 * HOUR, 45 * HOUR];
/** In seconds since BEGIN, often at the edge of a slot or a day. */
const moment = fc.oneof(
  fc.integer({ min: -8 * HOUR, max: 60 * HOUR }),
  fc.integer({ min: 0, max: 30 * HOUR }),
  fc.integer({ min: -8, max: 50 }).chain((hour) => fc.constantFrom(hour * HOUR, hour * HOUR - 1)),
  fc.constantFrom(...MIDNIGHTS, ...MIDNIGHTS.map((at) => at - 1)),
);
const version = fc.record({
  afterSeconds: fc.oneof(fc.nat(2 * HOUR), fc.integer({ min: 10 * HOUR, max: 50 * HOUR })),
  recordUrl: fc.constantFrom('', 'u1', 'u2'),
  duration: fc.nat(500),
  startsLaterSeconds: fc.constantFrom(0, 0, 0, 600, HOUR, 5 * HOUR, -HOUR),
});
const isOneInTen = fc.nat(9).map((n) => n === 0);
const call = fc.record({
  start: moment,
  length: fc.nat(2400),
  versions: fc.array(version, { minLength: 1, maxLength: 4, size: 'max' }),
  broken: isOneInTen,
  twin: isOneInTen,
});
const calls = fc.array(call, { minLength: 8, maxLength: 16, size: 'max' }).map((list) =>
  list.map(({ start, length, versions, ...one }, i): ModelCall => ({
    ...one,
    callId: `12-260305-${String((i * 5) % 16).padStart(2, '0')}`,
    start: BEGIN + start,
    end: BEGIN + start + length,
    versions: [...versions].sort((a, b) => a.afterSeconds - b.afterSeconds),
  })),
);

/** A second or a longer stretch for which every question fails until some time; often late in a day. */
const bad = fc
  .record({
    at: fc.oneof(
      moment,
      fc.integer({ min: 15 * HOUR, max: 21 * HOUR }),
      fc.integer({ min: 39 * HOUR, max: 45 * HOUR }),
    ),
    length: fc.oneof(fc.constant(1), fc.integer({ min: 1, max: 2 * HOUR })),
    lasts: fc.oneof(fc.integer({ min: 2 * HOUR, max: 12 * HOUR }), fc.constant(100 * HOUR)),
    how: fc.constantFrom<ModelFault[]>('refuse', 'serverError', 'reset'),
  })
  .map(({ at, length, lasts, how }) => {
    const from = BEGIN + at;
    return { from, to: from + length, until: from + lasts, how };
  });

export const circumstances = fc.record({
  calls,
  bads: fc.array(bad, { maxLength: 2 }),
  filter: fc.constantFrom('start' as const, 'end' as const),
  passes: fc.constantFrom('5m', '5m,2h'),
  /** Whether now and then nobody pulls for so long that the vendor forgets. */
  hasOutages: fc.boolean(),
  losesState: fc.nat(3).map((n) => n === 0),
  /** It keeps records longer than it is believed to, or not. */
  forgetsAfterSeconds: fc.constantFrom(RETENTION, ...Array<number>(3).fill(Number.POSITIVE_INFINITY)),
});
export type Circumstances = typeof circumstances extends fc.Arbitrary<infer T> ? T : never;

const step = fc.record({
  /** To the next tick. */
  seconds: fc.integer({ min: 2 * HOUR, max: 5 * HOUR }),
  isOutage: isOneInTen,
  losesState: isOneInTen,
  /** A range is pulled too, from so long ago. */
  isLate: fc.boolean(),
  back: fc.integer({ min: 4 * HOUR, max: 50 * HOUR }),
  length: fc.integer({ min: HOUR, max: 12 * HOUR }),
  maxRows: fc.constantFrom(3, 1000, 1000),
  close: fc.constantFrom('tick', 'two', 'killed', 'killed', 'beside a pull', 'forced'),
  /** After which a close dies. */
  requests: fc.nat(90),
  /** When the store is disturbed. */
  disturbed: fc.constantFrom('never', 'never', 'pull', 'close', 'close'),
});
export type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

export const steps = fc.array(step, { minLength: 12, maxLength: 20, size: 'max' });
