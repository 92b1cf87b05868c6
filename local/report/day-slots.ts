/** How many calls began in each slot of a closed day. */

import { DAY_SECONDS } from '../../shared/time.ts';

/** A call is filed by its start, and by its end where there is none. */
const TIME = /"(?:startSrcCallTime|endCallTime)":"\d{4}-\d\d-\d\dT(\d\d):(\d\d)/;

/** @param lines the calls of the day */
export async function daySlots(lines: AsyncIterable<string>, slotSeconds: number): Promise<number[]> {
  const counts = Array.from({ length: DAY_SECONDS / slotSeconds }, () => 0);
  for await (const line of lines) {
    const [, hour = '0', minute = '0'] = TIME.exec(line) ?? [];
    const slot = Math.floor((Number(hour) * 3600 + Number(minute) * 60) / slotSeconds);
    counts[slot] = (counts[slot] ?? 0) + 1;
  }
  return counts;
}
