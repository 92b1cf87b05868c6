/** Questions to a vendor in tests: the real source with a clock, chance and network of the test's choosing. */

import * as z from 'zod/mini';
import type { RowBuffer } from '../../shared/cdr/row-buffer.ts';
import { recordSchema, type CdrRecord } from '../../shared/cdr/schema.ts';
import type { VendorConfig } from '../../shared/config/read.ts';
import { createDeps, type Deps } from '../../shared/deps.ts';
import { isHuadanError, type HuadanError } from '../../shared/errors.ts';
import { createGetcdr } from '../../shared/source/getcdr/client.ts';
import type { Answer, Source } from '../../shared/source/source.ts';
import type { Window } from '../../shared/time.ts';
import { lineOf } from './lines.ts';
import { at, CREDENTIALS } from './pulling.ts';
import { heard } from './output.ts';

/** The ten minutes that are asked for where a test does not say. */
export const WINDOW: Window = { from: at('2019-01-23T17:10:00'), to: at('2019-01-23T17:20:00') };

const MB = 1024 * 1024;

export interface Asker {
  readonly source: Source;
  readonly deps: Deps;
  close(): void;
}

/** A source that asks `endpoint`. Waits between retries pass at once. */
export function createAsker(
  endpoint: string,
  { config = {}, deps = {} }: { config?: Partial<VendorConfig>; deps?: Partial<Deps> } = {},
): Asker {
  const real = createDeps();
  const bent: Deps = { ...real, sleep: async () => undefined, ...deps };
  const defaults: VendorConfig = {
    source: 'getcdr',
    endpoint,
    id: CREDENTIALS.CDR_ID,
    appId: CREDENTIALS.CDR_APP_ID,
    compress: false,
    timeoutMs: 30_000,
    maxReplyBytes: 128 * MB,
    ratePerSecond: Number.POSITIVE_INFINITY,
  };
  return { source: createGetcdr({ ...defaults, ...config }, bent), deps: bent, close: real.close };
}

/** The lines that these rows become, without their versions; each is as the schema says. */
export function linesOf(rows: RowBuffer): string[] {
  return Array.from({ length: rows.size }, (_, row) => {
    const line = rows.fields(row, lineOf);
    z.parse(recordSchema, JSON.parse(`${line},"rev":0}`));
    return line;
  });
}

export function recordsOf(rows: RowBuffer): CdrRecord[] {
  return linesOf(rows).map((line) => JSON.parse(`${line},"rev":0}`) as CdrRecord);
}

export interface Asked {
  readonly answer: Answer | undefined;
  readonly error: HuadanError | undefined;
  readonly records: readonly CdrRecord[];
  readonly rejects: readonly { reason: string; raw: string; filed?: true }[];
  readonly requests: number;
}

/** Asks once for `window`: what came, or the error of the family. */
export async function askOnce(
  { source }: Asker,
  options: { window?: Window; deadlineMs?: number; attempts?: number; maxAnswerBytes?: number } = {},
): Promise<Asked> {
  let requests = 0;
  const asking = {
    deadlineMs: options.deadlineMs ?? Date.now() + 60_000,
    attempts: options.attempts,
    maxAnswerBytes: options.maxAnswerBytes,
    onRequest: () => void requests++,
  };
  try {
    const answer = await source.calls({ src: '', window: options.window ?? WINDOW }, asking);
    const rejects = answer.rejects.map(({ raw, ...reject }) => ({ ...reject, raw: raw.toString() }));
    return { answer, error: undefined, records: recordsOf(answer.rows), rejects, requests };
  } catch (error) {
    if (!isHuadanError(error)) throw error;
    heard('error', `${error.message} ${JSON.stringify(error.facts)}`);
    return { answer: undefined, error, records: [], rejects: [], requests };
  }
}
