/** `close`: closes days by hand, as the hourly function does. */

import { constants } from 'node:os';
import { carryOut } from '../../functions/close/close.ts';
import { createCounters } from '../../functions/close/counters.ts';
import type { CloseTask } from '../../functions/close/event.ts';
import { planClose, type Plan } from '../../functions/close/plan.ts';
import { createLayout } from '../../shared/archive/layout.ts';
import { readCloseConfig } from '../../shared/config/read.ts';
import { isHuadanError } from '../../shared/errors.ts';
import { openReplaceable } from '../../shared/store/open-store.ts';
import { tellClosed, tellNotDue, tellPlanned } from '../console/closed-day.ts';
import { defineCommand, SETTINGS_ARGS } from '../console/command.ts';
import { createConsoleLog, tellFailure } from '../console/console-log.ts';
import { readDay, readDays } from '../console/day-range.ts';
import { count } from '../console/format-counters.ts';
import { argumentFault, readAll } from '../console/read-all.ts';
import { createTerminal } from '../console/terminal.ts';

const ARGS = {
  day: { type: 'string', value: 'DAY', about: 'this day' },
  from: { type: 'string', value: 'DAY', about: 'every day from this one …' },
  to: { type: 'string', value: 'DAY', about: '… to this one, both included' },
  force: { type: 'boolean', about: 'also days that are not due: they are closed as incomplete' },
  'dry-run': { type: 'boolean', about: 'tell what would be done and do nothing' },
  json: { type: 'boolean', about: 'print the counters as one line of JSON on stdout; all else is on stderr' },
  ...SETTINGS_ARGS,
} as const;

interface Asked {
  readonly day: string | undefined;
  readonly from: string | undefined;
  readonly to: string | undefined;
  readonly force: boolean;
}

function readTask({ day, from, to, force }: Asked): CloseTask {
  if (day !== undefined) {
    if (from !== undefined || to !== undefined) throw argumentFault('--day and --from exclude each other.');
    return { kind: 'days', from: readDay('day', day), to: day, force };
  }
  if (from !== undefined || to !== undefined) return { kind: 'days', ...readDays({ from, to }), force };
  if (force) throw argumentFault('--force needs --day, or --from and --to.');
  return { kind: 'tick', now: undefined };
}

function tellPlan({ due, unchanged, notDue }: Plan, task: CloseTask): string[] {
  return [
    ...due.map(tellPlanned),
    ...(task.kind === 'days' ? notDue.map(tellNotDue) : []),
    `${count(due.length, 'day')} to close, ${unchanged.length} closed and unchanged.`,
  ];
}

export const command = defineCommand({
  summary: 'Closes days: one file with one row a call, an index, and a manifest that says whether the day is complete.',
  args: ARGS,
  examples: [
    ['', 'every day that is due: what the hourly function does'],
    ['--dry-run', 'which days these are, and why'],
    ['--day 2026-03-05', 'one day'],
    ['--from 2026-03-01 --to 2026-03-31 --force', 'a month, with the days that are not due'],
  ],
  notes: `A day is due when every pass has gone over it and no gap in it is still being tried. What is closed is made from the
parts in cdr/ alone, and can be made again from there. docs/closed-days.md has the rest.`,
  exitCodes: {
    0: 'what is due is closed',
    1: 'something failed; the message says what',
    3: 'a day that was asked for is not due',
    130: 'ended by Ctrl-C, after the day under way',
  },

  async run({ args, environment, stdout, stderr, stopSignal, clock }) {
    const { task, config } = readAll({
      task: () => readTask(args),
      config: () => readCloseConfig(environment),
    });
    const terminal = createTerminal(stderr);
    const stop = stopSignal();
    const counters = createCounters();
    const layout = createLayout(config.passes);
    const store = openReplaceable(config.archive);
    const plan = await planClose(task, { store, layout });
    if (args['dry-run']) {
      stdout.write(`${tellPlan(plan, task).join('\n')}\n`);
      return 0;
    }
    const notDue = task.kind === 'days' ? plan.notDue : [];
    for (const day of notDue) terminal.complain(tellNotDue(day));
    const progress = terminal.progress('%');
    let failure: string | undefined;
    try {
      await carryOut(plan, {
        store,
        layout,
        log: createConsoleLog(terminal, config.secrets),
        now: Math.floor(clock() / 1000),
        clock,
        get deadlineMs() {
          return stop.aborted ? 0 : Number.POSITIVE_INFINITY;
        },
        counters,
        onProgress: (done, days) => {
          progress.update(
            Math.floor((done / days) * 100),
            100,
            `day ${Math.min(Math.floor(done) + 1, days)} of ${days}`,
          );
        },
        onDay: (closed) => terminal.line(tellClosed(closed)),
      });
    } catch (error) {
      if (!isHuadanError(error)) throw error;
      // Each day's own failure was told when it came.
      failure =
        counters.failed > 0
          ? `${count(counters.failed, 'day')} could not be closed.`
          : tellFailure(error, config.secrets);
    } finally {
      progress.stop();
    }
    const done = `${counters.closed} closed, ${counters.reopened} reopened, ${plan.unchanged.length} unchanged`;
    stdout.write(args.json ? `${JSON.stringify(counters)}\n` : `${done}.\n`);
    if (failure !== undefined) terminal.complain(failure);
    if (failure !== undefined) return 1;
    if (!counters.complete) return 128 + constants.signals.SIGINT;
    return notDue.length > 0 ? 3 : 0;
  },
});
