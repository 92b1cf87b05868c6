/** How a call went, leg by leg: the caller is called first, and the callee when the caller has answered. */

import type { Cdr } from '../cdr/schema.ts';

export const STEPS = [
  ['startSrcCallTime', 'caller', 'called'],
  ['startSrcRingTime', 'caller', 'rang'],
  ['srcAcceptTime', 'caller', 'answered'],
  ['startDstCallTime', 'callee', 'called'],
  ['startDstRingTime', 'callee', 'rang'],
  ['dstAcceptTime', 'callee', 'answered'],
  ['endCallTime', 'both', 'ended'],
] as const;

export type StepField = (typeof STEPS)[number][0];

export interface Step {
  readonly field: StepField;
  readonly leg: (typeof STEPS)[number][1];
  readonly what: (typeof STEPS)[number][2];
  /** As the record has it. */
  readonly time: string;
  readonly seconds: number;
}

/** What happened, in the order of time; what never happened is left out. */
export function stepsOf(call: Cdr): Step[] {
  const steps = STEPS.flatMap(([field, leg, what]): Step[] => {
    const time = call[field];
    return time === null ? [] : [{ field, leg, what, time, seconds: Date.parse(time) / 1000 }];
  });
  return steps.sort((a, b) => a.seconds - b.seconds);
}

export type Phase = 'dial' | 'ring' | 'wait' | 'talk';

export interface Stretch {
  readonly leg: 'caller' | 'callee';
  readonly phase: Phase;
  /** Seconds since 1970. */
  readonly from: number;
  readonly to: number;
}

/**
 * The stretches of both legs. A stretch ends where the next one of its leg begins, the last one with the call. One whose
 * end lies before its beginning, or is not known, is left out: rows with such times do come.
 */
export function stretchesOf(call: Cdr): Stretch[] {
  const at = (field: StepField): number | undefined => {
    const time = call[field];
    return time === null ? undefined : Date.parse(time) / 1000;
  };
  const marks: readonly (readonly [Stretch['leg'], Phase, number | undefined])[] = [
    ['caller', 'dial', at('startSrcCallTime')],
    ['caller', 'ring', at('startSrcRingTime')],
    ['caller', 'wait', at('srcAcceptTime')],
    ['caller', 'talk', at('srcAcceptTime') === undefined ? undefined : at('dstAcceptTime')],
    ['callee', 'dial', at('startDstCallTime')],
    ['callee', 'ring', at('startDstRingTime')],
    ['callee', 'talk', at('dstAcceptTime')],
  ];
  const end = at('endCallTime');
  return marks.flatMap(([leg, phase, from], i): Stretch[] => {
    const next = marks.slice(i + 1).find(([otherLeg, , time]) => otherLeg === leg && time !== undefined);
    const to = next?.[2] ?? end;
    return from === undefined || to === undefined || to < from ? [] : [{ leg, phase, from, to }];
  });
}
