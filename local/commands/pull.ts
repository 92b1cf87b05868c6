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
import { DEMO_ENV } from '../console/environment.ts';
import { count, tellWork } from '../console/format-counters.ts';
import { STOPPING, untilDoneOrLeft } from '../console/shutdown.ts';
import { createTerminal } from '../console/terminal.ts';
import { RANGE_ARGS, RANGE_NOTES, readRange } from '../console/time-range.ts';

/** The end of what the first `windows` windows of `range` cover. */
function endOf(windows: number, range: Window, { slotSeconds, utcOffsetSeconds }: PullConfig['passes']): EpochSeconds {
  const first = alignDown(range.from, slotSeconds, utcOffsetSeconds);
  return windows === 0 ? range.from : Math.min(range.to, first + windows * slotSeconds);
}

export const command = defineCommand({
  summary: 'Pulls the calls of a stretch of time into the archive, once; calls already there are not written again.',
  args: {
    ...RANGE_ARGS,
    json: { type: 'boolean', about: 'print the counters as one line of JSON on stdout; all else is on stderr' },
    ...SETTINGS_ARGS,
  },
  examples: [
    ['--from 2019-01-23T17:00 --to 2019-01-23T18:00', 'one hour'],
    ['--from 2019-01-23 --to 2019-01-24', 'a whole day'],
    ['--from 1548234000', 'until now'],
    ['--from 2019-01-23T09:00Z --env prod.env', 'settings from this file instead of .env'],
    ['--from 2019-01-23 --json | jq .added', 'the counters, for a program'],
    [`--from 2019-01-23T09:00 --env ${DEMO_ENV}`, 'simulated calls, while `npm start` runs'],
  ],
  notes: `${RANGE_NOTES} CDR_ENDPOINT, CDR_ID, CDR_APP_ID and ARCHIVE_URL must be set, in the environment or in .env.
The cursors of the timer stay where they are. The vendor may keep calls for about a day only.`,
  exitCodes: {
    0: 'everything was pulled',
    1: 'something failed; the message says what',
    4: 'everything the vendor gave was pulled, but the range is older than RETENTION: calls may be missing',
    130: 'ended by Ctrl-C, after the window under way',
  },

  async run({ args, environment, stdout, stderr, stopSignal, clock }) {
    const { config, range } = readAll({
      range: () => readRange(args, environment, clock),
      config: () => readPullConfig(environment),
    });
    const now = Math.floor(clock() / 1000);
    const iso = createIsoTime(config.passes.utcOffsetSeconds);
    // What is read by programs goes to stdout, and nothing else does.
    const terminal = createTerminal(stderr);
    const stop = stopSignal();
    const deps = createDeps();
    const counters = createCounters();
    const log = createConsoleLog(terminal, config.secrets);
    const progress = terminal.progress('windows');
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

    stdout.write(args.json ? `${JSON.stringify(counters)}\n` : `${tellWork(counters)}.\n`);
    if (failure !== undefined) terminal.complain(failure);
    const pulledTo = endOf(counters.windows, range, config.passes);
    if (!counters.complete && pulledTo < range.to) {
      terminal.line(`To go on where this ended: --from ${iso(pulledTo)} --to ${iso(range.to)}`);
    }
    if (failure !== undefined) return 1;
    if (!counters.complete) return 128 + constants.signals.SIGINT;
    return isForgotten(range, now, config) ? 4 : 0;
  },
});
