/** One call of an answer, as far as the probe looks at it. Nothing of it is ever printed. */

import { FIELDS, SEPARATOR } from '../../shared/cdr/fields.ts';
import type { RowBuffer } from '../../shared/cdr/row-buffer.ts';
import type { EpochSeconds } from '../../shared/time.ts';

export type TimeName = Extract<(typeof FIELDS)[number], readonly [string, 'time']>[0];

export interface SeenCall {
  readonly callId: string;
  /** Those that happened, in the record's order. */
  readonly times: readonly (readonly [TimeName, EpochSeconds])[];
  readonly start: EpochSeconds;
  readonly end: EpochSeconds;
  readonly isAnswered: boolean;
  readonly hasRecording: boolean;
  /** The whole row, to compare it with another. */
  readonly text: string;
}

/** @param text the decoded fields (`shared/cdr/fields.ts`) */
function readCall(text: string): SeenCall {
  const values = text.split(SEPARATOR);
  const times: [TimeName, EpochSeconds][] = [];
  const named: Record<string, string> = {};
  for (const [i, [name, kind]] of FIELDS.entries()) {
    const value = values[i] ?? '';
    named[name] = value;
    if (kind === 'time' && Number(value) > 0) times.push([name, Number(value)]);
  }
  const seconds = times.map(([, time]) => time);
  return {
    callId: String(JSON.parse(named['callId'] ?? '""')),
    times,
    start: Number(named['startSrcCallTime']) || Math.min(...seconds),
    end: Number(named['endCallTime']) || Math.max(...seconds),
    isAnswered: Number(named['dstAcceptTime']) > 0,
    hasRecording: named['recordUrl'] !== 'null',
    text,
  };
}

export function readCalls(rows: RowBuffer): SeenCall[] {
  return Array.from({ length: rows.size }, (_, row) =>
    readCall(rows.fields(row, (bytes, start, end) => bytes.toString('utf8', start, end))),
  );
}
