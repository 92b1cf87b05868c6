/** The report at a terminal: a row a day, and their sum. */

import { minutesOf, signedText } from '../../shared/view/amounts.ts';
import { reasonText } from '../../shared/view/day-state.ts';
import { sumTexts, type Sums } from '../../shared/view/sums.ts';
import type { Words } from '../../shared/words/index.ts';
import { padTo, widthOf } from '../console/columns.ts';
import type { Report, ReportDay } from './collect.ts';

/** In the order of the columns. */
const figures = (sums: Sums | undefined, words: Words): string[] => {
  const { calls, answered, answerRate, billedSeconds, billedMinutes } = sumTexts(sums, words);
  return [calls, answered, answerRate, billedSeconds, billedMinutes];
};

function cells({ day, state, entry }: ReportDay, words: Words): string[] {
  const { generation = 0, changes = null } = entry ?? {};
  const name = words.day.states[state];
  const changed =
    changes === null
      ? words.none
      : `+${words.number(changes.added)} ~${words.number(changes.revised)} ${signedText(minutesOf(changes.billedSeconds), words)}`;
  return [
    day,
    generation === 0 ? name : `${name}${words.aside(words.day.generation(generation))}`,
    ...figures(entry, words),
    changed,
  ];
}

/** Columns from this one on are figures. */
const FIRST_FIGURE = 2;

export function reportTable({ days, totals }: Report, words: Words): string {
  const { day } = words;
  const head = [
    day.day,
    day.state,
    day.calls,
    day.answered,
    day.answerRate,
    day.billedSeconds,
    day.billedMinutes,
    day.change,
  ];
  const isAnyClosed = days.some(({ entry }) => entry !== undefined);
  const sum = [day.total, '', ...figures(isAnyClosed ? totals : undefined, words), ''];
  const rows = [head, ...days.map((each) => cells(each, words)), sum];
  const widths = head.map((_, column) => Math.max(...rows.map((row) => widthOf(row[column] ?? ''))));
  const lines = rows.map((row) =>
    row
      .map((text, column) => padTo(widths[column] ?? 0, text, column >= FIRST_FIGURE ? 'right' : 'left'))
      .join('  ')
      .trimEnd(),
  );
  const reasons = days.flatMap(({ shortfalls }) => shortfalls.map((each) => reasonText(each, words)));
  return `${[...lines, ...(reasons.length === 0 ? [] : ['', ...reasons])].join('\n')}\n`;
}
