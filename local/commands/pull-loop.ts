/** The timer of this machine: a tick, a line about it, a wait, and so on until the stop. */

import { pullDueAndTell } from '../../functions/pull/alerts.ts';
import { createCounters, type Counters } from '../../functions/pull/counters.ts';
import { type PullConfig } from '../../shared/config/read.ts';
import type { Deps } from '../../shared/deps.ts';
import { isHuadanError } from '../../shared/errors.ts';
import { createSource } from '../../shared/source/create-source.ts';
import type { Store } from '../../shared/store/store.ts';
import { createIsoTime } from '../../shared/time.ts';
import { createConsoleLog, tellFailure } from '../console/console-log.ts';
import { untilDoneOrLeft, waitUnlessStopped } from '../console/shutdown.ts';
import type { Terminal } from '../console/terminal.ts';
import { tellStanding, tellWork } from '../console/format-counters.ts';
import type { Words } from '../words/index.ts';

export interface TickContext {
  readonly config: PullConfig;
  readonly deps: Deps;
  /** Asked for at every tick, for it may be out of reach at one and back at the next. */
  readonly openStore: () => Promise<Store>;
  readonly terminal: Terminal;
  readonly stop: AbortSignal;
  readonly words: Words;
  /** Done between two ticks: what must not run beside one. */
  readonly afterTick: () => Promise<void>;
}

/** A tick with more windows than this has a progress of its own. */
const LONG_TICK_WINDOWS = 10;

async function pull(counters: Counters, context: TickContext): Promise<void> {
  const { config, deps, terminal, stop, words } = context;
  const progress = terminal.progress(words.progress.windows);
  try {
    await pullDueAndTell(
      {
        config,
        source: createSource(config.vendor, deps),
        clock: deps.clock,
        store: await context.openStore(),
        log: createConsoleLog(terminal, config.secrets, words),
        now: Math.floor(deps.clock() / 1000),
        // The stop is a deadline that comes early: the window under way is finished, no other is begun.
        get deadlineMs() {
          return stop.aborted ? 0 : Number.POSITIVE_INFINITY;
        },
        counters,
        onWindow: (done, due) => {
          if (due > LONG_TICK_WINDOWS) progress.update(done, due, words.counted.calls(counters.added));
        },
      },
      deps,
    );
  } finally {
    progress.stop();
  }
}

function tellTick(counters: Counters, words: Words): string {
  const { start, counted } = words;
  const nothing = counters.complete ? start.nothingDue : start.nothingPulled;
  const work = counters.windows === 0 ? nothing : tellWork(counters, counted);
  return counted.list([work, tellStanding(counters, words)]);
}

/**
 * One tick and its line. A failure is told and left to the next tick, except for settings that can never be right.
 * @throws HuadanError `config`
 */
async function tick(context: TickContext): Promise<void> {
  const { config, deps, terminal, stop, words } = context;
  const time = createIsoTime(config.passes.utcOffsetSeconds)(Math.floor(deps.clock() / 1000));
  const counters = createCounters();
  try {
    await untilDoneOrLeft(pull(counters, context), stop, () => terminal.line(words.progress.stoppingAtWindow));
  } catch (error) {
    if (isHuadanError(error, 'config')) throw error;
    terminal.complain(`${time}  ${tellFailure(error, config.secrets, words)}`);
    if (counters.windows === 0) return;
  }
  terminal.line(`${time}  ${tellTick(counters, words)}`);
}

/**
 * Ticks until the stop, each `everyMs` after the last began, or at once where that took longer.
 * @param afterFirst called when the first tick and what is done after it have ended, however they ended
 */
export async function runTicks(everyMs: number, context: TickContext, afterFirst: () => Promise<void>): Promise<void> {
  const { stop, deps } = context;
  for (let first = true; !stop.aborted; first = false) {
    const startMs = deps.clock();
    await tick(context);
    await context.afterTick();
    if (first && !stop.aborted) await afterFirst();
    await waitUnlessStopped(startMs + everyMs - deps.clock(), stop);
  }
}
