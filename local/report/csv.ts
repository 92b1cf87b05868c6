/** The report for a spreadsheet: RFC 4180, in UTF-8 with the byte order mark without which Excel takes it for something else. */

import { minutesOf } from '../../shared/view/amounts.ts';
import { WORDS } from '../../shared/words/index.ts';
import type { Language } from '../../shared/words/language.ts';
import { COMMAND_WORDS } from '../words/index.ts';
import type { Report, ReportDay } from './collect.ts';

/** In English states and reasons are what the manifest and JSON call them, for programs. */
function wordsOf({ state, shortfalls }: ReportDay, language: Language): { state: string; reasons: string[] } {
  const { states, reasons } = WORDS[language].day;
  return language === 'en'
    ? { state, reasons: shortfalls.map(({ reason }) => reason) }
    : { state: states[state], reasons: shortfalls.map(({ reason }) => reasons[reason]) };
}

type Value = string | number | undefined;

/** In the order of the columns. */
function row(reported: ReportDay, language: Language): Value[] {
  const { day, entry, shortfalls } = reported;
  const { state, reasons } = wordsOf(reported, language);
  const missing = shortfalls.map(({ from, to }, i) => `${reasons[i]} ${from}/${to}`).join(' ');
  if (entry === undefined) return [day, state, ...Array.from({ length: 9 }, () => undefined), missing];
  const { generation, calls, answered, billedSeconds, changes, closedAt } = entry;
  const change = [changes?.added, changes?.revised, changes?.billedSeconds];
  return [
    day,
    state,
    generation,
    calls,
    answered,
    billedSeconds,
    minutesOf(billedSeconds),
    ...change,
    closedAt,
    missing,
  ];
}

function quoted(value: Value): string {
  const text = String(value ?? '');
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

export function reportCsv({ days, totals }: Report, language: Language): string {
  const { columns, total } = COMMAND_WORDS[language].report;
  const { calls, answered, billedSeconds } = totals;
  const sums = [total, '', '', calls, answered, billedSeconds, minutesOf(billedSeconds)];
  const rows = [
    columns,
    ...days.map((day) => row(day, language)),
    [...sums, ...columns.slice(sums.length).map(() => '')],
  ];
  return `\u{FEFF}${rows.map((values) => `${values.map(quoted).join(',')}\r\n`).join('')}`;
}
