/**
 * One question to the vendor: sent, read, judged, and sent again while that makes sense and the deadline allows.
 */

import type { VendorConfig } from '../../config/read.ts';
import type { Deps } from '../../deps.ts';
import { errorCode, isHuadanError, type HuadanError } from '../../errors.ts';
import { deadlineError, isTimeout, timeoutError, transportError } from '../errors.ts';
import type { PostReply } from '../../http.ts';
import { judge } from './response.ts';
import { readReply, type RowSink } from './reply.ts';
import { buildRequest, type CdrQuery } from './request.ts';
import { createFieldsDecoder } from '../../cdr/decode.ts';
import { createCollector } from '../answer.ts';
import type { Answer as SourceAnswer, AskOptions, Source } from '../source.ts';
import { parseRetryAfterMs, retryDelayMs } from './retry.ts';
import type { BodySize } from './size-limit.ts';

export interface AskContext {
  readonly config: VendorConfig;
  readonly deps: Deps;
  /** On `deps.clock`: no request, wait or body lasts longer. */
  readonly deadlineMs: number;
  /** Called for each HTTP request that is sent. */
  readonly onRequest?: () => void;
  /** How often one question is put before it fails. @default 5 */
  readonly attempts?: number;
}

export interface Answer<Sink extends RowSink> {
  /** The sink that took this answer's rows; rows of failed attempts went to others. */
  readonly sink: Sink;
  readonly cutShort: boolean;
}

const ATTEMPTS = 5;
const HEAD_BYTES = 300;
/** A longer timer goes off at once (nodejs.org/api/timers.html). */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

/** What of a body went by. */
interface Seen extends BodySize {
  /** The first bytes, for error messages. */
  head: string;
}

async function* watch(bytes: AsyncIterable<Buffer>, seen: Seen): AsyncGenerator<Buffer> {
  for await (const chunk of bytes) {
    if (seen.head.length < HEAD_BYTES) seen.head += chunk.toString('latin1', 0, HEAD_BYTES);
    seen.readBytes += chunk.length;
    yield chunk;
  }
}

/** Only what can be asked for in halves is given up before it has to be. */
function canBeHalved(query: CdrQuery): boolean {
  return 'from' in query && query.to - query.from > 1;
}

function lengthOf(reply: PostReply): number | undefined {
  return /^[1-9]\d{0,14}$/.test(reply.contentLength ?? '') ? Number(reply.contentLength) : undefined;
}

function printable(text: string): string {
  return /^[\t\n\r\u0020-\u007e]*$/.test(text) ? text : '';
}

async function attempt(query: CdrQuery, sink: RowSink, context: AskContext): Promise<{ cutShort: boolean }> {
  const { config, deps } = context;
  const left = context.deadlineMs - deps.clock();
  if (left <= 0) throw deadlineError();
  const timeoutMs = Math.min(config.timeoutMs, left, LONGEST_TIMER_MS);
  const abort = new AbortController();
  const timer = setTimeout(() => abort.abort(), timeoutMs);
  context.onRequest?.();
  try {
    const reply = await deps.post({ ...buildRequest(config, query), signal: abort.signal });
    try {
      const seen: Seen = { head: '', totalBytes: canBeHalved(query) ? lengthOf(reply) : undefined, readBytes: 0 };
      const envelope = await readReply(watch(reply.body, seen), config.maxReplyBytes, sink, seen);
      const retryAfterMs = parseRetryAfterMs(reply.retryAfter, deps.clock());
      const facts = { status: reply.status, retryAfterMs, head: printable(seen.head), envelope };
      const askedFor = 'callId' in query ? 'callId' : 'range';
      return judge(facts, { askedFor, secrets: [config.id, config.appId] });
    } finally {
      reply.discard();
    }
  } catch (error) {
    if (abort.signal.aborted) throw timeoutMs < config.timeoutMs ? deadlineError() : timeoutError(timeoutMs);
    const code = errorCode(error);
    // Sockets, TLS and zlib give their errors a code; what has none is a mistake of ours and no passing trouble.
    throw isHuadanError(error) || code === undefined ? error : transportError(error, code);
  } finally {
    clearTimeout(timer);
  }
}

/** A range that timed out is asked for in halves by the caller; the same question would only time out again. */
function isWorthRepeating(error: HuadanError, query: CdrQuery): boolean {
  if (isTimeout(error) && canBeHalved(query)) return false;
  return error.reason === 'retry' || error.reason === 'unknown';
}

/**
 * Asks once and, where the failure may pass, again: exponential waits with full jitter, never past the deadline.
 * @param makeSink makes the receiver of one attempt's rows: rows of an attempt that failed are not an answer
 * @throws HuadanError with a vendor reason, `oversize` or `deadline`
 */
export async function ask<Sink extends RowSink>(
  query: CdrQuery,
  makeSink: () => Sink,
  context: AskContext,
): Promise<Answer<Sink>> {
  const { deps } = context;
  const attempts = context.attempts ?? ATTEMPTS;
  for (let count = 1; ; count++) {
    const sink = makeSink();
    try {
      return { sink, ...(await attempt(query, sink, context)) };
    } catch (error) {
      sink.abandon?.();
      if (!isHuadanError(error) || !isWorthRepeating(error, query) || count >= attempts) throw error;
      const wish = error.facts['retryAfterMs'];
      const delayMs = retryDelayMs(count, typeof wish === 'number' ? wish : undefined, deps.random);
      if (deps.clock() + delayMs >= context.deadlineMs) throw error;
      await deps.sleep(delayMs);
    }
  }
}

const MAX_ANSWER_BYTES = 64 * 1024 * 1024;

/** The source behind the `getCdr` interface. */
export function createGetcdr(config: VendorConfig, deps: Deps): Source {
  const decode = createFieldsDecoder();
  async function put(query: CdrQuery, options: AskOptions): Promise<SourceAnswer> {
    const { deadlineMs, onRequest, attempts = ATTEMPTS, maxReplyBytes = config.maxReplyBytes } = options;
    const makeSink = (): ReturnType<typeof createCollector> =>
      createCollector(decode, options.maxAnswerBytes ?? MAX_ANSWER_BYTES);
    const context = { config: { ...config, maxReplyBytes }, deps, deadlineMs, attempts };
    const { sink, cutShort } = await ask(
      query,
      makeSink,
      onRequest === undefined ? context : { ...context, onRequest },
    );
    return sink.answer(cutShort);
  }
  return {
    calls: async ({ src, window }, options) => put({ src, ...window }, options),
    call: async (callId, options) => put({ callId }, options),
  };
}
