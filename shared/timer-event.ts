/** What the platform's timer sends. Source: https://cloud.tencent.com/document/product/583/9708 */

import * as z from 'zod/mini';
import { parseInstant, type EpochSeconds } from './time.ts';

const timerEvent = z.looseObject({ Type: z.literal('Timer'), Message: z.optional(z.unknown()) });
const rehearsal = z.looseObject({ now: z.string() });

/** The message may hold `{"now": "<ISO 8601>"}`; anything else in it is somebody's note. */
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
 * A tick, with its time where the event says one; undefined for another event than the timer's.
 * @param utcOffsetSeconds the zone of times that name none
 */
export function readTimerEvent(
  event: unknown,
  utcOffsetSeconds: number,
): { readonly kind: 'tick'; readonly now: EpochSeconds | undefined } | undefined {
  const timer = z.safeParse(timerEvent, event);
  return timer.success ? { kind: 'tick', now: readMessage(timer.data.Message, utcOffsetSeconds) } : undefined;
}
