/** The numbers the pull is held to, and whether a run of the bench met them. */

import { grouped, inMegabytes, type Figures } from './figures.ts';
import type { ContenderFigures, PullFigures } from './pull.bench.ts';

interface Goal {
  readonly promise: string;
  readonly met: boolean;
  readonly found: string;
}

const MOST_TIMES_LIMIT = 1.2;
const LEAST_TIMES_OF_JQ = 2.5;
const LEAST_TIMES_OF_OBVIOUS = 2;
const MOST_MEGABYTES = 256;

type Stage = 'cold' | 'warm';

/** How many times as long one takes as the other; undefined when one of the two was not measured. */
function times({ contenders }: PullFigures, one: string, other: string, stage: Stage): number | undefined {
  const msOf = (name: string): number | undefined =>
    contenders.find((contender) => contender.name === name)?.allCores[stage]?.ms;
  const [ms, otherMs] = [msOf(one), msOf(other)];
  return ms === undefined || otherMs === undefined ? undefined : ms / otherMs;
}

function ratioGoal(promise: string, ratio: number | undefined, isMet: (ratio: number) => boolean): Goal[] {
  return ratio === undefined ? [] : [{ promise, met: isMet(ratio), found: `${ratio.toFixed(2)} ×` }];
}

/** The pull of this many rows and more is held to the others: below, what starts and loads is most of the time. */
const COMPARED_ROWS = 200_000;

function ratioGoals(size: PullFigures): Goal[] {
  const at = `at ${grouped(size.rows)} rows`;
  const ofLimit = (stage: Stage): Goal[] =>
    ratioGoal(
      `${at} the ${stage} pull takes at most ${MOST_TIMES_LIMIT} × the limit`,
      times(size, 'the pull', 'the limit', stage),
      (ratio) => ratio <= MOST_TIMES_LIMIT,
    );
  const ofOther = (name: string, least: number): Goal[] =>
    ratioGoal(
      `${at} ${name} takes at least ${least} × as long as the pull, cold`,
      times(size, name, 'the pull', 'cold'),
      (ratio) => ratio >= least,
    );
  return [
    ...ofLimit('cold'),
    ...ofLimit('warm'),
    ...ofOther('jq', LEAST_TIMES_OF_JQ),
    ...ofOther('the obvious Node', LEAST_TIMES_OF_OBVIOUS),
  ];
}

function peakOf({ allCores, oneCore }: ContenderFigures): number {
  return Math.max(allCores.peakBytes, oneCore?.peakBytes ?? 0);
}

function goals({ pulls }: Figures): Goal[] {
  const compared = pulls.find(({ rows }) => rows >= COMPARED_ROWS);
  const peak = Math.max(
    ...pulls.flatMap(({ contenders }) => contenders.filter(({ name }) => name.startsWith('the pull')).map(peakOf)),
  );
  return [
    ...(compared === undefined ? [] : ratioGoals(compared)),
    {
      promise: `the pull stays within ${MOST_MEGABYTES} MB of resident memory at any size`,
      met: peak <= MOST_MEGABYTES * 1e6,
      found: `at most ${inMegabytes(peak)}`,
    },
  ];
}

/** A Markdown list: each goal, whether it was met, and what was found. What was not measured is left out. */
export function goalsText(figures: Figures): string {
  return goals(figures)
    .map(({ promise, met, found }) => `- ${met ? 'met' : '**not met**'}: ${promise} (${found})`)
    .join('\n');
}
