/** The source behind the vendor's `getCdr` interface: one question sent, read, judged, and put again while that makes sense. */

import type { VendorConfig } from '../../config/read.ts';
import type { Deps } from '../../deps.ts';
import { createCollector } from '../answer.ts';
import { attempt } from '../attempt.ts';
import { askPatiently, parseRetryAfterMs } from '../retry.ts';
import type { Answer, AskOptions, Query, Source } from '../source.ts';
import { readReply } from './reply.ts';
import { buildRequest } from './request.ts';
import { judge } from './response.ts';

export function createGetcdr(config: VendorConfig, deps: Deps): Source {
  async function ask(query: Query, options: AskOptions, signal: AbortSignal): Promise<Answer> {
    const request = { ...buildRequest(config, query), signal, proxy: config.proxy };
    const { status, retryAfter, body, discard } = await deps.post(request);
    try {
      const collector = createCollector(deps.clock() / 1000, query, options.maxAnswerBytes);
      const reply = await readReply(body, options.maxReplyBytes ?? config.maxReplyBytes, collector);
      const { cutShort } = judge(reply, {
        askedFor: 'callId' in query ? 'callId' : 'range',
        status,
        retryAfterMs: parseRetryAfterMs(retryAfter, deps.clock()),
        secrets: [config.id, config.appId],
      });
      return collector.answer(cutShort);
    } finally {
      discard();
    }
  }

  async function put(query: Query, options: AskOptions): Promise<Answer> {
    const once = async (): Promise<Answer> =>
      attempt(async (signal) => ask(query, options, signal), options, config, deps);
    return askPatiently(once, query, options, deps);
  }
  return {
    calls: async ({ src, window }, options) => put({ src, ...window }, options),
    call: async (callId, options) => put({ callId }, options),
  };
}
