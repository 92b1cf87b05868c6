/**
 * What has become of rejects: today's decoder may read what an older one could not, and the archive may hold the call.
 * Nothing is marked as done; it is found out anew from the rows and the parts.
 */

import { decodeRow } from '../cdr/decode.ts';
import { lineText } from '../cdr/line.ts';
import { RowBuffer } from '../cdr/row-buffer.ts';
import { isHuadanError } from '../errors.ts';
import type { EpochSeconds } from '../time.ts';
import { add, type Added, type Archive } from './add.ts';
import { readPart } from './part.ts';
import type { KeptReject } from './rejects.ts';

/**
 * - `unreadable`: today's decoder cannot read it either
 * - `missing`: it can be read, and the archive holds no such call: it can be filed. So can what was set aside because it
 *   begins far from the time that was asked for: a person says whether it is to be believed
 * - `other`: the archive holds the call with other content, and which of the two is newer nobody can tell
 * - `broken`: its slot has a part that cannot be read
 * - `held`: the archive holds it; nothing is left to do
 */
export type Standing = 'unreadable' | 'missing' | 'other' | 'broken' | 'held';

export interface JudgedReject extends KeptReject {
  readonly standing: Standing;
  /** Where it can be read: its fields (see `cdr/fields.ts`), and the time it is filed under. */
  readonly row?: ReadableRow;
}

interface ReadableRow {
  readonly fields: Buffer;
  readonly filedAt: EpochSeconds;
}

export function isOpen({ standing }: JudgedReject): boolean {
  return standing !== 'held';
}

interface Readable {
  readonly reject: KeptReject;
  readonly row: ReadableRow;
  /** The line it would be, without its version. */
  readonly content: string;
}

const NEWLINE = 0x0a;
/** Of the decoded fields: the callId as JSON text stands first. */
const callIdOf = ({ fields }: ReadableRow): string => fields.toString('utf8', 0, fields.indexOf(NEWLINE));

/** Every version the slot holds of these calls, by callId. */
async function versionsIn(
  slot: EpochSeconds,
  callIds: ReadonlySet<string>,
  { store, layout }: Archive,
): Promise<Map<string, Set<string>>> {
  const versions = new Map<string, Set<string>>();
  for (let number = 0; ; number++) {
    const part = layout.part(slot, number);
    const packed = await store.get(part.name);
    if (packed === null) return versions;
    await readPart(part, packed, ({ bytes, start, end, keyStart, keyEnd }) => {
      const callId = bytes.toString('utf8', keyStart, keyEnd);
      if (!callIds.has(callId)) return;
      const known = versions.get(callId) ?? new Set();
      versions.set(callId, known.add(bytes.toString('utf8', start, end)));
    });
  }
}

async function standingsIn(slot: EpochSeconds, rows: readonly Readable[], archive: Archive): Promise<Standing[]> {
  try {
    const versions = await versionsIn(slot, new Set(rows.map(({ row }) => callIdOf(row))), archive);
    return rows.map(({ row, content }) => {
      const known = versions.get(callIdOf(row));
      if (known === undefined) return 'missing';
      return known.has(content) ? 'held' : 'other';
    });
  } catch (error) {
    if (!isHuadanError(error, 'archive') || !('part' in error.facts)) throw error;
    return rows.map(() => 'broken');
  }
}

/**
 * In the order of slots, those that cannot be read first; each with today's reason.
 * @throws HuadanError `archive` when the store cannot tell
 */
export async function judgeRejects(
  rejects: readonly KeptReject[],
  archive: Archive,
  now: EpochSeconds,
): Promise<JudgedReject[]> {
  const judged: JudgedReject[] = [];
  const bySlot = new Map<EpochSeconds, Readable[]>();
  for (const reject of rejects) {
    const { raw, bytes, filed } = reject;
    if (filed === true) {
      judged.push({ ...reject, standing: 'held' });
      continue;
    }
    // Of an oversize row only the head was kept.
    const decoded = bytes > raw.length ? { reason: reject.reason } : decodeRow(raw, 0, raw.length, now);
    if ('reason' in decoded) {
      judged.push({ ...reject, reason: decoded.reason, standing: 'unreadable' });
      continue;
    }
    const row = { fields: Buffer.from(decoded.bytes.subarray(0, decoded.length)), filedAt: decoded.filedAt };
    const slot = archive.layout.slotOf(row.filedAt);
    const inSlot = bySlot.get(slot) ?? [];
    inSlot.push({ reject, row, content: lineText(archive.writeLine, row.fields, 0, row.fields.length) });
    bySlot.set(slot, inSlot);
  }
  for (const [slot, rows] of [...bySlot].sort(([a], [b]) => a - b)) {
    const standings = await standingsIn(slot, rows, archive);
    for (const [i, { reject, row }] of rows.entries()) judged.push({ ...reject, standing: standings[i]!, row });
  }
  return judged;
}

/**
 * Files rejects that can be read. Of several rows of one call the longer one becomes the later version: what is added
 * to a row later, a recording or an order, makes it longer.
 * @throws HuadanError `archive`
 */
export async function fileRejects(rejects: readonly JudgedReject[], archive: Archive): Promise<Added> {
  const buffer = new RowBuffer();
  for (const { row } of [...rejects].sort((a, b) => a.bytes - b.bytes)) {
    if (row !== undefined) buffer.add(row.fields, 0, row.fields.length, row.filedAt);
  }
  return add(archive, buffer);
}
