/**
 * The first reading of a day: which of its rows count. A call's row is its highest version; of a call that stands in two
 * slots, the row in the later one.
 */

import { readPart } from '../../shared/archive/part.ts';
import type { Day } from '../../shared/days/layout.ts';
import { createBits, type Bits } from './bits.ts';
import { createCallTable, type CallTable } from './call-table.ts';
import { readParts, shareOfDay, slotKey, type PartCounts, type ReadFrom } from './parts.ts';

export interface Survey {
  readonly parts: PartCounts;
  /** Rows in all parts. */
  readonly versions: number;
  /** The rows that count, numbered from 1 in the order of parts. */
  readonly counts: Bits;
  /** Rows that counted in the generation before and count no more. */
  readonly replaced: Bits;
  readonly movedWithinDay: number;
}

interface Findings {
  readonly counts: Bits;
  readonly replaced: Bits;
  movedWithinDay: number;
}

interface Read {
  readonly parts: Record<string, number>;
  readonly versions: number;
  readonly full: boolean;
}

/** Reads the day for the share of its calls that the table is for. Nothing is found out when it has no place for all. */
async function surveyShare(
  table: CallTable,
  { from, day, before, onSlot }: SurveyOptions,
  counts: PartCounts | undefined,
  findings: Findings,
): Promise<Read> {
  const parts: Record<string, number> = {};
  /** Versions of the rows of the slot under way. */
  let revs: number[] = [];
  let slotBegins = 1;
  let row = 1;
  let full = false;
  for await (const { part, number, packed } of readParts(from, day, counts)) {
    const key = slotKey(part.from);
    if (number === 0) {
      revs = [];
      slotBegins = row;
    }
    parts[key] = number + 1;
    const wasThere = number < (before[key] ?? 0);
    await readPart(part, packed, ({ bytes, keyStart, keyEnd, rev }) => {
      const call = full ? 'full' : table.find(bytes, keyStart, keyEnd);
      revs.push(rev);
      if (call === 'full') full = true;
      else if (call >= 0) {
        const other = table.latest(call);
        const isElsewhere = other !== 0 && other < slotBegins;
        if (isElsewhere) table.setMoved(call);
        if (other === 0 || isElsewhere || rev >= revs[other - slotBegins]!) {
          table.setLatest(call, row);
          if (wasThere) table.setBefore(call, row);
        }
      }
      row++;
    });
    onSlot?.(shareOfDay(part, from.layout));
    if (full) break;
  }
  if (!full) {
    table.forEach((latest, earlier, moved) => {
      findings.counts.add(latest);
      if (moved) findings.movedWithinDay++;
      if (earlier !== 0 && earlier !== latest) findings.replaced.add(earlier);
    });
  }
  return { parts, versions: row - 1, full };
}

export interface SurveyOptions {
  readonly from: ReadFrom;
  readonly day: Day;
  /** The parts that the generation before was made of. */
  readonly before: PartCounts;
  /** Told how much of the day was read, from 0 to 1. */
  readonly onSlot?: ((share: number) => void) | undefined;
  /** Gives memory for the table. */
  readonly lend: (bytes: number) => ArrayBufferLike;
  /** In the table. */
  readonly places?: number | undefined;
}

/**
 * A day with more calls than the table has places for is read several times, each time for a share of them.
 * @throws HuadanError `archive` when a part cannot be read
 */
export async function survey(options: SurveyOptions): Promise<Survey> {
  const table = createCallTable(options.lend, options.places);
  for (let shares = 1; ; shares *= 2) {
    const findings: Findings = { counts: createBits(), replaced: createBits(), movedWithinDay: 0 };
    let read: Read | undefined;
    for (let remainder = 0; remainder < shares && read?.full !== true; remainder++) {
      table.begin({ of: shares, remainder });
      read = await surveyShare(table, options, read?.parts, findings);
    }
    if (read?.full === false) return { ...findings, parts: read.parts, versions: read.versions };
  }
}
