/**
 * Rows that cannot be read are kept with their raw text and the reason. Those of one reply are one object under a name
 * made from its content, so that what comes again with every pass is written once.
 */

import { isUtf8 } from 'node:buffer';
import { createHash } from 'node:crypto';
import type { Reject } from '../cdr/reject.ts';
import type { EpochSeconds } from '../time.ts';
import type { Archive } from './add.ts';

const HASH_DIGITS = 32;

/** One line: `raw` is the row's text, or `rawBase64` its bytes where they are no text. */
function line({ reason, raw, bytes, filed }: Reject): string {
  const kept = isUtf8(raw) ? { raw: raw.toString() } : { rawBase64: raw.toString('base64') };
  return `${JSON.stringify({ reason, bytes, ...kept, ...(filed === true ? { filed } : {}) })}\n`;
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
  if (rejects.length === 0) return;
  // In an order of their own: the vendor's may change from reply to reply.
  const body = Buffer.from([...new Set(rejects.map(line))].sort().join(''));
  const hash = createHash('sha256').update(body).digest('hex').slice(0, HASH_DIGITS);
  await store.putIfAbsent(layout.rejectName(at, hash), body);
}
