/** The way to ask before `createGetcdr`, until nobody uses it. */

import type { VendorConfig } from '../../config/read.ts';
import type { Deps } from '../../deps.ts';
import { askPatiently } from '../retry.ts';
import { exchange, isWorthRepeating } from './client.ts';
import type { RowSink } from './reply.ts';
import type { CdrQuery } from './request.ts';

export interface AskContext {
  readonly config: VendorConfig;
  readonly deps: Deps;
  readonly deadlineMs: number;
  readonly onRequest?: () => void;
  readonly attempts?: number;
}

export async function ask<Sink extends RowSink>(
  query: CdrQuery,
  makeSink: () => Sink,
  context: AskContext,
): Promise<{ readonly sink: Sink; readonly cutShort: boolean }> {
  const once = async (): Promise<{ sink: Sink; cutShort: boolean }> => {
    const sink = makeSink();
    try {
      return { sink, ...(await exchange(query, sink, context, context)) };
    } catch (error) {
      sink.abandon?.();
      throw error;
    }
  };
  return askPatiently(once, (error) => isWorthRepeating(error, query), context, context.deps);
}
