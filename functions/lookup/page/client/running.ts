/** Whether it is running, in one sentence: the worst that is known. */

import type { Status } from './answers.ts';
import type { Kind } from '../../../../shared/view/parts.ts';

/** Further behind than this a person would call it late; alerts begin at the same point. */
const FAR_BEHIND_SECONDS = 3600;

type Said = readonly [kind: Kind, words: 'never' | 'blocked' | 'silent' | 'behind' | 'gaps' | 'running'];

export function runningState(status: Status): Said {
  const { asOf, now, lagSeconds, blockedUntil, gaps, lost } = status;
  if (asOf === null) return ['bad', 'never'];
  if (blockedUntil !== null && Date.parse(blockedUntil) > Date.parse(now)) return ['bad', 'blocked'];
  if (Date.parse(now) - Date.parse(asOf) > FAR_BEHIND_SECONDS * 1000) return ['bad', 'silent'];
  if (lagSeconds !== null && lagSeconds > FAR_BEHIND_SECONDS) return ['warn', 'behind'];
  return gaps.length + lost.length > 0 ? ['warn', 'gaps'] : ['good', 'running'];
}
