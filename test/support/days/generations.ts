/** The generations of closed days that a test has seen, and whether `_changes` explains how one becomes the next. */

import { expect } from 'vitest';
import type { CdrRecord } from '../../../shared/cdr/schema.ts';
import type { Manifest } from '../../../shared/days/manifest.ts';
import type { Store } from '../../../shared/store/store.ts';
import { changesOf, manifestOf } from './closed-day.ts';

type Calls = ReadonlyMap<string, string>;

function byId(lines: readonly string[]): Map<string, string> {
  return new Map(lines.map((line) => [(JSON.parse(line) as CdrRecord).callId, line]));
}

function billed(line: string | undefined): number {
  return line === undefined ? 0 : ((JSON.parse(line) as CdrRecord).duration ?? 0);
}

/** What the changes of a generation make of the calls of the one before. */
async function change(store: Store, manifest: Manifest, calls: Map<string, string>): Promise<void> {
  let sum = 0;
  const counts = { added: 0, revised: 0 };
  for (const one of await changesOf(store, manifest)) {
    const { callId, record } = one as { callId: string; record: CdrRecord };
    const before = calls.get(callId);
    const kind = before === undefined ? 'added' : 'revised';
    const after = record.duration ?? 0;
    expect(one).toEqual({
      callId,
      change: kind,
      billedSecondsBefore: billed(before),
      billedSecondsAfter: after,
      record,
    });
    counts[kind]++;
    sum += after - billed(before);
    calls.set(callId, JSON.stringify(record));
  }
  const standing = await manifestOf(store, manifest.day);
  if (standing.generation === manifest.generation) {
    expect(standing.changes).toMatchObject({ ...counts, billedSeconds: sum });
  }
}

export interface Generations {
  /** The lines of what stands closed. */
  note: (manifest: Manifest, lines: readonly string[]) => void;
  /** Each generation that was seen becomes the next one seen by the changes between them, to the second. */
  expectExplained: (store: Store) => Promise<void>;
}

export function createGenerations(): Generations {
  const seen = new Map<string, Map<number, Calls>>();

  return {
    note({ day, generation }, lines) {
      const generations = seen.get(day) ?? new Map<number, Calls>();
      const calls = byId(lines);
      expect(generations.get(generation) ?? calls, `${day}: a generation never changes`).toEqual(calls);
      seen.set(day, generations.set(generation, calls));
    },
    async expectExplained(store) {
      for (const [day, generations] of seen) {
        const standing = await manifestOf(store, day);
        const [[first = 0, begun = new Map()] = []] = generations;
        const calls = new Map<string, string>(begun);
        for (let generation = first + 1; generation <= standing.generation; generation++) {
          const name = `_changes-${String(generation).padStart(3, '0')}.jsonl.gz`;
          const changes = { name, added: 0, revised: 0, billedSeconds: 0 };
          await change(store, { ...standing, generation, changes }, calls);
          const there = generations.get(generation);
          if (there !== undefined) expect(calls, `${day} after ${name}`).toEqual(there);
        }
      }
    },
  };
}
