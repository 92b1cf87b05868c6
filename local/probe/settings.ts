/** From what was seen to the settings it suggests. */

import type { Probed } from './probe.ts';

const HOUR = 3600;
const MINUTE = 60;
/** The defaults of PASSES. */
const PASSES_SECONDS = [5 * MINUTE, 90 * MINUTE, 12 * HOUR] as const;
/** The last pass must be over, with some room for an outage, before the vendor forgets. */
const SAFE_SHARE = 0.75;

function written(seconds: number): string {
  return seconds % HOUR === 0 ? `${seconds / HOUR}h` : `${seconds / MINUTE}m`;
}

/** Rounded down: a retention that is set too long hides what is lost. */
export function suggestRetention({ retention: { atLeastSeconds } }: Probed): string | undefined {
  const unit = atLeastSeconds < 2 * HOUR ? MINUTE : HOUR;
  const seconds = Math.floor(atLeastSeconds / unit) * unit;
  return seconds === 0 ? undefined : `RETENTION=${written(seconds)}`;
}

/** The default ages as far as the retention allows, and in place of those it does not allow the oldest age that it does. */
export function suggestPasses({ retention: { atLeastSeconds, atMostSeconds } }: Probed): string | undefined {
  if (atLeastSeconds === 0) return undefined;
  const oldest = Math.floor((atLeastSeconds * SAFE_SHARE) / MINUTE) * MINUTE;
  const ages: number[] = PASSES_SECONDS.filter((age) => age <= oldest);
  if (ages.length < PASSES_SECONDS.length && atMostSeconds !== undefined && oldest > 2 * (ages.at(-1) ?? 0)) {
    ages.push(oldest);
  }
  return ages.length === 0 ? undefined : `PASSES=${ages.map(written).join(',')}`;
}

export function suggestCompress({ compress }: Probed): string | undefined {
  if (compress === undefined || compress.kind === 'unknown') return undefined;
  return `CDR_COMPRESS=${compress.kind === 'works' ? 1 : 0}`;
}

const MB = 1024 * 1024;
const DEFAULT_MAX_REPLY = 128 * MB;

/** A pull asks for ten minutes at once, unless it has been away. @returns undefined when sizes are unknown */
export function suggestMaxReply({ widths }: Probed): string | undefined {
  const bytes = widths.filter(({ seconds }) => seconds <= HOUR).map(({ wire }) => wire?.bytes ?? 0);
  const largest = Math.max(0, ...bytes);
  if (largest === 0) return undefined;
  return `CDR_MAX_REPLY=${Math.ceil(Math.max(DEFAULT_MAX_REPLY, 4 * largest) / MB)}MB`;
}
