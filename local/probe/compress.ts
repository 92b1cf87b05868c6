/** What `compress=1` brings, next to `compress=0`: one range, asked for twice. */

import type { Window } from '../../shared/time.ts';
import type { Asker } from './asker.ts';
import type { Wire } from './wire.ts';

export interface Compress {
  /** `works`: the same rows in fewer bytes. `ignored`: they come plain. `differs`: other rows, or none that can be read. */
  readonly kind: 'works' | 'ignored' | 'differs' | 'unknown';
  readonly plain: Wire | undefined;
  readonly compressed: Wire | undefined;
  readonly rows: number;
}

export async function findCompress(
  { from, to }: Window,
  askPlain: Asker,
  askCompressed: Asker,
  wire: () => Wire | undefined,
): Promise<Compress> {
  const first = await askPlain.range(from, to);
  const plain = wire();
  const second = await askCompressed.range(from, to);
  const compressed = wire();
  const found = { plain, compressed, rows: first.received };
  if (first.failure !== undefined || first.received === 0) return { ...found, kind: 'unknown' };
  const rows = new Set(second.calls.map(({ callId }) => callId));
  if (second.failure !== undefined || first.calls.some(({ callId }) => !rows.has(callId)))
    return { ...found, kind: 'differs' };
  const isPlain = compressed?.form === 'plain' || (compressed?.bytes ?? 0) >= (plain?.bytes ?? 0);
  return { ...found, kind: isPlain ? 'ignored' : 'works' };
}
