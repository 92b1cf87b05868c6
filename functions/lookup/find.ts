/** Asks the vendor and keeps what was asked for. Loaded with the first accepted lookup: refusals need no network. */

import type { LookupConfig } from '../../shared/config/read.ts';
import type { Deps } from '../../shared/deps.ts';
import { ask, type AskContext } from '../../shared/source/getcdr/client.ts';
import { askInHalves } from '../../shared/source/split-window.ts';
import { addAll, createCollector, emptyCollection, isTooMuch, type Collected, type Question } from './collect.ts';

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

export interface FindContext {
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
export async function find(question: Question, { config, deps, deadlineMs }: FindContext): Promise<Found> {
  let requests = 0;
  const vendor = { config: config.vendor, deps, deadlineMs, attempts: ATTEMPTS, onRequest: () => void requests++ };
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
