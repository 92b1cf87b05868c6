/** What a close is asked to do. */

import * as z from 'zod/mini';
import { isDay } from '../../shared/days/calendar.ts';
import type { Day } from '../../shared/days/layout.ts';
import { HuadanError } from '../../shared/errors.ts';
import type { EpochSeconds } from '../../shared/time.ts';
import { readTimerEvent } from '../../shared/timer-event.ts';

export type CloseTask =
  /** Every day that is due, as of `now` where the event says so. */
  | { readonly kind: 'tick'; readonly now: EpochSeconds | undefined }
  /** These days, both ends included; with `force` also those that are not due. */
  | { readonly kind: 'days'; readonly from: Day; readonly to: Day; readonly force: boolean };

const force = z._default(z.boolean(), false);
const daysEvent = z.union([
  z.strictObject({ day: z.string(), force }),
  z.strictObject({ from: z.string(), to: z.string(), force }),
]);

function eventError(what: string): HuadanError {
  return new HuadanError(
    'event',
    `Reading the event: ${what}. Send a timer event, {"day": "2026-03-05"} or {"from": "2026-03-01", "to": "2026-03-31"}, and "force": true for days that are not due.`,
  );
}

/**
 * @param utcOffsetSeconds the zone of times that name none
 * @throws HuadanError `event`
 */
export function readEvent(event: unknown, utcOffsetSeconds: number): CloseTask {
  const tick = readTimerEvent(event, utcOffsetSeconds);
  if (tick !== undefined) return tick;
  const days = z.safeParse(daysEvent, event);
  if (!days.success) throw eventError('it is neither a timer event nor days');
  const { force: forced } = days.data;
  const [from, to] = 'day' in days.data ? [days.data.day, days.data.day] : [days.data.from, days.data.to];
  for (const day of [from, to]) if (!isDay(day)) throw eventError('a day in it is no date such as 2026-03-05');
  if (from > to) throw eventError('"from" is after "to"');
  return { kind: 'days', from, to, force: forced };
}
