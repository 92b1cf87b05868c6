/**
 * Where the passes stand: `_state/pull.json`, written last and trusted least. It may be lost, stale or written by two;
 * then work is repeated and the archive stays right. Times in it are ISO 8601, for whoever opens it.
 */

import * as z from 'zod/mini';
import { STATE_NAME } from '../../shared/archive/layout.ts';
import type { PassConfig } from '../../shared/config/read.ts';
import { HuadanError } from '../../shared/errors.ts';
import type { Log } from '../../shared/log.ts';
import type { Store } from '../../shared/store/store.ts';
import { createIsoTime, formatUtcOffset, parseInstant, type EpochSeconds } from '../../shared/time.ts';
import type { Hole } from './gaps.ts';
import { openPasses, takeBack, type Pass } from './schedule.ts';

export interface PullState {
  readonly passes: readonly Pass[];
  readonly holes: readonly Hole[];
  /** After the vendor blocked the account: no request before this. */
  readonly blockedUntil: EpochSeconds | null;
  /** Blocks in a row; each makes the next stay-away longer. */
  readonly blocks: number;
}

const count = z.int().check(z.minimum(0));
const instant = z.pipe(
  z.string(),
  z.transform((text: string, context): EpochSeconds => {
    const seconds = parseInstant(text, 0);
    if (seconds !== undefined) return seconds;
    context.issues.push({ code: 'custom', message: 'is not a time', input: text });
    return z.NEVER;
  }),
);

const stateSchema = z.object({
  version: z.literal(1),
  /** The `now` of the tick that wrote it. */
  asOf: instant,
  utcOffset: z.string(),
  slotMinutes: count,
  passes: z.array(z.object({ ageSeconds: count, cursor: instant })),
  holes: z.array(z.object({ from: instant, to: instant, tries: count, nextTry: instant, why: z.string() })),
  blockedUntil: z.nullable(instant),
  blocks: count,
});

type StoredState = z.infer<typeof stateSchema>;

function parse(bytes: Buffer): StoredState | undefined {
  try {
    const parsed = z.safeParse(stateSchema, JSON.parse(bytes.toString()));
    return parsed.success ? parsed.data : undefined;
  } catch {
    return undefined;
  }
}

/** Another slot length or offset would file calls that are already there under other names: every call twice. */
function refuseOtherLayout(stored: StoredState, config: PassConfig): void {
  const faults = [
    stored.slotMinutes * 60 === config.slotSeconds ? [] : [`SLOT_MINUTES was ${stored.slotMinutes}`],
    stored.utcOffset === formatUtcOffset(config.utcOffsetSeconds) ? [] : [`UTC_OFFSET was ${stored.utcOffset}`],
  ].flat();
  if (faults.length === 0) return;
  throw new HuadanError(
    'config',
    `Opening the archive: ${faults.join(' and ')} when it was begun, and its files are named by it. Set it back, or begin a new archive.`,
    { facts: { variables: faults.map((fault) => fault.split(' ', 1)[0]).join(',') } },
  );
}

export interface LoadedState {
  readonly state: PullState;
  /** It is not what stands in the store: there is none yet, or it was not to be believed. */
  readonly changed: boolean;
}

/**
 * @throws HuadanError `archive` when the store cannot tell, `config` when the archive was begun with another layout.
 * A state that is there but unreadable is not an error: everything since LOOKBACK is pulled again, loudly.
 */
export async function loadState(store: Store, now: EpochSeconds, config: PassConfig, log: Log): Promise<LoadedState> {
  const bytes = await store.get(STATE_NAME);
  const stored = bytes === null ? undefined : parse(bytes);
  if (bytes !== null && stored === undefined) {
    log('error', `The state ${STATE_NAME} is unreadable: starting again at LOOKBACK. Calls are not filed twice.`);
  }
  if (stored !== undefined) refuseOtherLayout(stored, config);
  const passes = openPasses(stored?.passes ?? [], now, config);
  const ahead = stored !== undefined && stored.asOf > now;
  const state: PullState = {
    passes: ahead ? takeBack(passes, now, config) : passes,
    holes: (stored?.holes ?? []).map(({ from, to, ...hole }) => ({ window: { from, to }, ...hole })),
    blockedUntil: stored?.blockedUntil ?? null,
    blocks: stored?.blocks ?? 0,
  };
  return { state, changed: stored === undefined || ahead };
}

export async function saveState(store: Store, state: PullState, now: EpochSeconds, config: PassConfig): Promise<void> {
  const iso = createIsoTime(config.utcOffsetSeconds);
  const stored = {
    version: 1,
    asOf: iso(now),
    utcOffset: formatUtcOffset(config.utcOffsetSeconds),
    slotMinutes: config.slotSeconds / 60,
    passes: state.passes.map(({ ageSeconds, cursor }) => ({ ageSeconds, cursor: iso(cursor) })),
    holes: state.holes.map(({ window, nextTry, ...hole }) => ({
      from: iso(window.from),
      to: iso(window.to),
      ...hole,
      nextTry: iso(nextTry),
    })),
    blockedUntil: state.blockedUntil === null ? null : iso(state.blockedUntil),
    blocks: state.blocks,
  };
  await store.put(STATE_NAME, Buffer.from(`${JSON.stringify(stored, null, 2)}\n`));
}
