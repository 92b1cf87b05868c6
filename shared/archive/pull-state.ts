/**
 * `_state/pull.json`: where the passes stand. Times in it are ISO 8601, for people read and edit it: with a byte
 * order mark, a trailing comma, a missing key or a wrong value, all the rest of it is still read.
 */

import * as z from 'zod/mini';
import {
  createIsoTime,
  formatUtcOffset,
  parseInstant,
  parseUtcOffset,
  type EpochSeconds,
  type Window,
} from '../time.ts';
import { parseLeniently } from './lenient-json.ts';

/** How far one pass has come: everything before `cursor` has been pulled at this age or older. */
export interface Pass {
  readonly ageSeconds: number;
  readonly cursor: EpochSeconds;
}

/** A stretch that could not be pulled and is tried again. */
export interface Gap {
  readonly window: Window;
  /** Failed this often since it was narrowed down; 0: it is being narrowed down. */
  readonly tries: number;
  readonly nextTry: EpochSeconds;
  /** The vendor's code, or what else was wrong; never its text. */
  readonly why: string;
}

/** A stretch the vendor was asked for too late, or never answered: what began in it may be missing for good. */
export interface Lost {
  readonly window: Window;
  readonly why: string;
}

export interface PullState {
  /** The time of the tick that wrote it. */
  readonly asOf: EpochSeconds;
  /** Where its cursors began: it knows nothing of what came before. */
  readonly since: EpochSeconds;
  readonly passes: readonly Pass[];
  readonly gaps: readonly Gap[];
  readonly lost: readonly Lost[];
  /** After the vendor blocked the account: no request before this. */
  readonly blockedUntil: EpochSeconds | null;
  /** Blocks in a row; each makes the next stay-away longer. */
  readonly blocks: number;
  /** The vendor asked (`Retry-After`) for no request before this. */
  readonly notBefore: EpochSeconds | null;
  /** Written by ticks of another time than the clock's: no start for real ones. */
  readonly rehearsal: boolean;
}

/** How the archive's files are named; they cannot change while it is in use. */
export interface ArchiveLayout {
  readonly slotSeconds: number;
  readonly utcOffsetSeconds: number;
}

/** What could be read. What could not is missing and told in `faults`. */
export interface ReadState extends Partial<PullState> {
  readonly slotMinutes?: number | undefined;
  readonly utcOffset?: string | undefined;
  /** One sentence each, for a person. */
  readonly faults: readonly string[];
  /** Something of it is gone: it broke off, or holds a list that cannot be read whole. */
  readonly damaged: boolean;
}

const VERSION = 1;
const count = z.int().check(z.minimum(0));
/** A value that takes the place of what cannot be read. (Destructured, all of zod would be in the bundle.) */
const or = z.catch;
const why = or(z.string(), 'not told');

/** @param utcOffset what the state says of itself: a time that somebody writes without a zone is meant in the archive's */
function schemasOf(utcOffset: unknown) {
  const offsetSeconds = (typeof utcOffset === 'string' ? parseUtcOffset(utcOffset) : undefined) ?? 0;
  const instant = z.pipe(
    z.union([z.string(), z.number()]),
    z.transform((value: string | number, context): EpochSeconds => {
      const seconds = parseInstant(value, offsetSeconds);
      if (seconds !== undefined) return seconds;
      context.issues.push({ code: 'custom', message: 'is not a time', input: value });
      return z.NEVER;
    }),
  );
  const stretch = { from: instant, to: instant };
  return {
    instant,
    pass: z.object({ ageSeconds: count, cursor: instant }),
    // A stretch is believed whatever else is odd about it.
    gap: z.object({ ...stretch, tries: or(count, 1), nextTry: or(z.optional(instant), undefined), why }),
    lost: z.object({ ...stretch, why }),
  };
}

const isStretch = ({ from, to }: Window): boolean => from < to;

/** Reads `_state/pull.json`; undefined when nothing of it can be believed. */
export async function readPullState(bytes: Buffer): Promise<ReadState | undefined> {
  const faults: string[] = [];
  const { json, brokeOff } = await parseLeniently(bytes, faults);
  if (json === undefined) return undefined;
  let damaged = brokeOff;
  const { instant, pass, gap, lost } = schemasOf(json['utcOffset']);

  /** A value that may be missing, but is told when it is there and cannot be read. */
  function one<T>(name: string, schema: z.ZodMiniType<T>): T | undefined {
    const value = json?.[name];
    if (value === undefined || value === null) return undefined;
    const parsed = z.safeParse(schema, value);
    if (!parsed.success) faults.push(`"${name}" cannot be read`);
    return parsed.success ? parsed.data : undefined;
  }
  /** The entries of a list that can be read. */
  function many<T>(name: string, schema: z.ZodMiniType<T>, value = json?.[name]): T[] | undefined {
    if (value === undefined || value === null) return undefined;
    const entries: unknown[] = Array.isArray(value) ? value : [value];
    const read = entries.flatMap((entry) => {
      const parsed = z.safeParse(schema, entry);
      return parsed.success ? [parsed.data] : [];
    });
    if (read.length < entries.length) {
      faults.push(`"${name}" holds ${entries.length - read.length} entries that cannot be read`);
      damaged = true;
    }
    return read;
  }

  // Archives begun earlier say "holes".
  const gaps = many('gaps', gap, json['gaps'] ?? json['holes']);
  const missing = ['asOf', 'passes', 'blockedUntil', 'blocks'].filter((name) => !(name in json));
  if (gaps === undefined) missing.push('gaps');
  if (missing.length > 0) faults.push(`it lacks ${missing.map((name) => `"${name}"`).join(', ')}`);
  const state = {
    asOf: one('asOf', instant),
    since: one('since', instant),
    passes: many('passes', pass),
    gaps: gaps
      ?.filter(isStretch)
      .map(({ from, to, nextTry = 0, ...rest }): Gap => ({ window: { from, to }, nextTry, ...rest })),
    lost: many('lost', lost)
      ?.filter(isStretch)
      .map(({ from, to, ...rest }): Lost => ({ window: { from, to }, ...rest })),
    blockedUntil: one('blockedUntil', instant),
    blocks: one('blocks', count),
    notBefore: one('notBefore', instant),
    rehearsal: one('rehearsal', z.boolean()),
    slotMinutes: one('slotMinutes', count),
    utcOffset: one('utcOffset', z.string()),
  };
  const believed = Object.entries(state).filter(([, value]) => value !== undefined);
  return believed.length === 0 ? undefined : { ...Object.fromEntries(believed), faults, damaged };
}

/** The state as it is kept. */
export function writePullState(state: PullState, { slotSeconds, utcOffsetSeconds }: ArchiveLayout): Buffer {
  const iso = createIsoTime(utcOffsetSeconds);
  const isoOrNull = (at: EpochSeconds | null): string | null => (at === null ? null : iso(at));
  const fromTo = ({ from, to }: Window): { from: string; to: string } => ({ from: iso(from), to: iso(to) });
  const stored = {
    version: VERSION,
    asOf: iso(state.asOf),
    utcOffset: formatUtcOffset(utcOffsetSeconds),
    slotMinutes: slotSeconds / 60,
    since: iso(state.since),
    passes: state.passes.map(({ ageSeconds, cursor }) => ({ ageSeconds, cursor: iso(cursor) })),
    lost: state.lost.map(({ window, why: reason }) => ({ ...fromTo(window), why: reason })),
    gaps: state.gaps.map(({ window, nextTry, ...gap }) => ({ ...fromTo(window), ...gap, nextTry: iso(nextTry) })),
    blockedUntil: isoOrNull(state.blockedUntil),
    blocks: state.blocks,
    notBefore: isoOrNull(state.notBefore),
    ...(state.rehearsal ? { rehearsal: true } : {}),
  };
  return Buffer.from(`${JSON.stringify(stored, null, 2)}\n`);
}
