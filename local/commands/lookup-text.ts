/** One call for a person: both legs as they went, how it ended, what it costs, where the recording is. */

import type { Cdr } from '../../shared/cdr/schema.ts';
import { printable } from '../../shared/printable.ts';

type Style = 'bold' | 'dim' | 'red' | 'green' | 'yellow';

/** Makes text stand out, where somebody sees it. */
export type Paint = (text: string, style: Style) => string;

type Ending = readonly [words: string, style: Style];
/** The vendor's list: https://cloud.tencent.com/document/product/610/11854 */
const ENDINGS: Readonly<Record<number, Ending>> = {
  0: ['unknown', 'yellow'],
  1: ['normal call', 'green'],
  2: ['the caller did not answer', 'yellow'],
  3: ['the callee did not answer', 'yellow'],
  4: ['the caller was not reached', 'red'],
  5: ['the callee was not reached', 'red'],
};
const NOT_TOLD: Ending = ['not told', 'yellow'];
const NOT_LISTED: Ending = ['not in the vendor’s list', 'yellow'];
const CALL_TYPES: Readonly<Record<number, string>> = { 1: 'VoIP', 2: 'IP to PSTN', 3: 'PSTN to PSTN' };

const STEPS = [
  ['startSrcCallTime', 'called', ''],
  ['startSrcRingTime', 'rang', ''],
  ['srcAcceptTime', 'answered', ''],
  ['startDstCallTime', '', 'called'],
  ['startDstRingTime', '', 'rang'],
  ['dstAcceptTime', '', 'answered'],
] as const;

interface Step {
  readonly time: string;
  readonly seconds: number;
  readonly caller: string;
  readonly callee: string;
}

function stepsOf(call: Cdr): Step[] {
  // The end is the end of every leg that was begun.
  const end = [
    'endCallTime',
    call.startSrcCallTime === null ? '' : 'ended',
    call.startDstCallTime === null ? '' : 'ended',
  ];
  const all: readonly (readonly string[])[] = [...STEPS, end];
  const steps = all.flatMap(([field = '', caller = '', callee = '']): Step[] => {
    const time = call[field];
    return typeof time === 'string' ? [{ time, seconds: Date.parse(time) / 1000, caller, callee }] : [];
  });
  return steps.sort((a, b) => a.seconds - b.seconds);
}

function timeline(call: Cdr, paint: Paint): string[] {
  const steps = stepsOf(call);
  const width = Math.max('caller'.length, call.src?.length ?? 0);
  const line = (time: string, gap: string, caller: string, callee: string): string =>
    `${time.padEnd(8)}  ${gap.padStart(7)}  ${caller.padEnd(width)}  ${callee}`.trimEnd();
  const rows = steps.map(({ time, seconds, caller, callee }, i) => {
    const before = steps[i - 1];
    const gap = before === undefined ? '' : `+${seconds - before.seconds} s`;
    const row = line(time.slice(11, 19), gap, caller, callee);
    return before !== undefined && before.time.slice(0, 10) !== time.slice(0, 10)
      ? [paint(time.slice(0, 10), 'dim'), row]
      : [row];
  });
  const numbers = line('', '', call.src ?? 'unknown', call.dst ?? 'unknown');
  return [paint(line('', '', 'caller', 'callee'), 'dim'), paint(numbers, 'bold'), ...rows.flat()];
}

function inWords(seconds: number): string {
  const minutes = Math.floor(seconds / 60);
  return minutes === 0 ? `${seconds} s` : `${seconds} s (${minutes} min ${seconds % 60} s)`;
}

function facts(call: Cdr, paint: Paint): string[] {
  const status = call.callEndStatus;
  const [ending, style] = status === null ? NOT_TOLD : (ENDINGS[status] ?? NOT_LISTED);
  const talk = call.duration === null ? 'not told' : inWords(call.duration);
  const rows: readonly (readonly [string, string | null])[] = [
    ['ended', `${paint(ending, style)} (status ${status ?? 'not told'})`],
    ['billed', talk],
    ['recording', call.recordUrl ?? 'none (yet)'],
    ['type', `${CALL_TYPES[call.callType] ?? 'not in the vendor’s list'} (${call.callType})`],
    ['bizId', call.bizId],
    ['orderId', call.orderId],
  ];
  return rows.flatMap(([name, value]) => (value === null ? [] : [`${name.padEnd(10)} ${value}`]));
}

/**
 * Several lines, the last one without its line break. Times are printed in the zone they are written in.
 * @param record the JSON of one call; what the vendor wrote in it is escaped
 */
export function callText(record: string, paint: Paint): string {
  const call: Cdr = JSON.parse(record, (_key, value: unknown) =>
    typeof value === 'string' ? printable(value) : value,
  );
  const first = call.startSrcCallTime ?? call.endCallTime ?? '';
  const head = `${paint(call.callId, 'bold')}\n${first.slice(0, 10)}, times at UTC${first.slice(19)}`;
  return [head, '', ...timeline(call, paint), '', ...facts(call, paint)].join('\n');
}
