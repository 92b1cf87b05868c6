/** `pull`: one range, once. */

import { constants } from 'node:os';
import { createCounters } from '../../functions/pull/counters.ts';
import { isForgotten, pullRange } from '../../functions/pull/range.ts';
import { readPullConfig, type PullConfig } from '../../shared/config/read.ts';
import { createDeps } from '../../shared/deps.ts';
import { isHuadanError } from '../../shared/errors.ts';
import { createSource } from '../../shared/source/create-source.ts';
import { openStore } from '../../shared/store/open-store.ts';
import { alignDown, createIsoTime, type EpochSeconds, type Window } from '../../shared/time.ts';
import { defineCommand, SETTINGS_ARGS } from '../console/command.ts';
import { readAll } from '../console/read-all.ts';
import { createConsoleLog, tellFailure } from '../console/console-log.ts';
import { tellWork } from '../console/format-counters.ts';
import { untilDoneOrLeft } from '../console/shutdown.ts';
import { createTerminal } from '../console/terminal.ts';
import { RANGE_ARGS, readRange } from '../console/time-range.ts';

/** The end of what the first `windows` windows of `range` cover. */
function endOf(windows: number, range: Window, { slotSeconds, utcOffsetSeconds }: PullConfig['passes']): EpochSeconds {
  const first = alignDown(range.from, slotSeconds, utcOffsetSeconds);
  return windows === 0 ? range.from : Math.min(range.to, first + windows * slotSeconds);
}

export const command = defineCommand({
  args: {
    ...RANGE_ARGS,
    json: { type: 'boolean' },
    ...SETTINGS_ARGS,
  },
  help: ({ pull }) => pull.help,

  async run({ args, environment, stdout, stderr, stopSignal, clock, words }) {
    const { config, range } = readAll({
      range: () => readRange(args, { environment, clock, words }),
      config: () => readPullConfig(environment),
    });
    const now = Math.floor(clock() / 1000);
    const iso = createIsoTime(config.passes.utcOffsetSeconds);
    // What is read by programs goes to stdout, and nothing else does.
    const terminal = createTerminal(stderr, words);
    const stop = stopSignal();
    const deps = createDeps();
    const counters = createCounters();
    const log = createConsoleLog(terminal, config.secrets, words);
    const progress = terminal.progress(words.progress.windows);
    let failure: string | undefined;
    try {
      const work = pullRange(range, {
        config,
        source: createSource(config.vendor, deps),
        clock: deps.clock,
        store: await openStore(config.archive),
        // After the stop this command tells itself where it ended.
        log: (...entry) => void (stop.aborted || log(...entry)),
        now,
        get deadlineMs() {
          return stop.aborted ? 0 : Number.POSITIVE_INFINITY;
        },
        counters,
        onWindow: (done, due) => progress.update(done, due, words.counted.rows(counters.received)),
      });
      await untilDoneOrLeft(work, stop, () => terminal.line(words.progress.stoppingAtWindow));
    } catch (error) {
      if (isHuadanError(error, 'config')) throw error;
      failure = tellFailure(error, config.secrets, words);
    } finally {
      progress.stop();
      deps.close();
    }

    stdout.write(
      args.json ? `${JSON.stringify(counters)}\n` : `${words.counted.sentence(tellWork(counters, words.counted))}\n`,
    );
    if (failure !== undefined) terminal.complain(failure);
    const pulledTo = endOf(counters.windows, range, config.passes);
    if (!counters.complete && pulledTo < range.to) {
      terminal.line(words.pull.goOn(`--from ${iso(pulledTo)} --to ${iso(range.to)}`));
    }
    if (failure !== undefined) return 1;
    if (!counters.complete) return 128 + constants.signals.SIGINT;
    return isForgotten(range, now, config) ? 4 : 0;
  },
});
