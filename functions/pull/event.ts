/** What a pull is asked to do. */

import * as z from 'zod/mini';
import { HuadanError } from '../../shared/errors.ts';
import { parseInstant, type EpochSeconds, type Window } from '../../shared/time.ts';
import { readTimerEvent } from '../../shared/timer-event.ts';

export type PullTask =
  /** Everything that is due, as of `now` where the event says so. */
  | { readonly kind: 'tick'; readonly now: EpochSeconds | undefined }
  /** One stretch of time, once. */
  | { readonly kind: 'range'; readonly window: Window };

const instant = z.union([z.string(), z.number()]);
const rangeEvent = z.strictObject({ from: instant, to: instant });

function eventError(what: string): HuadanError {
  return new HuadanError(
    'event',
    `Reading the event: ${what}. Send a timer event, or {"from": …, "to": …} with ISO 8601 times or epoch seconds.`,
  );
}

/**
 * @param utcOffsetSeconds the zone of times that name none
 * @throws HuadanError `event`
 */
export function readEvent(event: unknown, utcOffsetSeconds: number): PullTask {
  const tick = readTimerEvent(event, utcOffsetSeconds);
  if (tick !== undefined) return tick;
  const range = z.safeParse(rangeEvent, event);
  if (!range.success) throw eventError('it is neither a timer event nor a range');
  const from = parseInstant(range.data.from, utcOffsetSeconds);
  const to = parseInstant(range.data.to, utcOffsetSeconds);
  if (from === undefined) throw eventError('"from" is not a time');
  if (to === undefined) throw eventError('"to" is not a time');
  if (from >= to) throw eventError('"from" is not before "to"');
  return { kind: 'range', window: { from, to } };
}
