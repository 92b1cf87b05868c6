/** The figures of a day, call by call. What each one means stands in `manifest.ts`; docs/closed-days.md has the sources. */

import type { CdrRecord } from '../cdr/schema.ts';
import { createIsoTime, type EpochSeconds } from '../time.ts';
import { createLegUse } from './busiest-hour.ts';
import type { Manifest } from './manifest.ts';
import { createWaits, type Waits } from './waits.ts';
import { createDayClock } from './wall-clock.ts';

export interface Figures {
  add: (call: CdrRecord) => void;
  result: () => Pick<Manifest, 'totals' | 'quality' | 'hours'>;
}

const SHORT_CALL_SECONDS = 6;
const HOUR_SECONDS = 3600;

type Time = string | null;

interface Leg {
  attempts: number;
  answered: number;
  readonly postDialDelay: Waits;
  readonly ringTime: Waits;
}

function createLeg(): Leg {
  return { attempts: 0, answered: 0, postDialDelay: createWaits(), ringTime: createWaits() };
}

function rounded(value: number, digits: number): number {
  return Number(value.toFixed(digits));
}

function ratio(part: number, whole: number, digits = 4): number | null {
  return whole === 0 ? null : rounded(part / whole, digits);
}

function waitFigures(waits: Waits): { median: number | null; p95: number | null } {
  return { median: waits.quantile(0.5), p95: waits.quantile(0.95) };
}

function legFigures({ attempts, answered, postDialDelay, ringTime }: Leg): Manifest['quality']['a'] {
  return {
    attempts,
    answered,
    asr: ratio(answered, attempts),
    postDialDelay: waitFigures(postDialDelay),
    ringTime: waitFigures(ringTime),
  };
}

function countIn(counts: Map<string, number>, code: number | null): void {
  const key = String(code);
  counts.set(key, (counts.get(key) ?? 0) + 1);
}

/** Codes in the order of numbers, so that the same calls make the same bytes. */
function sortedCounts(counts: Map<string, number>): Record<string, number> {
  return Object.fromEntries([...counts].sort(([a], [b]) => Number(a) - Number(b)));
}

/** @param midnight the start of `day` */
export function createFigures(day: string, midnight: EpochSeconds, utcOffsetSeconds: number): Figures {
  const seconds = createDayClock(day, midnight);
  const hours = Array.from({ length: 24 }, () => ({ calls: 0, answered: 0, billedSeconds: 0 }));
  const byStatus = new Map<string, number>();
  const byType = new Map<string, number>();
  const [a, b] = [createLeg(), createLeg()];
  const legUse = createLegUse();
  let withRecording = 0;
  let shortCalls = 0;
  let first: Time = null;
  let last: Time = null;

  function addLeg(leg: Leg, called: Time, rang: Time, accepted: Time, ended: Time): void {
    if (rang !== null && called !== null) leg.postDialDelay.add(seconds(rang) - seconds(called));
    if (rang !== null && accepted !== null) leg.ringTime.add(seconds(accepted) - seconds(rang));
    if (called !== null && ended !== null) legUse.add(seconds(called), seconds(ended));
  }

  return {
    add(call) {
      const began = call.startSrcCallTime ?? call.endCallTime ?? '';
      const billed = call.duration ?? 0;
      const isAnswered = call.dstAcceptTime !== null;
      const hour = hours[Math.floor(seconds(began) / HOUR_SECONDS)]!;
      hour.calls++;
      hour.billedSeconds += billed;
      if (isAnswered) {
        hour.answered++;
        if (billed < SHORT_CALL_SECONDS) shortCalls++;
      }
      countIn(byStatus, call.callEndStatus);
      countIn(byType, call.callType);
      if (call.recordUrl !== null) withRecording++;
      if (first === null || began < first) first = began;
      if (last === null || began > last) last = began;

      a.attempts++;
      if (call.srcAcceptTime !== null) a.answered++;
      if (call.startDstCallTime !== null) {
        b.attempts++;
        if (isAnswered) b.answered++;
      }
      addLeg(a, call.startSrcCallTime, call.startSrcRingTime, call.srcAcceptTime, call.endCallTime);
      addLeg(b, call.startDstCallTime, call.startDstRingTime, call.dstAcceptTime, call.endCallTime);
    },
    result() {
      const sum = (of: 'calls' | 'answered' | 'billedSeconds'): number =>
        hours.reduce((total, hour) => total + hour[of], 0);
      const [calls, answered, billedSeconds] = [sum('calls'), sum('answered'), sum('billedSeconds')];
      const busiest = legUse.busiest();
      return {
        totals: {
          calls,
          answered,
          billedSeconds,
          byStatus: sortedCounts(byStatus),
          byType: sortedCounts(byType),
          withRecording,
          first,
          last,
        },
        quality: {
          a: legFigures(a),
          b: legFigures(b),
          averageCallDuration: ratio(billedSeconds, answered, 2),
          shortCalls,
          shortCallShare: ratio(shortCalls, answered),
          busiestHour: busiest && {
            from: createIsoTime(utcOffsetSeconds)(midnight + busiest.fromMinute * 60),
            legSeconds: busiest.legSeconds,
            erlang: rounded(busiest.legSeconds / HOUR_SECONDS, 2),
          },
        },
        hours,
      };
    },
  };
}
