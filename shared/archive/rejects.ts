/**
 * Rows that cannot be read are kept with their raw text and the reason. Those of one reply are one object under a name
 * made from its content, so that what comes again with every pass is written once.
 */

import { isUtf8 } from 'node:buffer';
import * as z from 'zod/mini';
import type { Reject } from '../cdr/reject.ts';
import type { Store } from '../store/store.ts';
import type { EpochSeconds } from '../time.ts';
import type { Archive } from './add.ts';
import { REJECTS_PREFIX } from './layout.ts';

const HASH_DIGITS = 32;
const PARALLEL = 16;

/** A reject as it is kept, and where. */
export interface KeptReject extends Reject {
  /** The object's name. */
  readonly name: string;
  /** The day its window was asked for, `2019-01-23`. */
  readonly day: string;
}

export interface KeptRejects {
  readonly rejects: readonly KeptReject[];
  /** Objects with a line that is no reject: cut off, or not ours. */
  readonly damaged: readonly string[];
}

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
  const { createHash } = await import('node:crypto');
  const hash = createHash('sha256').update(body).digest('hex').slice(0, HASH_DIGITS);
  await store.putIfAbsent(layout.rejectName(at, hash), body);
}

const keptSchema = z.object({
  reason: z.string(),
  bytes: z.int(),
  raw: z.optional(z.string()),
  rawBase64: z.optional(z.string()),
  filed: z.optional(z.literal(true)),
});

function readLine(text: string): Reject | undefined {
  try {
    const { raw, rawBase64, reason, bytes, filed } = z.parse(keptSchema, JSON.parse(text));
    const row = raw === undefined ? Buffer.from(rawBase64 ?? '', 'base64') : Buffer.from(raw);
    return { reason, bytes, raw: row, ...(filed === true ? { filed } : {}) };
  } catch {
    return undefined;
  }
}

function dayOf(name: string): string {
  const at = REJECTS_PREFIX.length + 'dt='.length;
  return name.slice(at, at + 10);
}

/**
 * The rejects of the days from `from` to `to`, both included, in the order of names; a row that came in several replies
 * is told once.
 * @throws HuadanError `archive`
 */
export async function readRejects(
  store: Pick<Store, 'get' | 'list'>,
  { from, to }: { readonly from: string; readonly to: string },
): Promise<KeptRejects> {
  const names = (await store.list(REJECTS_PREFIX)).filter((name) => dayOf(name) >= from && dayOf(name) <= to);
  const rejects = new Map<string, KeptReject>();
  const damaged: string[] = [];
  for (let i = 0; i < names.length; i += PARALLEL) {
    const some = names.slice(i, i + PARALLEL);
    const bodies = await Promise.all(some.map(async (name) => store.get(name)));
    for (const [j, name] of some.entries()) {
      const lines = (bodies[j]?.toString() ?? '').split('\n').filter((text) => text !== '');
      const read = lines.map(readLine);
      if (read.includes(undefined)) damaged.push(name);
      for (const reject of read) {
        if (reject === undefined) continue;
        const row = `${reject.filed === true} ${reject.bytes} ${reject.raw.toString('latin1')}`;
        if (!rejects.has(row)) rejects.set(row, { ...reject, name, day: dayOf(name) });
      }
    }
  }
  return { rejects: [...rejects.values()], damaged };
}
