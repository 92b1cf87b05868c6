/** The report at a terminal: a row a day, and their sum. */

import { minutesText, shareText, signedText, minutesOf, stretchText } from '../../shared/view/amounts.ts';
import type { Words } from '../../shared/words/index.ts';
import { padTo, widthOf } from '../console/columns.ts';
import type { Report, ReportDay } from './collect.ts';

function cells({ day, state, entry }: ReportDay, words: Words): string[] {
  const name = words.day.states[state];
  if (entry === undefined) return [day, name, ...Array.from({ length: 6 }, () => words.none)];
  const { generation, calls, answered, billedSeconds, changes } = entry;
  const changed =
    changes === null
      ? words.none
      : `+${words.number(changes.added)} ~${words.number(changes.revised)} ${signedText(minutesOf(changes.billedSeconds), words)}`;
  return [
    day,
    generation === 0 ? name : `${name}${words.aside(words.day.generation(generation))}`,
    words.number(calls),
    words.number(answered),
    shareText(answered, calls, words),
    words.number(billedSeconds),
    minutesText(billedSeconds, words),
    changed,
  ];
}

/** Columns from this one on are figures. */
const FIRST_FIGURE = 2;

export function reportTable({ days, totals }: Report, words: Words): string {
  const { calls, answered, billedSeconds } = totals;
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
  const orNone = (text: string): string => (days.some(({ entry }) => entry) ? text : words.none);
  const sum = [
    day.total,
    '',
    orNone(words.number(calls)),
    orNone(words.number(answered)),
    shareText(answered, calls, words),
    orNone(words.number(billedSeconds)),
    orNone(minutesText(billedSeconds, words)),
    '',
  ];
  const rows = [head, ...days.map((each) => cells(each, words)), sum];
  const widths = head.map((_, column) => Math.max(...rows.map((row) => widthOf(row[column] ?? ''))));
  const lines = rows.map((row) =>
    row
      .map((text, column) => padTo(widths[column] ?? 0, text, column >= FIRST_FIGURE ? 'right' : 'left'))
      .join('  ')
      .trimEnd(),
  );
  const reasons = days.flatMap(({ shortfalls }) =>
    shortfalls.map(({ reason, from, to }) => day.stretch(stretchText(from, to, words), day.reasons[reason])),
  );
  return `${[...lines, ...(reasons.length === 0 ? [] : ['', ...reasons])].join('\n')}\n`;
}
