/** The two jobs of the pull function: everything that is due, and one range. Plain values in, counters out. */

import { createLayout } from '../../shared/archive/layout.ts';
import { getCdrConfig, type PullConfig } from '../../shared/config/read.ts';
import type { Deps } from '../../shared/deps.ts';
import { HuadanError, isHuadanError } from '../../shared/errors.ts';
import type { Log } from '../../shared/log.ts';
import { createFieldsDecoder } from '../../shared/cdr/decode.ts';
import { createLineWriter } from '../../shared/cdr/line.ts';
import type { Store } from '../../shared/store/store.ts';
import { alignDown, createIsoTime, type EpochSeconds, type Window } from '../../shared/time.ts';
import type { Refusal } from '../../shared/source/split-window.ts';
import type { Counters } from './counters.ts';
import { nextHole, updateHoles } from './gaps.ts';
import { advance, countDue, nextWindow } from './schedule.ts';
import { loadState, saveState, type PullState } from './state.ts';
import { pullWindow, type WindowContext } from './window.ts';

export interface PullContext {
  readonly config: PullConfig;
  readonly deps: Deps;
  readonly store: Store;
  readonly log: Log;
  readonly now: EpochSeconds;
  /** `now` is not the clock's: the state is not corrected by it. */
  readonly rehearsal?: boolean;
  /** On `deps.clock`: the vendor is asked nothing after it. */
  readonly deadlineMs: number;
  /** Filled as the work goes, so that they tell the truth when it fails too. */
  readonly counters: Counters;
  /** Called after each window, for those who watch. */
  readonly onWindow?: (done: number, due: number) => void;
}

const FIRST_BLOCK_SECONDS = 15 * 60;
const LONGEST_BLOCK_SECONDS = 24 * 3600;

function windowContext(context: PullContext): WindowContext {
  const { config, deps, store, counters, deadlineMs } = context;
  return {
    vendor: { config: getCdrConfig(config.vendor), deps, deadlineMs, onRequest: () => void counters.requests++ },
    archive: {
      store,
      layout: createLayout(config.passes),
      writeLine: createLineWriter(config.passes.utcOffsetSeconds),
    },
    decode: createFieldsDecoder(),
    counters,
  };
}

function whyRefused({ error }: Refusal): string {
  return String(error.facts['vendorCode'] ?? (error.facts['cutShort'] === true ? 'cut short' : error.reason));
}

/** After -423 the account stays away, longer each time: asking on could prolong the block. */
function blocked(state: PullState, now: EpochSeconds): PullState {
  const wait = Math.min(FIRST_BLOCK_SECONDS * 2 ** state.blocks, LONGEST_BLOCK_SECONDS);
  return { ...state, blocks: state.blocks + 1, blockedUntil: now + wait };
}

function stayAwayError(until: string): HuadanError {
  return new HuadanError(
    'blocked',
    `Asking the vendor for call records: the vendor blocked the account (-423), so nothing is asked before ${until}. Ask the vendor to lift the block; to ask at once after that, delete the state's "blockedUntil".`,
    { facts: { vendorCode: '-423', blockedUntil: until } },
  );
}

function report(context: PullContext, state: PullState): void {
  const [first] = state.passes;
  context.counters.holes = state.holes.length;
  context.counters.lagSeconds = first === undefined ? 0 : Math.max(0, context.now - first.cursor);
}

/**
 * Pulls what is due, oldest first, and saves the state after each window. Holes come after the windows, so that they
 * block nothing.
 * @throws HuadanError when the vendor as a whole or the archive fails; the cursors stand where the work ended
 */
export async function pullDue(context: PullContext): Promise<void> {
  const { config, deps, store, log, now, counters } = context;
  const { passes: passConfig } = config;
  const iso = createIsoTime(passConfig.utcOffsetSeconds);
  const forWindow = windowContext(context);
  const loaded = await loadState(store, now, passConfig, log);
  let { state } = loaded;
  const save = async (next: PullState): Promise<void> => saveState(store, next, now, passConfig);
  // Kept at once: should this tick fail, the next one still starts from here.
  if (loaded.changed && context.rehearsal !== true) await save(state);
  report(context, state);
  if (state.blockedUntil !== null && state.blockedUntil > now) {
    log('error', stayAwayError(iso(state.blockedUntil)).message);
    return;
  }
  const due = countDue(state.passes, now, passConfig);

  for (;;) {
    const window = nextWindow(state.passes, now, passConfig) ?? nextHole(state.holes, now)?.window;
    if (window === undefined) break;
    if (deps.clock() >= context.deadlineMs) return;
    let refusals: Refusal[];
    try {
      refusals = await pullWindow(window, forWindow);
    } catch (error) {
      if (isHuadanError(error, 'blocked')) await save(blocked(state, now));
      if (isHuadanError(error, 'deadline') && counters.windows > 0) return;
      throw error;
    }
    const refused = refusals.map((refusal) => ({ window: refusal.window, why: whyRefused(refusal) }));
    for (const { window: hole, why } of refused) {
      const what = `The vendor refused the calls from ${iso(hole.from)} to ${iso(hole.to)} (${why}). They are tried again; if it lasts, ask the vendor for them.`;
      log('error', what, { from: iso(hole.from), to: iso(hole.to), why });
    }
    state = {
      passes: advance(state.passes, window, now, passConfig),
      holes: updateHoles(state.holes, window, refused, now),
      blockedUntil: null,
      blocks: 0,
    };
    await save(state);
    counters.windows++;
    report(context, state);
    context.onWindow?.(counters.windows, Math.max(due, counters.windows));
  }
  counters.complete = true;
}

/** The slots that `range` touches, each cut to it. */
function inSlots(range: Window, { slotSeconds, utcOffsetSeconds }: PullConfig['passes']): Window[] {
  const windows: Window[] = [];
  for (let from = range.from; from < range.to;) {
    const to = Math.min(alignDown(from, slotSeconds, utcOffsetSeconds) + slotSeconds, range.to);
    windows.push({ from, to });
    from = to;
  }
  return windows;
}

/**
 * Pulls one range once. The state is read, for a blocked account stays away here too, and never written.
 * @throws HuadanError as above; also when a part of the range was refused, after all the rest was pulled
 */
export async function pullRange(range: Window, context: PullContext): Promise<void> {
  const { config, deps, store, log, now, counters } = context;
  const iso = createIsoTime(config.passes.utcOffsetSeconds);
  const forWindow = windowContext(context);
  const { state } = await loadState(store, now, config.passes, log);
  report(context, state);
  if (state.blockedUntil !== null && state.blockedUntil > now) throw stayAwayError(iso(state.blockedUntil));

  if (range.from >= now) {
    throw new HuadanError(
      'event',
      `Pulling a range: it begins at ${iso(range.from)}, which has not come yet. Check the times.`,
    );
  }
  if (range.to > now) {
    log('warn', `The range ends at ${iso(range.to)}, which has not come yet: pull what is missing after that.`);
  }

  const windows = inSlots(range, config.passes);
  const refusals: Refusal[] = [];
  for (const window of windows) {
    if (deps.clock() >= context.deadlineMs) {
      log('warn', `The time for this run is over: pulled until ${iso(window.from)}. Ask for the rest from there.`);
      return;
    }
    refusals.push(...(await pullWindow(window, forWindow)));
    counters.windows++;
    context.onWindow?.(counters.windows, windows.length);
  }
  const [first] = refusals;
  if (first !== undefined) {
    const more = refusals.length > 1 ? ` and ${refusals.length - 1} more` : '';
    const what = `Pulling a range: everything but ${iso(first.window.from)} to ${iso(first.window.to)}${more} was pulled. ${first.error.message}`;
    throw new HuadanError(first.error.reason, what, { facts: first.error.facts, cause: first.error });
  }
  counters.complete = true;
}
