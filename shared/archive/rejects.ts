/**
 * Rows that cannot be read are kept with their raw text and the reason. Each stands under a name made from its own
 * bytes, so a row that comes again with every pass is written once.
 */

import { isUtf8 } from 'node:buffer';
import { createHash } from 'node:crypto';
import type { EpochSeconds } from '../time.ts';
import type { Archive } from './add.ts';

export interface Reject {
  readonly reason: string;
  /** The row as it came; of an oversize row its first bytes. */
  readonly raw: Buffer;
  /** The length of the whole row. */
  readonly bytes: number;
}

const PARALLEL = 8;
const HASH_DIGITS = 32;

/** One line: `raw` is the row's text, or `rawBase64` its bytes where they are no text. */
function line({ reason, raw, bytes }: Reject): Buffer {
  const kept = isUtf8(raw) ? { raw: raw.toString() } : { rawBase64: raw.toString('base64') };
  return Buffer.from(`${JSON.stringify({ reason, bytes, ...kept })}\n`);
}

/**
 * @param at an instant of the day the rows were asked for
 * @throws HuadanError `archive`
 */
export async function setAside(
  { store, layout }: Pick<Archive, 'store' | 'layout'>,
  at: EpochSeconds,
  rejects: readonly Reject[],
): Promise<void> {
  const byName = new Map<string, Reject>();
  for (const reject of rejects) {
    const hash = createHash('sha256').update(reject.raw).update(String(reject.bytes)).digest('hex');
    byName.set(layout.rejectName(at, hash.slice(0, HASH_DIGITS)), reject);
  }
  const waiting = byName.entries();
  const work = async (): Promise<void> => {
    for (const [name, reject] of waiting) await store.putIfAbsent(name, line(reject));
  };
  await Promise.all(Array.from({ length: PARALLEL }, work));
}
