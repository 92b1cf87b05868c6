/** Asks the vendor and keeps what was asked for. Loaded with the first accepted lookup: refusals need no network. */

import { createHash } from 'node:crypto';
import { createRowDecoder } from '../../shared/cdr/row.ts';
import type { Cdr } from '../../shared/cdr/schema.ts';
import { getCdrConfig, type LookupConfig } from '../../shared/config/read.ts';
import type { Deps } from '../../shared/deps.ts';
import { ask, type AskContext } from '../../shared/source/getcdr/ask.ts';
import type { RowSink } from '../../shared/source/getcdr/reply.ts';
import { askInHalves } from '../../shared/source/split-window.ts';
import type { Range } from './query.ts';

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

interface Collected {
  /** Records by their JSON, with the time they are sorted by. */
  readonly records: Map<string, string>;
  /** Reasons by the digest of the row: what comes again in a half is counted once. */
  readonly unreadable: Map<string, string>;
  bytes: number;
  foreign: number;
}

function emptyCollection(): Collected {
  return { records: new Map(), unreadable: new Map(), bytes: 0, foreign: 0 };
}

function isTooMuch({ bytes }: Collected): boolean {
  return bytes > MAX_ANSWER_BYTES;
}

function digest(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('base64');
}

/** Takes the rows of one reply. */
function createCollector(question: Question, utcOffsetSeconds: number): RowSink & { readonly collected: Collected } {
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

function addAll(all: Collected, piece: Collected): void {
  for (const [json, time] of piece.records) {
    if (!all.records.has(json)) all.bytes += Buffer.byteLength(json);
    all.records.set(json, time);
  }
  for (const [key, reason] of piece.unreadable) all.unreadable.set(key, reason);
  all.foreign += piece.foreign;
}

export interface Found {
  /** Each the JSON of one record without `rev`; none twice, in the order the calls began. */
  readonly records: readonly string[];
  /** Rows that could not be read, and why; the reasons hold nothing of the rows. */
  readonly unreadable: number;
  readonly reasons: readonly string[];
  /** Rows about something else than what was asked for: dropped, for nobody asked to see them. */
  readonly foreign: number;
  /** There was more than an answer can hold; `records` are not all. */
  readonly tooMuch: boolean;
  /** HTTP requests to the vendor. */
  readonly requests: number;
}

export interface VendorContext {
  readonly config: LookupConfig;
  readonly deps: Deps;
  /** On `deps.clock`. */
  readonly deadlineMs: number;
}

/** Somebody waits: rather a quick 503 than a fourth attempt. */
const ATTEMPTS = 3;

async function collect(question: Question, utcOffsetSeconds: number, vendor: AskContext): Promise<Collected> {
  const makeSink = (): ReturnType<typeof createCollector> => createCollector(question, utcOffsetSeconds);
  if ('callId' in question) return (await ask(question, makeSink, vendor)).sink.collected;

  const all = emptyCollection();
  const refusals = await askInHalves(question, async (piece) => {
    // Nothing more is asked for once the answer is too large.
    if (isTooMuch(all)) return { cutShort: false };
    const { sink, cutShort } = await ask({ src: question.src, ...piece }, makeSink, vendor);
    addAll(all, sink.collected);
    return { cutShort };
  });
  // A list with a hole in it would pass for the whole.
  if (refusals[0] !== undefined) throw refusals[0].error;
  return all;
}

/**
 * @returns what the vendor has; no records when it has none in a range
 * @throws HuadanError of a vendor reason (`miss` for an unknown callId) or `deadline`
 */
export async function findAtVendor(question: Question, { config, deps, deadlineMs }: VendorContext): Promise<Found> {
  let requests = 0;
  const vendor = {
    config: getCdrConfig(config.vendor),
    deps,
    deadlineMs,
    attempts: ATTEMPTS,
    onRequest: () => void requests++,
  };
  const collected = await collect(question, config.utcOffsetSeconds, vendor);
  const { records, unreadable, foreign } = collected;
  const sorted = [...records].sort(([a, one], [b, other]) => (one === other ? (a < b ? -1 : 1) : one < other ? -1 : 1));
  return {
    records: sorted.map(([json]) => json),
    unreadable: unreadable.size,
    reasons: [...new Set(unreadable.values())],
    foreign,
    tooMuch: isTooMuch(collected),
    requests,
  };
}
