/** Closes the days that are due, oldest first, and puts each in the catalogue. Plain values in, counters out. */

import { entryOf, withEntries } from '../../shared/days/catalogue.ts';
import { CATALOGUE_NAME, type Day } from '../../shared/days/layout.ts';
import { readCatalogue, readManifest, type StoredManifest } from '../../shared/days/read.ts';
import { isHuadanError, type HuadanError } from '../../shared/errors.ts';
import type { Log } from '../../shared/log.ts';
import type { Counters } from './counters.ts';
import { closeDay, type ClosedDay } from './day.ts';
import type { CloseTask } from './event.ts';
import { createCloseMemory } from './memory.ts';
import { planClose, type Plan } from './plan.ts';
import type { DayContext } from './write-day.ts';

export interface CloseContext extends Omit<DayContext, 'onProgress' | 'memory'> {
  readonly log: Log;
  /** Milliseconds since 1970. */
  readonly clock: () => number;
  /** On `clock`: no day is begun after it. */
  readonly deadlineMs: number;
  /** Filled as the work goes, so that they tell the truth when it fails too. */
  readonly counters: Counters;
  /** Told how many days are done, with the share of the one under way, for those who watch. */
  readonly onProgress?: (done: number, days: number) => void;
  /** Told of each day when it is closed. */
  readonly onDay?: (closed: ClosedDay) => void;
}

/**
 * A close beside this one may have put other days in, or another manifest of this one: both are read again, and once more
 * when the entry is written.
 */
async function putInCatalogue(plan: Plan, day: Day, { store }: CloseContext): Promise<void> {
  const look = async (): Promise<StoredManifest | null> => readManifest(store, day);
  let told: string | undefined;
  for (let stands = await look(); stands !== null && stands.sha256 !== told; stands = await look()) {
    told = stands.sha256;
    const catalogue = (await readCatalogue(store)) ?? plan.catalogue;
    const next = withEntries(catalogue, [entryOf(stands.manifest, told)]);
    await store.put(CATALOGUE_NAME, Buffer.from(`${JSON.stringify(next)}\n`));
  }
}

function count({ what, manifest, files }: ClosedDay, counters: Counters): void {
  if (what === 'closed') counters.closed++;
  if (what === 'reopened') counters.reopened++;
  if (!manifest.complete) counters.incomplete++;
  if (what !== 'unchanged') counters.calls += manifest.totals.calls;
  counters.files += files;
}

function tell({ what, manifest }: ClosedDay, log: Log): void {
  if (what === 'unchanged') return;
  const { day, generation, complete, totals, changes, incomplete } = manifest;
  const facts = { day, generation, complete, calls: totals.calls, billedSeconds: totals.billedSeconds };
  const missing = incomplete.map(({ reason, from, to }) => `${reason} ${from}/${to}`).slice(0, 5);
  log('info', `day ${what}`, {
    ...facts,
    ...(changes === null ? {} : { added: changes.added, revised: changes.revised }),
    ...(complete ? {} : { incomplete: missing.join(', ') }),
  });
}

/**
 * Closes what is planned. A day that cannot be closed is told, and the others go on.
 * @throws HuadanError the first of the days' failures, once everything else is done
 */
export async function carryOut(plan: Plan, context: CloseContext): Promise<void> {
  const { counters, log, onProgress } = context;
  const days = plan.due.length;
  counters.days += days + plan.unchanged.length;
  counters.incomplete += plan.unchanged.filter(({ complete }) => !complete).length;
  const memory = createCloseMemory(context.limits);
  let failure: HuadanError | undefined;
  for (const [done, planned] of plan.due.entries()) {
    if (context.clock() >= context.deadlineMs) {
      log('warn', 'The time for this run is over: the next one goes on.', { left: days - done });
      counters.days -= days - done;
      if (failure !== undefined) throw failure;
      return;
    }
    try {
      const closed = await closeDay(planned, {
        ...context,
        memory,
        onProgress: (share) => onProgress?.(done + share, days),
      });
      if (closed.sha256 !== planned.catalogued) await putInCatalogue(plan, planned.day, context);
      count(closed, counters);
      tell(closed, log);
      context.onDay?.(closed);
    } catch (error) {
      if (!isHuadanError(error)) throw error;
      counters.failed++;
      failure ??= error;
      log('error', error.message, { day: planned.day, reason: error.reason, ...error.facts });
    }
    onProgress?.(done + 1, days);
  }
  if (failure !== undefined) throw failure;
  counters.complete = true;
}

/**
 * What the event asks for. Days that were asked for by name and are not due are told.
 * @throws HuadanError
 */
export async function close(task: CloseTask, context: CloseContext): Promise<Plan> {
  const plan = await planClose(task, context);
  if (task.kind === 'days') {
    for (const { day, incomplete } of plan.notDue) {
      const [first] = incomplete;
      context.log(
        'warn',
        `${day} is not due yet (${first?.reason ?? ''}: ${first?.why ?? ''}). To close it as incomplete, add "force": true.`,
        { day },
      );
    }
  }
  await carryOut(plan, context);
  return plan;
}
