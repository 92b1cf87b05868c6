/** The rows of a reply that were asked for, as the JSON of records. */

import { createHash } from 'node:crypto';
import { createRowDecoder } from '../../shared/cdr/row.ts';
import type { Cdr } from '../../shared/cdr/schema.ts';
import type { RowSink } from '../../shared/source/getcdr/reply.ts';
import type { Range } from './range.ts';

export type Question = { readonly callId: string } | Range;

/**
 * The platform refuses answers of more than 6 MB (cloud.tencent.com/document/product/583/11637), and the answer travels
 * as a JSON string, in which every quote takes two bytes.
 */
const MAX_ANSWER_BYTES = 4_500_000;

/** `+86…`, `0086…` and `086…` are one number; the vendor may also leave the country out. */
function isSameNumber(one: string, other: string): boolean {
  const [a = '', b = ''] = [one, other].map((number) => number.replace(/^[+0]+/, ''));
  return a !== '' && b !== '' && (a.endsWith(b) || b.endsWith(a));
}

function isAskedFor(record: Cdr, question: Question): boolean {
  return 'callId' in question ? record.callId === question.callId : isSameNumber(record.src ?? '', question.src);
}

/** The vendor is asked for a second more than the range holds, see `shared/source/getcdr/request.ts`. */
function isWithin(time: string, question: Question): boolean {
  if ('callId' in question) return true;
  const seconds = Date.parse(time) / 1000;
  return seconds >= question.from && seconds < question.to;
}

export interface Collected {
  /** Records by their JSON, with the time they are sorted by. */
  readonly records: Map<string, string>;
  /** Reasons by the digest of the row: what comes again in a half is counted once. */
  readonly unreadable: Map<string, string>;
  bytes: number;
  foreign: number;
}

export function emptyCollection(): Collected {
  return { records: new Map(), unreadable: new Map(), bytes: 0, foreign: 0 };
}

export function isTooMuch({ bytes }: Collected): boolean {
  return bytes > MAX_ANSWER_BYTES;
}

function digest(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('base64');
}

/** Takes the rows of one reply. */
export function createCollector(
  question: Question,
  utcOffsetSeconds: number,
): RowSink & { readonly collected: Collected } {
  const decode = createRowDecoder(utcOffsetSeconds);
  const collected = emptyCollection();
  return {
    collected,
    row(bytes, start, end) {
      // Memory stays bounded whatever the vendor sends; the answer is refused anyway.
      if (isTooMuch(collected)) return;
      const row = decode(bytes, start, end);
      if ('reason' in row) {
        collected.unreadable.set(digest(bytes.subarray(start, end)), row.reason);
        return;
      }
      const json = `${row.content}}`;
      const record: Cdr = JSON.parse(json);
      if (!isAskedFor(record, question)) {
        collected.foreign++;
        return;
      }
      const time = record.startSrcCallTime ?? record.endCallTime ?? '';
      if (!isWithin(time, question)) return;
      if (!collected.records.has(json)) collected.bytes += Buffer.byteLength(json);
      collected.records.set(json, time);
    },
    oversizeRow(head, length) {
      collected.unreadable.set(`${length} ${digest(head)}`, 'it is too large for a call record');
    },
  };
}

export function addAll(all: Collected, piece: Collected): void {
  for (const [json, time] of piece.records) {
    if (!all.records.has(json)) all.bytes += Buffer.byteLength(json);
    all.records.set(json, time);
  }
  for (const [key, reason] of piece.unreadable) all.unreadable.set(key, reason);
  all.foreign += piece.foreign;
}
