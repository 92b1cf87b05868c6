/** `npm run pull`: one range, once. */

import { constants } from 'node:os';
import { createCounters } from '../../functions/pull/counters.ts';
import { pullRange } from '../../functions/pull/pull.ts';
import type { PullConfig } from '../../shared/config/read.ts';
import { createDeps } from '../../shared/deps.ts';
import { isHuadanError } from '../../shared/errors.ts';
import { openStore } from '../../shared/store/open-store.ts';
import { alignDown, createIsoTime, type EpochSeconds, type Window } from '../../shared/time.ts';
import { runCommand } from '../console/command.ts';
import { readPullCommand } from './pull-options.ts';
import { createSpokenLog, tellFailure } from '../console/console-log.ts';
import { listenForStop, STOPPING, untilDoneOrLeft } from '../console/shutdown.ts';
import { createTerminal } from '../console/terminal.ts';
import { count, tellWork } from '../console/format-counters.ts';

/** The end of what the first `windows` windows of `range` cover. */
function endOf(windows: number, range: Window, { slotSeconds, utcOffsetSeconds }: PullConfig['passes']): EpochSeconds {
  const first = alignDown(range.from, slotSeconds, utcOffsetSeconds);
  return windows === 0 ? range.from : Math.min(range.to, first + windows * slotSeconds);
}

async function main(): Promise<number> {
  const command = readPullCommand(process.argv.slice(2));
  if ('help' in command) {
    process.stdout.write(command.help);
    return 0;
  }
  const { config, range, json } = command;
  const iso = createIsoTime(config.passes.utcOffsetSeconds);
  // What is read by programs goes to stdout, and nothing else does.
  const terminal = createTerminal(process.stderr);
  const stop = listenForStop();
  const deps = createDeps();
  const counters = createCounters();
  const log = createSpokenLog(terminal, config.secrets);
  const progress = terminal.progress('windows');
  let failure: string | undefined;
  try {
    const work = pullRange(range, {
      config,
      deps,
      store: await openStore(config.archive),
      // After the stop this command tells itself where it ended.
      log: (...entry) => void (stop.aborted || log(...entry)),
      now: Math.floor(deps.clock() / 1000),
      get deadlineMs() {
        return stop.aborted ? 0 : Number.POSITIVE_INFINITY;
      },
      counters,
      onWindow: (done, due) => progress.update(done, due, count(counters.received, 'row')),
    });
    await untilDoneOrLeft(work, stop, () => terminal.line(STOPPING));
  } catch (error) {
    if (isHuadanError(error, 'config')) throw error;
    failure = tellFailure(error, config.secrets);
  } finally {
    progress.stop();
    deps.close();
  }

  process.stdout.write(json ? `${JSON.stringify(counters)}\n` : `${tellWork(counters)}.\n`);
  if (failure !== undefined) terminal.complain(failure);
  const pulledTo = endOf(counters.windows, range, config.passes);
  if (!counters.complete && pulledTo < range.to) {
    terminal.line(`To go on where this ended: --from ${iso(pulledTo)} --to ${iso(range.to)}`);
  }
  if (failure !== undefined) return 1;
  return counters.complete ? 0 : 128 + constants.signals.SIGINT;
}

await runCommand(main);
