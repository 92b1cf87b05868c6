/** The source behind the vendor's `getCdr` interface: one question sent, read, judged, and put again while that makes sense. */

import type { VendorConfig } from '../../config/read.ts';
import type { Deps } from '../../deps.ts';
import { errorCode, isHuadanError, type HuadanError } from '../../errors.ts';
import { createCollector } from '../answer.ts';
import { asksForLess, deadlineError, timeoutError, transportError } from '../errors.ts';
import { takeTurn } from '../rate.ts';
import { askPatiently, parseRetryAfterMs } from '../retry.ts';
import type { Answer, AskOptions, Source } from '../source.ts';
import { readReply, type RowSink } from './reply.ts';
import { buildRequest, type CdrQuery } from './request.ts';
import { judge } from './response.ts';

/** A longer timer goes off at once (nodejs.org/api/timers.html). */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

/** Sends one request and reads its reply. Rows of a reply that fails go to `sink` too, and are no answer. */
export async function exchange(
  query: CdrQuery,
  sink: RowSink,
  { deadlineMs, maxReplyBytes, onRequest }: AskOptions,
  { config, deps }: { readonly config: VendorConfig; readonly deps: Deps },
): Promise<{ cutShort: boolean }> {
  await takeTurn(config.ratePerSecond, deps, deadlineMs);
  const left = deadlineMs - deps.clock();
  if (left <= 0) throw deadlineError();
  const timeoutMs = Math.min(config.timeoutMs, left, LONGEST_TIMER_MS);
  const abort = new AbortController();
  const timer = setTimeout(() => abort.abort(), timeoutMs);
  onRequest?.();
  try {
    const { status, retryAfter, body, discard } = await deps.post({
      ...buildRequest(config, query),
      signal: abort.signal,
      proxy: config.proxy,
    });
    try {
      return judge(await readReply(body, maxReplyBytes ?? config.maxReplyBytes, sink), {
        askedFor: 'callId' in query ? 'callId' : 'range',
        status,
        retryAfterMs: parseRetryAfterMs(retryAfter, deps.clock()),
        secrets: [config.id, config.appId],
      });
    } finally {
      discard();
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

/** What is to be asked for in halves would only fail again as a whole. */
export function isWorthRepeating(error: HuadanError, query: CdrQuery): boolean {
  const canBeHalved = 'from' in query && query.to - query.from > 1;
  return !(canBeHalved && asksForLess(error));
}

export function createGetcdr(config: VendorConfig, deps: Deps): Source {
  async function put(query: CdrQuery, options: AskOptions): Promise<Answer> {
    const ask = async (): Promise<Answer> => {
      const collector = createCollector(
        deps.clock() / 1000,
        'from' in query ? query : undefined,
        options.maxAnswerBytes,
      );
      const { cutShort } = await exchange(query, collector, options, { config, deps });
      return collector.answer(cutShort);
    };
    return askPatiently(ask, (error) => isWorthRepeating(error, query), options, deps);
  }
  return {
    calls: async ({ src, window }, options) => put({ src, ...window }, options),
    call: async (callId, options) => put({ callId }, options),
  };
}
