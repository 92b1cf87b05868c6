/** The hourly timer of the close on this machine. */

import { closeAndTell } from '../../functions/close/alerts.ts';
import { createCounters } from '../../functions/close/counters.ts';
import { createLayout } from '../../shared/archive/layout.ts';
import type { CloseConfig } from '../../shared/config/read.ts';
import type { Deps } from '../../shared/deps.ts';
import { isHuadanError } from '../../shared/errors.ts';
import { openReplaceable } from '../../shared/store/open-store.ts';
import { tellClosed } from '../console/closed-day.ts';
import { createConsoleLog, tellFailure } from '../console/console-log.ts';
import { untilDoneOrLeft } from '../console/shutdown.ts';
import type { Terminal } from '../console/terminal.ts';
import type { Words } from '../words/index.ts';

const HOUR_MS = 3_600_000;

export interface HourlyContext {
  readonly deps: Pick<Deps, 'clock' | 'post'>;
  readonly terminal: Terminal;
  readonly stop: AbortSignal;
  readonly words: Words;
}

/**
 * @returns what closes the days that are due when the last close is an hour ago, and does nothing otherwise. A failure
 * is told and left to the next close.
 */
export function createHourlyClose(
  config: CloseConfig,
  { deps, terminal, stop, words }: HourlyContext,
): () => Promise<void> {
  const layout = createLayout(config.passes);
  const log = createConsoleLog(terminal, config.secrets, words);
  let lastMs = Number.NEGATIVE_INFINITY;

  return async () => {
    const nowMs = deps.clock();
    if (stop.aborted || nowMs - lastMs < HOUR_MS) return;
    lastMs = nowMs;
    const counters = createCounters();
    const context = {
      store: openReplaceable(config.archive),
      layout,
      log,
      now: Math.floor(nowMs / 1000),
      clock: deps.clock,
      get deadlineMs() {
        return stop.aborted ? 0 : Number.POSITIVE_INFINITY;
      },
      counters,
      onDay: (closed: Parameters<typeof tellClosed>[0]) => terminal.line(tellClosed(closed, words)),
    };
    try {
      const closing = closeAndTell({ kind: 'tick', now: undefined }, context, { config, post: deps.post });
      await untilDoneOrLeft(closing, stop, () => terminal.line(words.progress.stoppingAtDay));
    } catch (error) {
      if (!isHuadanError(error)) throw error;
      // A day's own failure was told when it came.
      if (counters.failed === 0) terminal.complain(tellFailure(error, config.secrets, words));
    }
  };
}
