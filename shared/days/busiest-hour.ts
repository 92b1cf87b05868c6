/** When the lines were in use most. https://www.itu.int/rec/T-REC-E.500 (traffic intensity, in erlang). */

import { DAY_SECONDS } from '../time.ts';

const MINUTE_SECONDS = 60;
const HOUR_MINUTES = 60;

export interface LegUse {
  /** A leg in use from one second of the day to another; what is outside the day does not count. */
  add: (from: number, to: number) => void;
  /** The 60 minutes with the most leg-seconds, the earliest of several; null on a day without any. */
  busiest: () => { readonly fromMinute: number; readonly legSeconds: number } | null;
}

const withinDay = (second: number): number => Math.min(Math.max(second, 0), DAY_SECONDS);

export function createLegUse(): LegUse {
  /** By second of the day: legs that began less legs that ended. */
  const changes = new Int32Array(DAY_SECONDS + 1);
  return {
    add(from, to) {
      if (!(to > from)) return;
      changes[withinDay(from)]!++;
      changes[withinDay(to)]!--;
    },
    busiest() {
      const minutes = new Float64Array(DAY_SECONDS / MINUTE_SECONDS);
      let inUse = 0;
      for (let second = 0; second < DAY_SECONDS; second++) {
        inUse += changes[second]!;
        minutes[Math.floor(second / MINUTE_SECONDS)]! += inUse;
      }
      let best: { fromMinute: number; legSeconds: number } | null = null;
      let legSeconds = 0;
      for (let end = 0; end < minutes.length; end++) {
        legSeconds += minutes[end]! - (minutes[end - HOUR_MINUTES] ?? 0);
        const fromMinute = end - HOUR_MINUTES + 1;
        if (fromMinute >= 0 && legSeconds > (best?.legSeconds ?? 0)) best = { fromMinute, legSeconds };
      }
      return best;
    },
  };
}
