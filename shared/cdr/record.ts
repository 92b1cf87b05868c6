/** Decoded fields (see `fields.ts`) -> the record as an object, for those who want a few calls and not a part of them. */

import { createIsoTime } from '../time.ts';
import { FIELDS, SEPARATOR } from './fields.ts';
import type { Cdr } from './schema.ts';

/**
 * Makes records, without `rev`, of the decoded fields `bytes[start, end)`. A further key's number that a double cannot
 * hold is rounded here; the line of the archive has its digits.
 */
export function createRecordFrom(utcOffsetSeconds: number): (bytes: Buffer, start: number, end: number) => Cdr {
  const iso = createIsoTime(utcOffsetSeconds);
  return (bytes, start, end) => {
    const values = bytes.toString('utf8', start, end).split(SEPARATOR);
    const known = FIELDS.map(([name, kind], i) => {
      const value: unknown = JSON.parse(values[i] ?? 'null');
      if (kind !== 'time') return [name, value];
      return [name, typeof value === 'number' && value !== 0 ? iso(value) : null];
    });
    const further: object = JSON.parse(`{${(values[FIELDS.length] ?? '').slice(1)}}`);
    const record: Cdr = Object.fromEntries([...known, ...Object.entries(further)]);
    return record;
  };
}
