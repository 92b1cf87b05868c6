/**
 * Files a batch of rows in its slot, exactly once. The parts are the only truth: they are read by name until one is
 * missing (listings lag behind writes), what equals the latest version of its call is dropped, and the rest becomes
 * the next part, which is only ever created and never changed.
 */

import { HuadanError } from '../errors.ts';
import type { Store } from '../store/port.ts';
import type { EpochSeconds } from '../time.ts';
import { sameBytes, type Batch, type Call } from './batch.ts';
import type { Layout } from './names.ts';
import { encodePart, readPart, type Fresh } from './part.ts';

export interface Added {
  /** Calls that are new to the archive. */
  added: number;
  /** New versions of calls that were there. */
  revised: number;
  /** Parts written. */
  parts: number;
}

/** Past this many records a part is full and the next one begins: what a reader can take in one go. */
const PART_RECORDS = 50_000;
/** Somebody else wrote the part meant for us: read again and try the next. More than this often is not a race. */
const MAX_CONFLICTS = 8;

/** Notes in the batch what the archive holds of its calls. Returns the number of the first missing part. */
async function compareWithParts(store: Store, layout: Layout, slot: EpochSeconds, batch: Batch): Promise<number> {
  for (const call of batch.calls.values()) {
    call.latest = -1;
    for (const entry of call.entries) entry.seenAs = -1;
  }
  for (let part = 0; ; part++) {
    const name = layout.partName(slot, part);
    const packed = await store.get(name);
    if (packed === null) return part;
    await readPart(name, packed, (key, bytes, start, end, rev) => {
      const call = batch.calls.get(key);
      if (call === undefined) return;
      call.latest = Math.max(call.latest, rev);
      for (const entry of call.entries) {
        if (sameBytes(entry, bytes, start, end)) entry.seenAs = Math.max(entry.seenAs, rev);
      }
    });
  }
}

/**
 * What of a call is new. One row is compared with the latest version only, so that a newer row can be put on top of an
 * older one again. Several different rows in one reply are each compared with every version: compared with the latest
 * alone they would replace each other for ever.
 */
function freshOf(call: Call): Fresh[] {
  const several = call.entries.length > 1;
  const fresh = call.entries.filter(({ seenAs }) => (several ? seenAs < 0 : seenAs < 0 || seenAs < call.latest));
  return fresh.map((entry, i) => ({ entry, rev: call.latest + 1 + i }));
}

function byStartThenCallId(a: Fresh, b: Fresh): number {
  const apart = a.entry.filedAt - b.entry.filedAt;
  if (apart !== 0) return apart;
  if (a.entry.key === b.entry.key) return a.rev - b.rev;
  return a.entry.key < b.entry.key ? -1 : 1;
}

function* inParts(fresh: readonly Fresh[]): Generator<Fresh[]> {
  for (let at = 0; at < fresh.length; at += PART_RECORDS) yield fresh.slice(at, at + PART_RECORDS);
}

/** Writes a part where there is none: true when these bytes stand there now, by this call or by an earlier one whose reply was lost. */
async function create(store: Store, name: string, bytes: Buffer): Promise<boolean> {
  if (await store.putIfAbsent(name, bytes)) return true;
  const there = await store.get(name);
  return there?.equals(bytes) === true;
}

/**
 * @returns what was written; every other row of the batch was known
 * @throws HuadanError `archive`; what was written until then stays and is recognised next time
 */
export async function addToSlot(store: Store, layout: Layout, slot: EpochSeconds, batch: Batch): Promise<Added> {
  const total: Added = { added: 0, revised: 0, parts: 0 };
  for (let conflicts = 0; conflicts < MAX_CONFLICTS; conflicts++) {
    let part = await compareWithParts(store, layout, slot, batch);
    const fresh = [...batch.calls.values()].flatMap(freshOf).sort(byStartThenCallId);
    let clear = true;
    for (const records of inParts(fresh)) {
      clear = await create(store, layout.partName(slot, part), await encodePart(records));
      if (!clear) break;
      part++;
      total.parts++;
      for (const { rev } of records) total[rev === 0 ? 'added' : 'revised']++;
    }
    if (clear) return total;
  }
  throw new HuadanError(
    'archive',
    `Filing calls in the archive: other writers took the next part ${MAX_CONFLICTS} times. Let only one pull run on an archive.`,
    { facts: { conflicts: MAX_CONFLICTS } },
  );
}
