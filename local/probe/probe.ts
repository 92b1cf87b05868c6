/** All the questions, one after the other: what is found by one says what the next is asked with. */

import type { SourceConfig } from '../../shared/config/read.ts';
import type { Deps } from '../../shared/deps.ts';
import { createSource } from '../../shared/source/create-source.ts';
import type { EpochSeconds } from '../../shared/time.ts';
import { createAsker, type Asker } from './asker.ts';
import { askWidths, findCap, type Cap, type Width } from './cap.ts';
import { findCompress, type Compress } from './compress.ts';
import { findFilter, type Filter } from './filter.ts';
import { findRetention, type Retention } from './retention.ts';
import { pickSample } from './sample.ts';
import type { SeenCall } from './seen-call.ts';
import { watchWire } from './wire.ts';

export interface Probed {
  readonly source: SourceConfig['source'];
  readonly questions: number;
  readonly widths: readonly Width[];
  /** `none`: no call was found to ask for. */
  readonly byId: 'same' | 'differs' | 'missing' | 'failed' | 'none';
  readonly filter: Filter | undefined;
  readonly cap: Cap;
  readonly retention: Retention;
  /** Undefined where the interface has no compression. */
  readonly compress: Compress | undefined;
}

/** A question waits for its turn and may be put twice. */
export function answerMs({ timeoutMs, ratePerSecond }: SourceConfig): number {
  return 2 * timeoutMs + 2000 / ratePerSecond + 60_000;
}

async function askById(sample: SeenCall | undefined, ask: Asker): Promise<Probed['byId']> {
  if (sample === undefined) return 'none';
  const { calls, failure } = await ask.byId(sample.callId);
  if (failure !== undefined) return 'failed';
  const call = calls.find(({ callId }) => callId === sample.callId);
  if (call === undefined) return 'missing';
  return call.text === sample.text ? 'same' : 'differs';
}

function filterTime(filter: Filter | undefined): (call: SeenCall) => EpochSeconds {
  return ({ times, start, end }) => {
    if (filter?.kind === 'row') return times.find(([name]) => name === filter.names[0])?.[1] ?? start;
    return filter?.kind === 'arrival' ? end : start;
  };
}

/** @throws HuadanError `operator`, `blocked`: the vendor answers nothing until a person acts */
export async function probe(config: SourceConfig, deps: Deps): Promise<Probed> {
  const now = Math.floor(deps.clock() / 1000);
  const wire = watchWire(deps.post);
  const sourceWith = (compress: boolean): ReturnType<typeof createSource> =>
    createSource(config.source === 'getcdr' ? { ...config, compress } : config, { ...deps, post: wire.post });
  const ask = createAsker(sourceWith(false), deps, answerMs(config));

  const widths = await askWidths(now, ask, wire.last);
  const known = widths.flatMap(({ seen }) => seen.calls);
  const sample = pickSample(known, now);
  const byId = await askById(sample, ask);
  const cap = await findCap(widths, now, ask);
  const context = { now, ask, marksMeanNothing: cap.markMeansNothing };
  const filter = sample === undefined ? undefined : await findFilter(sample, known, context);
  const retention = await findRetention(now, ask, {
    known,
    timeOf: filterTime(filter),
    widthSeconds: Math.max(600, ...widths.map(({ seconds, seen }) => (seen.failure === undefined ? seconds : 0))),
  });
  const { seconds } = widths.find(({ seen }) => seen.received > 0) ?? { seconds: 3600 };
  const range = { from: now - seconds, to: now };
  const compress =
    config.source === 'npp' ? undefined : await findCompress(range, ask, ask.of(sourceWith(true)), wire.last);
  return { source: config.source, questions: ask.count(), widths, byId, filter, cap, retention, compress };
}
