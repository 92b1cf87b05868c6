/** How a call ended and what kind it was, in words. */

import type { Cdr } from '../cdr/schema.ts';
import type { Words } from '../words/index.ts';

/** The first two endings are unknown and normal; the next two are for nobody to mend, the last two may be. */
const KINDS = ['warn', 'good', 'warn', 'warn', 'bad', 'bad'] as const;

export function endingOf(
  { callEndStatus: status }: Cdr,
  words: Words,
): { kind: 'good' | 'warn' | 'bad'; text: string } {
  if (status === null) return { kind: 'warn', text: words.call.endingNotTold };
  return { kind: KINDS[status] ?? 'warn', text: words.call.endings[status] ?? words.call.endingNotListed };
}

export function typeOf({ callType }: Cdr, words: Words): string {
  const name = words.call.types[callType];
  return `${name === undefined || name === '' ? words.call.typeNotListed : name}${words.aside(String(callType))}`;
}
