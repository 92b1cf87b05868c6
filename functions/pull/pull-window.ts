/** One window: asked for, in pieces where the vendor cuts its lists, and filed. */

import { add, type Archive } from '../../shared/archive/add.ts';
import { setAside } from '../../shared/archive/rejects.ts';
import type { Reject } from '../../shared/cdr/reject.ts';
import { RowBuffer } from '../../shared/cdr/row-buffer.ts';
import { isHuadanError, type HuadanError } from '../../shared/errors.ts';
import type { Log } from '../../shared/log.ts';
import type { Answer, Source } from '../../shared/source/source.ts';
import { calls } from '../../shared/source/split-window.ts';
import type { EpochSeconds, Window } from '../../shared/time.ts';
import type { Counters } from './counters.ts';
import type { Failure } from './gaps.ts';

export interface WindowContext {
  readonly source: Source;
  readonly archive: Archive;
  readonly log: Log;
  readonly clock: () => number;
  /** On `clock`: nothing is asked after it, and no slot but the one under way is filed. */
  readonly deadlineMs: number;
  readonly counters: Counters;
  /** How often each number of rows came, over all windows; see `calls`. */
  readonly counts: Map<number, number>;
}

export interface WindowResult {
  /** Some of it was answered. */
  readonly answered: boolean;
  readonly failures: readonly Failure[];
  /** The first error behind the failures. */
  readonly error: HuadanError | undefined;
}

/** With more rows than this in memory, they are filed before more is asked for: memory does not grow with the window. */
const MOST_WAITING = 100_000;
/** What a reject takes in memory besides its text. */
const REJECT_BYTES = 400;

/** What was received and is not filed yet. */
interface Waiting {
  rows: RowBuffer;
  rejects: Reject[];
  received: number;
  /** Where the pieces it came from begin. */
  from: EpochSeconds;
  bytes: number;
}

function nothing(from: EpochSeconds): Waiting {
  return { rows: new RowBuffer(), rejects: [], received: 0, from, bytes: 0 };
}

function take(waiting: Waiting, { rows, rejects, received }: Answer): void {
  waiting.rows = waiting.rows.merge(rows);
  waiting.received += received;
  for (const reject of rejects) {
    waiting.rejects.push(reject);
    waiting.bytes += reject.raw.length + REJECT_BYTES;
  }
}

function isFull({ rows, bytes }: Waiting): boolean {
  return rows.size + bytes / REJECT_BYTES > MOST_WAITING;
}

/** Why a piece failed, in a word that may be logged. */
export function whyFailed({ facts, reason }: HuadanError): string {
  if (typeof facts['part'] === 'string') return `part ${facts['part']}`;
  if (facts['cutShort'] === true) return 'cut short';
  const { vendorCode, httpStatus } = facts;
  if (typeof vendorCode === 'string') return vendorCode;
  return typeof httpStatus === 'number' && httpStatus !== 200 ? `HTTP ${httpStatus}` : reason;
}

function tellOddRows({ rows, rejects, received }: Waiting, log: Log): void {
  const unreadable = rejects.filter(({ filed }) => filed !== true);
  if (unreadable.length > 0) {
    const reasons = [...new Set(unreadable.map(({ reason }) => reason))].slice(0, 5).join('; ');
    const all = unreadable.length === received;
    const what = all ? 'None of the rows of a reply can be read' : `${unreadable.length} rows cannot be read`;
    log(all ? 'error' : 'warn', `${what} (${reasons}). They are kept under _rejects/; npm run rejects shows them.`, {
      rejected: unreadable.length,
    });
  }
  if (rows.repeatedCalls > 0) {
    log('warn', 'The vendor gave several different rows of one callId in one reply. All of them are kept.', {
      rows: rows.repeatedCalls,
    });
  }
}

function tellCap(rows: number, log: Log): void {
  log(
    'error',
    `The vendor lists no more than ${rows} rows in a reply and does not say that it cuts the rest off. Huadan asks for less at a time; set SLOT_MINUTES lower for a new archive, and ask the vendor.`,
    { rows },
  );
}

/**
 * Pulls one window to its end and counts what happened. What came is filed also when a later piece fails.
 * @param attempts how often one question is put before it fails
 * @throws HuadanError when the vendor as a whole (`operator`, `blocked`) or the archive fails; what was filed until then
 * stays
 */
export async function pullWindow(window: Window, context: WindowContext, attempts?: number): Promise<WindowResult> {
  const { archive, counters, log } = context;
  const failures: Failure[] = [];
  let error: HuadanError | undefined;
  let waiting = nothing(window.from);
  let doneTo = window.from;
  let answered = false;
  let inTime = true;

  async function file(): Promise<void> {
    const full = waiting;
    waiting = nothing(doneTo);
    const rejected = full.rejects.filter(({ filed }) => filed !== true).length;
    await setAside(archive, full.from, full.rejects);
    tellOddRows(full, log);
    const done = await add(archive, full.rows, () => context.clock() >= context.deadlineMs);
    const again = full.received - rejected - full.rows.size;
    counters.added += done.added;
    counters.revised += done.revised;
    counters.known += done.known + again;
    counters.rejected += rejected;
    counters.parts += done.parts;
    counters.received += done.added + done.revised + done.known + again + rejected;
    const asked = { from: full.from, to: doneTo };
    for (const { slot, error: broken } of done.broken) {
      error ??= broken;
      const why = whyFailed(broken);
      const its = { from: slot, to: slot + archive.layout.slotSeconds };
      failures.push({ window: its, why, kind: 'later' });
      // Its calls came with this window, and may come with no other.
      if (asked.from < its.from || asked.to > its.to) failures.push({ window: asked, why, kind: 'later' });
      log('error', broken.message, broken.facts);
    }
    if (!done.whole) {
      failures.push({ window: asked, why: 'out of time', kind: 'unfinished' });
      inTime = false;
    }
  }

  try {
    const { deadlineMs } = context;
    const asking = {
      deadlineMs,
      attempts,
      halveTimeouts: false,
      counts: context.counts,
      onRequest: () => void counters.requests++,
    };
    for await (const piece of calls(context.source, window, asking)) {
      doneTo = piece.window.to;
      if ('error' in piece) {
        error ??= piece.error;
        failures.push({ window: piece.window, why: whyFailed(piece.error), kind: 'narrow' });
      } else {
        answered = true;
        if (piece.cap !== undefined) tellCap(piece.cap, log);
        take(waiting, piece.answer);
      }
      if (isFull(waiting)) await file();
      if (!inTime) break;
    }
  } catch (thrown) {
    if (!isHuadanError(thrown, 'deadline')) throw thrown;
    error ??= thrown;
  } finally {
    await file();
  }
  if (doneTo < window.to) {
    failures.push({ window: { from: doneTo, to: window.to }, why: 'out of time', kind: 'unfinished' });
  }
  return { answered, failures, error };
}
