/**
 * The way from a question to its answer: which of vendor and archive is asked, in which order, and what a failure of one
 * means.
 */

import type { LookupConfig } from '../../shared/config/read.ts';
import type { DaysMemory } from '../../shared/days/memory.ts';
import type { Shortfall } from '../../shared/days/manifest.ts';
import { HuadanError, isHuadanError } from '../../shared/errors.ts';
import type { ArchiveSearch } from './from-archive.ts';
import { openSearch, openVendor, withDeps } from './places.ts';
import type { CallQuestion, Question } from './query.ts';

export interface Found {
  readonly source: 'vendor' | 'archive';
  /** Each the JSON of one record without `rev`; none twice, in the order the calls began. */
  readonly records: readonly string[];
  /** There was more than an answer can hold; `records` are not all. */
  readonly tooMuch?: boolean;
  /** Of the vendor: rows that could not be read, and why; the reasons hold nothing of the rows. */
  readonly unreadable?: number;
  readonly reasons?: readonly string[];
  /** Of the vendor: rows about something else than what was asked for. They are dropped: nobody asked to see them. */
  readonly foreign?: number;
  /** Of the vendor: the range begins before what it keeps. */
  readonly forgotten?: boolean;
  /** Of the archive, ISO 8601. */
  readonly asOf?: string | undefined;
  readonly searchedUntil?: string | null;
  readonly incomplete?: readonly Shortfall[];
}

export interface Asking {
  /** In milliseconds since 1970; no answer comes later. */
  readonly deadlineMs: number;
  /** Called for each HTTP request to the vendor. */
  readonly onRequest?: () => void;
  /** Told what kept one of the two from answering when the other did. */
  readonly onTrouble?: (error: HuadanError) => void;
}

/**
 * Null: both, or the one that was to be asked, surely lack it.
 * @throws HuadanError of a vendor reason, `oversize`, `deadline`, `archive`; `config` without the archive it would take
 */
export type Finder = (question: Question, asking: Asking) => Promise<Found | null>;

/** The archive must have time to answer for a vendor that does not. */
const VENDOR_SHARE = 0.5;

interface Places {
  readonly vendor: (question: CallQuestion, deadlineMs: number) => Promise<Found>;
  /** Opened with the first question put to it. */
  readonly archive: () => Promise<ArchiveSearch>;
  readonly hasArchive: boolean;
  readonly clock: () => number;
}

/** What came of asking one place: its answer, null when it surely has none, or why it could not answer. */
async function attempt(work: Promise<Found | null>): Promise<Found | null | HuadanError> {
  try {
    return await work;
  } catch (error) {
    if (isHuadanError(error, 'miss')) return null;
    if (isHuadanError(error)) return error;
    throw error;
  }
}

const isTrouble = (outcome: Found | null | HuadanError | undefined): outcome is HuadanError =>
  outcome instanceof HuadanError;
const hasRecords = (outcome: Found | null | HuadanError): outcome is Found =>
  outcome !== null && !isTrouble(outcome) && outcome.records.length > 0;

/** A call whose id names a closed day is looked for in the archive first, any other one at the vendor. */
async function findCall(question: CallQuestion, places: Places, asking: Asking): Promise<Found | null> {
  const { callId, source } = question;
  const { deadlineMs, onTrouble = () => undefined } = asking;
  if (source === 'archive') {
    const archive = await places.archive();
    return (await archive.namedDays(callId)) ?? archive.everyDay(callId);
  }
  if (!places.hasArchive || source === 'vendor') return places.vendor(question, deadlineMs);

  const archive = await places.archive();
  const named = await attempt(archive.namedDays(callId));
  if (hasRecords(named)) return named;
  const now = places.clock();
  const asked = await attempt(places.vendor(question, now + (deadlineMs - now) * VENDOR_SHARE));
  if (hasRecords(asked)) {
    if (isTrouble(named)) onTrouble(named);
    return asked;
  }
  const searched = isTrouble(named) ? named : await attempt(archive.everyDay(callId));
  if (hasRecords(searched)) {
    if (isTrouble(asked)) onTrouble(asked);
    return searched;
  }
  // Of two errors the vendor's is thrown: about a call of today it says more than the archive's.
  if (isTrouble(asked)) {
    if (isTrouble(searched)) onTrouble(searched);
    throw asked;
  }
  if (isTrouble(searched)) throw searched;
  return asked;
}

/** @param memory what a warm function knows of closed days */
export function createFinder(config: LookupConfig, memory: DaysMemory, clock: () => number = Date.now): Finder {
  return async (question, asking) =>
    withDeps(clock, async (deps) => {
      const { deadlineMs, onRequest = () => undefined } = asking;
      const archive = async (): Promise<ArchiveSearch> => openSearch(config, { deps, deadlineMs, memory });
      if ('number' in question) return (await archive()).number(question);

      const { callFromVendor, callsFromVendor } = await import('./from-vendor.ts');
      const source = await openVendor(config, deps);
      const vendor = { source, utcOffsetSeconds: config.utcOffsetSeconds, deadlineMs, onRequest };
      if ('src' in question) {
        const forgotten = question.from < deps.clock() / 1000 - config.retentionSeconds;
        return { ...(await callsFromVendor(question, vendor)), forgotten };
      }
      const places: Places = {
        vendor: async (asked, until) => callFromVendor(asked, { ...vendor, deadlineMs: until }),
        archive,
        hasArchive: config.archive !== undefined,
        clock: deps.clock,
      };
      return findCall(question, places, asking);
    });
}
