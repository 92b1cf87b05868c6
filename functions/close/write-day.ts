/** The second reading of a day: the rows that count go to the files of the day, its figures and its changes. */

import type { Layout } from '../../shared/archive/layout.ts';
import { readPart, unreadablePart } from '../../shared/archive/part.ts';
import type { CdrRecord } from '../../shared/cdr/schema.ts';
import type { StoredRecord } from '../../shared/cdr/stored-line.ts';
import { windowOf } from '../../shared/days/calendar.ts';
import { createChanges, type Changes } from '../../shared/days/changes.ts';
import { createDayFiles, type FileLimits, type PutFile } from '../../shared/days/day-files.ts';
import { createFigures, type Figures } from '../../shared/days/figures.ts';
import type { Day } from '../../shared/days/layout.ts';
import type { ManifestFile } from '../../shared/days/manifest.ts';
import type { Store } from '../../shared/store/store.ts';
import type { EpochSeconds } from '../../shared/time.ts';
import type { CloseMemory } from './memory.ts';
import { readParts, shareOfDay, slotKey, type PartCounts } from './parts.ts';
import type { Survey } from './survey.ts';

/** Of the time that a day takes, about so much is the survey before. */
export const SURVEY_SHARE = 0.3;

export interface DayContext {
  readonly store: Store;
  readonly layout: Layout;
  readonly now: EpochSeconds;
  readonly memory: CloseMemory;
  /** Told how much of the day is done, from 0 to 1. */
  readonly onProgress?: ((share: number) => void) | undefined;
  /** For tests, which have no million calls. */
  readonly limits?: FileLimits | undefined;
  readonly places?: number | undefined;
}

export interface WrittenDay {
  readonly files: ManifestFile[];
  readonly figures: ReturnType<Figures['result']>;
  readonly changes: Awaited<ReturnType<Changes['end']>>;
}

export interface DayContent {
  readonly day: Day;
  readonly found: Survey;
  /** The parts that the generation before was made of; undefined when there was none, and so no changes. */
  readonly before: PartCounts | undefined;
}

/** @throws HuadanError `archive` */
export async function writeDay(
  { day, found, before }: DayContent,
  put: PutFile,
  { store, layout, memory, onProgress, limits }: DayContext,
): Promise<WrittenDay> {
  const { utcOffsetSeconds } = layout;
  const files = createDayFiles(put, memory, limits);
  const figures = createFigures(day, windowOf(day, utcOffsetSeconds).from, utcOffsetSeconds);
  const changes = createChanges(memory.changes);
  /** The billed seconds of calls as they were, until the row comes that replaces them. */
  const billedBefore = new Map<string, number>();
  let row = 0;
  for await (const { part, number, packed } of readParts({ store, layout }, day, found.parts)) {
    if (number === 0) await files.beginSlot();
    const isNew = before !== undefined && number >= (before[slotKey(part.from)] ?? 0);
    const take = ({ bytes, start, lineEnd }: StoredRecord): void => {
      row++;
      const counts = found.counts.has(row);
      if (!counts && !found.replaced.has(row)) return;
      const line = bytes.toString('utf8', start, lineEnd);
      let call: CdrRecord;
      try {
        call = JSON.parse(line);
      } catch {
        throw unreadablePart(part, 'a line in it is not JSON');
      }
      if (!counts) billedBefore.set(call.callId, call.duration ?? 0);
      else {
        files.add(call, bytes, start, lineEnd);
        figures.add(call);
        if (isNew) {
          changes.add(call, line, billedBefore.get(call.callId));
          billedBefore.delete(call.callId);
        }
      }
    };
    await readPart(part, packed, take, async () => {
      await files.settle();
      await changes.settle();
    });
    onProgress?.(SURVEY_SHARE + (1 - SURVEY_SHARE) * shareOfDay(part, layout));
  }
  return { files: await files.end(), figures: figures.result(), changes: await changes.end() };
}
