/** What a pull is asked to do. Source of the timer's shape: https://cloud.tencent.com/document/product/583/9708 */

import * as z from 'zod/mini';
import { HuadanError } from '../../shared/errors.ts';
import { parseInstant, type EpochSeconds, type Window } from '../../shared/time.ts';

export type PullTask =
  /** Everything that is due, as of `now` where the event says so. */
  | { readonly kind: 'tick'; readonly now: EpochSeconds | undefined }
  /** One stretch of time, once. */
  | { readonly kind: 'range'; readonly window: Window };

const timerEvent = z.looseObject({ Type: z.literal('Timer'), Message: z.optional(z.unknown()) });
const rehearsal = z.looseObject({ now: z.string() });
const instant = z.union([z.string(), z.number()]);
const rangeEvent = z.strictObject({ from: instant, to: instant });

function eventError(what: string): HuadanError {
  return new HuadanError(
    'event',
    `Reading the event: ${what}. Send a timer event, or {"from": …, "to": …} with ISO 8601 times or epoch seconds.`,
  );
}

/** The timer's message may hold `{"now": "<ISO 8601>"}`; anything else in it is somebody's note. */
function readMessage(message: unknown, utcOffsetSeconds: number): EpochSeconds | undefined {
  if (typeof message !== 'string') return undefined;
  try {
    const parsed = z.safeParse(rehearsal, JSON.parse(message));
    return parsed.success ? parseInstant(parsed.data.now, utcOffsetSeconds) : undefined;
  } catch {
    return undefined;
  }
}

/**
 * @param utcOffsetSeconds the zone of times that name none
 * @throws HuadanError `event`
 */
export function readEvent(event: unknown, utcOffsetSeconds: number): PullTask {
  const timer = z.safeParse(timerEvent, event);
  if (timer.success) return { kind: 'tick', now: readMessage(timer.data.Message, utcOffsetSeconds) };
  const range = z.safeParse(rangeEvent, event);
  if (!range.success) throw eventError('it is neither a timer event nor a range');
  const from = parseInstant(range.data.from, utcOffsetSeconds);
  const to = parseInstant(range.data.to, utcOffsetSeconds);
  if (from === undefined) throw eventError('"from" is not a time');
  if (to === undefined) throw eventError('"to" is not a time');
  if (from >= to) throw eventError('"from" is not before "to"');
  return { kind: 'range', window: { from, to } };
}
