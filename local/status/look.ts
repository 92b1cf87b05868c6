/** Reads all that the status tells. */

import { refuseOtherLayout } from '../../shared/archive/refuse-layout.ts';
import { isOpen, judgeRejects } from '../../shared/archive/judge-rejects.ts';
import { createLayout } from '../../shared/archive/layout.ts';
import { readStoredState } from '../../shared/archive/stored-state.ts';
import { readRejects } from '../../shared/archive/rejects.ts';
import { createLineWriter } from '../../shared/cdr/line.ts';
import type { CloseConfig } from '../../shared/config/read.ts';
import { dayAfter, dayOf } from '../../shared/days/calendar.ts';
import { readCatalogue } from '../../shared/days/read.ts';
import { problemsOf, type Problem } from '../../shared/health.ts';
import { statusOf, type Status } from '../../shared/status.ts';
import type { Store } from '../../shared/store/store.ts';
import type { EpochSeconds } from '../../shared/time.ts';

/** Older rejects are told by `rejects`. */
export const REJECT_DAYS = 31;

export interface Seen {
  readonly status: Status;
  /** - `none`: no pull has kept one; `unreadable`: nothing of it can be read */
  readonly state: 'read' | 'none' | 'unreadable';
  /** Of the last `REJECT_DAYS`. */
  readonly openRejects: number;
  readonly problems: readonly (Problem | 'rejects')[];
}

type Config = Pick<CloseConfig, 'passes' | 'alert'>;

async function countOpenRejects(store: Store, { passes }: Config, now: EpochSeconds): Promise<number> {
  const today = dayOf(now, passes.utcOffsetSeconds);
  const { rejects, damaged } = await readRejects(store, { from: dayAfter(today, 1 - REJECT_DAYS), to: today });
  const archive = { store, layout: createLayout(passes), writeLine: createLineWriter(passes.utcOffsetSeconds) };
  return (await judgeRejects(rejects, archive, now)).filter(isOpen).length + damaged.length;
}

/** @throws HuadanError `archive`; `config` when the archive was begun with other slots or another offset */
export async function look(store: Store, config: Config, now: EpochSeconds): Promise<Seen> {
  const [state, catalogue] = await Promise.all([readStoredState(store), readCatalogue(store)]);
  if (state !== null && state !== undefined) refuseOtherLayout(state, config.passes);
  const openRejects = await countOpenRejects(store, config, now);
  const status = statusOf({ state, catalogue, now, utcOffsetSeconds: config.passes.utcOffsetSeconds });
  const problems = problemsOf(status, config.alert);
  return {
    status,
    state: state === null ? 'none' : state === undefined ? 'unreadable' : 'read',
    openRejects,
    problems: openRejects > 0 ? [...problems, 'rejects'] : problems,
  };
}
