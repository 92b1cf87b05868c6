/** `close`: closes days by hand, as the hourly function does. */

import { constants } from 'node:os';
import { carryOut } from '../../functions/close/close.ts';
import { createCounters } from '../../functions/close/counters.ts';
import type { CloseTask } from '../../functions/close/event.ts';
import { planClose, type Plan, type PlannedDay } from '../../functions/close/plan.ts';
import { createLayout } from '../../shared/archive/layout.ts';
import { readCloseConfig } from '../../shared/config/read.ts';
import { isHuadanError } from '../../shared/errors.ts';
import { openReplaceable } from '../../shared/store/open-store.ts';
import { tellClosed, tellNotDue, tellPlanned } from '../console/closed-day.ts';
import { defineCommand, SETTINGS_ARGS } from '../console/command.ts';
import { createConsoleLog, tellFailure } from '../console/console-log.ts';
import { readDay, readDays } from '../console/day-range.ts';
import { argumentFault, readAll } from '../console/read-all.ts';
import { createTerminal } from '../console/terminal.ts';
import type { Words } from '../words/index.ts';

const ARGS = {
  day: { type: 'string', value: 'DAY' },
  from: { type: 'string', value: 'DAY' },
  to: { type: 'string', value: 'DAY' },
  force: { type: 'boolean' },
  'dry-run': { type: 'boolean' },
  json: { type: 'boolean' },
  ...SETTINGS_ARGS,
} as const;

interface Asked {
  readonly day: string | undefined;
  readonly from: string | undefined;
  readonly to: string | undefined;
  readonly force: boolean;
}

function readTask({ day, from, to, force }: Asked, words: Words): CloseTask {
  if (day !== undefined) {
    if (from !== undefined || to !== undefined) throw argumentFault(words.faults.exclude('--day', '--from'));
    return { kind: 'days', from: readDay('--day', day, words), to: day, force };
  }
  if (from !== undefined || to !== undefined) return { kind: 'days', ...readDays({ from, to }, words), force };
  if (force) throw argumentFault(words.close.forceNeeds);
  return { kind: 'tick', now: undefined };
}

/** Nothing was pulled of it, so that closing it would only add an incomplete day that nobody can complete. */
function isBeforeFirstPull({ day, why, listed, incomplete: [first] }: PlannedDay): boolean {
  const isWhollyBefore = first?.reason === 'since' && first.to.slice(0, 10) > day;
  return why === 'new' && listed.length === 0 && isWhollyBefore;
}

/** What is to be done, and of each day that was asked for and is not closed the reason. */
function refuseDays(plan: Plan, task: CloseTask, words: Words): { readonly plan: Plan; readonly refused: string[] } {
  if (task.kind === 'tick') return { plan, refused: [] };
  const before = task.force ? [] : plan.due.filter(isBeforeFirstPull);
  return {
    plan: { ...plan, due: plan.due.filter((day) => !before.includes(day)) },
    refused: [...before.map(({ day }) => words.days.before(day)), ...plan.notDue.map((day) => tellNotDue(day, words))],
  };
}

function tellPlan({ due, unchanged }: Plan, refused: readonly string[], words: Words): string[] {
  return [...due.map((day) => tellPlanned(day, words)), ...refused, words.close.plan(due.length, unchanged.length)];
}

export const command = defineCommand({
  args: ARGS,
  help: ({ close }) => close.help,

  async run({ args, environment, stdout, stderr, stopSignal, clock, words }) {
    const { task, config } = readAll({
      task: () => readTask(args, words),
      config: () => readCloseConfig(environment),
    });
    const terminal = createTerminal(stderr, words);
    const stop = stopSignal();
    const counters = createCounters();
    const layout = createLayout(config.passes);
    const store = openReplaceable(config.archive);
    const { plan, refused } = refuseDays(await planClose(task, { store, layout }), task, words);
    if (args['dry-run']) {
      stdout.write(`${tellPlan(plan, refused, words).join('\n')}\n`);
      return 0;
    }
    for (const day of refused) terminal.complain(day);
    const progress = terminal.progress('%');
    let failure: string | undefined;
    try {
      await carryOut(plan, {
        store,
        layout,
        log: createConsoleLog(terminal, config.secrets, words),
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
            words.progress.day(Math.min(Math.floor(done) + 1, days), days),
          );
        },
        onDay: (closed) => terminal.line(tellClosed(closed, words)),
      });
    } catch (error) {
      if (!isHuadanError(error)) throw error;
      // Each day's own failure was told when it came.
      failure = counters.failed > 0 ? words.close.failed(counters.failed) : tellFailure(error, config.secrets, words);
    } finally {
      progress.stop();
    }
    const done = words.close.done(counters.closed, counters.reopened, plan.unchanged.length);
    stdout.write(args.json ? `${JSON.stringify(counters)}\n` : `${done}\n`);
    if (failure !== undefined) terminal.complain(failure);
    if (failure !== undefined) return 1;
    if (!counters.complete) return 128 + constants.signals.SIGINT;
    return refused.length > 0 ? 3 : 0;
  },
});
