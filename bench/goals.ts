/** The numbers the pull is held to, and whether a run of the bench met them. */

import { grouped, inMegabytes, perRow, times, type Figures } from './figures.ts';

interface Goal {
  readonly promise: string;
  /** Undefined: what it takes was not measured. */
  readonly met: boolean | undefined;
  readonly found: string;
}

const MOST_TIMES_LIMIT = 1.5;
const LEAST_TIMES_OF_JQ = 2.5;
const LEAST_TIMES_OF_OBVIOUS = 2;
const MOST_MEGABYTES = 256;
/** Two measurements of the same thing differ by less. */
const RISE = 1.1;

function ratioGoal(promise: string, ratio: number | undefined, isMet: (ratio: number) => boolean): Goal {
  return ratio === undefined
    ? { promise, met: undefined, found: '' }
    : { promise, met: isMet(ratio), found: `${ratio.toFixed(2)} ×` };
}

/** A figure at the largest size beside the same at the size before. */
function growthGoal(what: string, { pulls }: Figures, of: (at: Figures['compared']) => number, unit: string): Goal {
  const [before, largest] = pulls.slice(-2);
  if (before === undefined || largest === undefined) {
    return { promise: `${what} does not rise with size`, met: undefined, found: '' };
  }
  return {
    promise: `${what} rises by less than a tenth from ${grouped(before.rows)} to ${grouped(largest.rows)} rows`,
    met: of(largest) < of(before) * RISE,
    found: `${of(before).toFixed(1)} → ${of(largest).toFixed(1)} ${unit}`,
  };
}

function goals(figures: Figures): Goal[] {
  const { compared, pulls } = figures;
  const at = `at ${grouped(compared.rows)} rows`;
  const peaks = pulls.map(({ pull }) => pull.peakBytes ?? 0);
  const largest = Math.max(...peaks, compared.again?.peakBytes ?? 0);
  return [
    ratioGoal(
      `${at} the pull takes at most ${MOST_TIMES_LIMIT} × the limit`,
      times(compared.pull, compared.limit),
      (ratio) => ratio <= MOST_TIMES_LIMIT,
    ),
    ratioGoal(
      `${at} jq takes at least ${LEAST_TIMES_OF_JQ} × as long as the pull`,
      times(compared.jq, compared.pull),
      (ratio) => ratio >= LEAST_TIMES_OF_JQ,
    ),
    ratioGoal(
      `${at} the obvious Node takes at least ${LEAST_TIMES_OF_OBVIOUS} × as long as the pull`,
      times(compared.obvious, compared.pull),
      (ratio) => ratio >= LEAST_TIMES_OF_OBVIOUS,
    ),
    {
      promise: `the pull stays within ${MOST_MEGABYTES} MB of resident memory at any size`,
      met: largest <= MOST_MEGABYTES * 1e6,
      found: `at most ${inMegabytes(largest)}`,
    },
    growthGoal('its time per row', figures, perRow, 'µs'),
    growthGoal('its peak memory', figures, ({ pull }) => (pull.peakBytes ?? 0) / 1e6, 'MB'),
  ];
}

function goalText({ promise, met, found }: Goal): string {
  return met === undefined ? `- not measured: ${promise}` : `- ${met ? 'met' : '**not met**'}: ${promise} (${found})`;
}

/** A Markdown list: each goal, whether it was met, and what was found. */
export function goalsText(figures: Figures): string {
  return goals(figures).map(goalText).join('\n');
}
