/** One call for a person: both legs as they went, how it ended, what it costs, where the recording is. */

import type { Cdr } from '../../shared/cdr/schema.ts';
import { printable } from '../../shared/printable.ts';
import { spanText } from '../../shared/view/amounts.ts';
import { stepsOf, type Step } from '../../shared/view/call-steps.ts';
import { endingOf, typeOf } from '../../shared/view/call-words.ts';
import type { Words } from '../../shared/words/index.ts';
import { padTo, widthOf } from '../console/columns.ts';

type Style = 'bold' | 'dim' | 'red' | 'green' | 'yellow';

/** Makes text stand out, where somebody sees it. */
export type Paint = (text: string, style: Style) => string;

const STYLES = { good: 'green', warn: 'yellow', bad: 'red' } as const;

/** What a step says in the column of a leg; the end is the end of every leg that was begun. */
function inColumn(leg: 'caller' | 'callee', step: Step, call: Cdr, words: Words): string {
  const begun = (leg === 'caller' ? call.startSrcCallTime : call.startDstCallTime) !== null;
  return step.leg === leg || (step.leg === 'both' && begun) ? words.call[step.what] : '';
}

function timeline(call: Cdr, words: Words, paint: Paint): string[] {
  const steps = stepsOf(call);
  const { caller, callee, unknownNumber } = words.call;
  const src = call.src ?? unknownNumber;
  const width = Math.max(widthOf(caller), widthOf(src));
  const line = (time: string, gap: string, left: string, right: string): string =>
    `${padTo(8, time)}  ${padTo(7, gap, 'right')}  ${padTo(width, left)}  ${right}`.trimEnd();
  const rows = steps.map((step, i) => {
    const before = steps[i - 1];
    const gap = before === undefined ? '' : `+${words.span(step.seconds - before.seconds, 's')}`;
    const [left, right] = (['caller', 'callee'] as const).map((leg) => inColumn(leg, step, call, words));
    const row = line(step.time.slice(11, 19), gap, left ?? '', right ?? '');
    const day = step.time.slice(0, 10);
    return before !== undefined && before.time.slice(0, 10) !== day ? [paint(day, 'dim'), row] : [row];
  });
  const numbers = line('', '', src, call.dst ?? unknownNumber);
  return [paint(line('', '', caller, callee), 'dim'), paint(numbers, 'bold'), ...rows.flat()];
}

/** Billed seconds as they are, and in minutes where there are some. */
function billedText(seconds: number | null, words: Words): string {
  if (seconds === null) return words.call.notTold;
  const plain = words.span(seconds, 's');
  return seconds < 60 ? plain : `${plain}${words.aside(spanText(seconds, words))}`;
}

/** Of several calls; those of which it is not told count nothing. */
export function billedInAll(calls: readonly Cdr[], words: Words): string {
  const seconds = calls.reduce((sum, { duration }) => sum + (duration ?? 0), 0);
  return billedText(seconds, words);
}

function facts(call: Cdr, words: Words, paint: Paint): string[] {
  const said = words.call;
  const { kind, text } = endingOf(call, words);
  const status = said.status(call.callEndStatus === null ? said.notTold : String(call.callEndStatus));
  const rows: readonly (readonly [string, string | null])[] = [
    [said.ending, `${paint(text, STYLES[kind])}${words.aside(status)}`],
    [said.billed, billedText(call.duration, words)],
    [said.recording, call.recordUrl ?? said.noRecording],
    [said.type, typeOf(call, words)],
    [said.bizId, call.bizId],
    [said.orderId, call.orderId],
  ];
  return rows.flatMap(([name, value]) => (value === null ? [] : [`${padTo(10, name)} ${value}`]));
}

/** @param record the JSON of one call; what the vendor wrote in it is escaped */
export function readCall(record: string): Cdr {
  const call: Cdr = JSON.parse(record, (_key, value: unknown) =>
    typeof value === 'string' ? printable(value) : value,
  );
  return call;
}

/** Several lines, the last one without its line break. Times are printed in the zone they are written in. */
export function callText(call: Cdr, words: Words, paint: Paint): string {
  const first = call.startSrcCallTime ?? call.endCallTime ?? '';
  const head = `${paint(call.callId, 'bold')}\n${words.call.zone(first.slice(0, 10), first.slice(19))}`;
  return [head, '', ...timeline(call, words, paint), '', ...facts(call, words, paint)].join('\n');
}

/** Calls a line each, in the order they began: when, who, how it ended, what is billed, and the id to look it up by. */
export function callsText(calls: readonly Cdr[], words: Words, paint: Paint): string {
  const rows = calls.map((call) => {
    const { kind, text } = endingOf(call, words);
    const time = (call.startSrcCallTime ?? call.endCallTime ?? '').slice(0, 19).replace('T', ' ');
    const [src, dst] = [call.src ?? words.call.unknownNumber, call.dst ?? words.call.unknownNumber];
    return { time, src, dst, billed: billedText(call.duration, words), text, style: STYLES[kind], callId: call.callId };
  });
  const width = (name: 'src' | 'dst' | 'text' | 'billed'): number => Math.max(...rows.map((row) => widthOf(row[name])));
  const [src, dst, ending, billed] = [width('src'), width('dst'), width('text'), width('billed')];
  return rows
    .map((row) =>
      [
        row.time,
        padTo(src, row.src),
        padTo(dst, row.dst),
        paint(padTo(ending, row.text), row.style),
        padTo(billed, row.billed, 'right'),
        row.callId,
      ].join('  '),
    )
    .join('\n');
}
