/** A tick: everything that is due, as far as the time reaches. Plain values in, counters out. */

import { createLayout } from '../../shared/archive/layout.ts';
import type { PullState } from '../../shared/archive/pull-state.ts';
import { createLineWriter } from '../../shared/cdr/line.ts';
import type { PullConfig } from '../../shared/config/read.ts';
import { isHuadanError } from '../../shared/errors.ts';
import type { Log } from '../../shared/log.ts';
import type { Source } from '../../shared/source/source.ts';
import type { Store } from '../../shared/store/store.ts';
import { createIsoTime, type EpochSeconds, type Window } from '../../shared/time.ts';
import { createBlame } from './blame.ts';
import type { Counters } from './counters.ts';
import { nextGap, updateGaps } from './gaps.ts';
import { narrow } from './narrow.ts';
import { pullWindow, type WindowContext, type WindowResult } from './pull-window.ts';
import { advance, countDue, oldestDue, passOverGaps, restOfSlot, turnOrder } from './schedule.ts';
import { loadState, saveState } from './state.ts';
import { afterError, mustStayAway } from './stay-away.ts';

export interface PullContext {
  readonly config: PullConfig;
  readonly source: Source;
  readonly store: Store;
  readonly log: Log;
  /** In milliseconds since 1970, for deadlines. */
  readonly clock: () => number;
  readonly now: EpochSeconds;
  /** `now` is not the clock's: the state is not corrected by it. */
  readonly rehearsal?: boolean;
  /** On `clock`: the vendor is asked nothing after it. */
  readonly deadlineMs: number;
  /** Filled as the work goes, so that they tell the truth when it fails too. */
  readonly counters: Counters;
  /** Called after each window, for those who watch. */
  readonly onWindow?: (done: number, due: number) => void;
}

/** After a window has failed in a tick others may fail too: with few attempts each, they do not use up its time. */
const FEW_ATTEMPTS = 2;
const STALE_SECONDS = 900;
/** While gaps are narrowed down the state is written no more often than this. */
const SAVE_EVERY_MS = 2000;

export function windowContext(context: PullContext): WindowContext {
  const { config, store, source, log, clock, counters } = context;
  const layout = createLayout(config.passes);
  const writeLine = createLineWriter(config.passes.utcOffsetSeconds);
  return {
    source,
    archive: { store, layout, writeLine },
    log,
    clock,
    // Read anew each time: Ctrl-C makes it earlier while the work goes on.
    get deadlineMs() {
      return context.deadlineMs;
    },
    counters,
    counts: new Map(),
  };
}

function report({ counters, now }: PullContext, state: PullState): void {
  const [first] = state.passes;
  counters.gaps = state.gaps.length;
  counters.lost = state.lost.length;
  counters.lagSeconds = first === undefined ? 0 : Math.max(0, now - first.cursor);
}

interface Task {
  readonly window: Window;
  readonly isGap: boolean;
}

/** What this turn of the tick is for; undefined when nothing is due. */
function nextTask({ passes, gaps }: PullState, turn: number, { now, config }: PullContext): Task | undefined {
  for (const kind of turnOrder(turn, passes.length + 1)) {
    if (kind === 1) {
      const gap = nextGap(gaps, now);
      if (gap === undefined) continue;
      const { from, to } = restOfSlot(gap.window.from, config.passes);
      return { window: { from, to: Math.min(to, gap.window.to) }, isGap: true };
    }
    const window = oldestDue(passes[kind === 0 ? 0 : kind - 1], { gaps, now, config: config.passes });
    if (window !== undefined) return { window, isGap: false };
  }
  return undefined;
}

function wasNotBegun({ failures }: WindowResult, window: Window): boolean {
  const [only] = failures;
  return only?.kind === 'unfinished' && only.window.from === window.from && only.window.to === window.to;
}

function tellFailures({ failures }: WindowResult, window: Window, context: PullContext): void {
  if (failures.every(({ kind }) => kind === 'unfinished')) return;
  const iso = createIsoTime(context.config.passes.utcOffsetSeconds);
  const why = [...new Set(failures.map((failure) => failure.why))].join(', ');
  context.log(
    'error',
    `Calls from ${iso(window.from)} to ${iso(window.to)} could not all be pulled (${why}). What is missing is narrowed down and tried again, everything else goes on; if it lasts, ask the vendor for them.`,
    { from: iso(window.from), to: iso(window.to), why },
  );
}

function afterWindow(
  state: PullState,
  { window, isGap }: Task,
  { failures }: Pick<WindowResult, 'failures'>,
  { now, config }: PullContext,
): PullState {
  const passes = isGap ? state.passes : advance(state.passes, window, now, config.passes);
  const gaps = updateGaps(state.gaps, window, failures, now);
  return { ...state, passes, gaps, blockedUntil: null, blocks: 0, notBefore: null };
}

/**
 * Pulls what is due: the first pass before later ones, oldest first within each, and gaps between them. The state is
 * saved as the work goes. A window that fails becomes a gap and holds up nothing.
 * @throws HuadanError when the vendor as a whole or the archive fails; the cursors stand where the work ended
 */
export async function pullDue(context: PullContext): Promise<void> {
  const { config, store, log, now, counters, clock, rehearsal = false } = context;
  const loaded = await loadState(store, now, config.passes, log, rehearsal);
  let { state } = loaded;
  let saved = state;
  let savedMs = clock();
  async function save(): Promise<void> {
    state = { ...state, asOf: now };
    await saveState(store, state, config.passes);
    saved = state;
    savedMs = clock();
  }
  // Kept at once: should this tick fail, the next one still starts from here.
  if (loaded.changed && !rehearsal) await save();
  report(context, state);
  const wait = mustStayAway(state, now, config.passes.utcOffsetSeconds);
  if (wait !== undefined) {
    log(wait.reason === 'blocked' ? 'error' : 'warn', wait.message);
    return;
  }

  const forWindow = windowContext(context);
  const due = countDue(state.passes, now, config.passes);
  const blame = createBlame(forWindow, now, config.passes);
  let hasFailed = false;
  try {
    for (let turn = 0; ; turn++) {
      const passes = passOverGaps(state.passes, state.gaps, now, config.passes);
      if (passes !== state.passes) state = { ...state, passes };
      const task = nextTask(state, turn, context);
      if (task === undefined) break;
      if (clock() >= context.deadlineMs) return;
      const { window, isGap } = task;
      let result: Pick<WindowResult, 'failures' | 'error'>;
      if (isGap) result = await narrow(window, forWindow, { blame, passes: state.passes });
      else {
        const whole = await pullWindow(window, forWindow, hasFailed ? FEW_ATTEMPTS : undefined);
        if (wasNotBegun(whole, window)) {
          if (counters.windows === 0 && whole.error !== undefined) throw whole.error;
          return;
        }
        await blame(window, whole, state.passes);
        hasFailed ||= !whole.answered && whole.error !== undefined;
        tellFailures(whole, window, context);
        result = whole;
      }
      state = afterWindow(state, task, result, context);
      if (!isGap || clock() - savedMs >= SAVE_EVERY_MS) await save();
      counters.windows++;
      report(context, state);
      context.onWindow?.(counters.windows, Math.max(due, counters.windows));
    }
    counters.complete = true;
  } catch (error) {
    if (isHuadanError(error)) state = afterError(state, error, now);
    throw error;
  } finally {
    // Written from time to time also when nothing changed: `asOf` shows that the pull still runs.
    const isStale = !rehearsal && now - saved.asOf >= STALE_SECONDS;
    if (state !== saved || isStale) await save();
  }
}
