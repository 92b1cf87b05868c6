/** The report for a spreadsheet: RFC 4180, in UTF-8 with the byte order mark without which Excel takes it for something else. */

import { minutesOf } from '../../shared/view/amounts.ts';
import type { Report, ReportDay } from './collect.ts';

const COLUMNS = [
  'day',
  'state',
  'generation',
  'calls',
  'answered',
  'billedSeconds',
  'billedMinutes',
  'changeAdded',
  'changeRevised',
  'changeBilledSeconds',
  'closedAt',
  'missing',
];

type Value = string | number | undefined;

function row({ day, state, entry, shortfalls }: ReportDay): Value[] {
  const missing = shortfalls.map(({ reason, from, to }) => `${reason} ${from}/${to}`).join(' ');
  if (entry === undefined) return [day, state, ...COLUMNS.slice(3).map(() => undefined), missing];
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

export function reportCsv({ days, totals }: Report): string {
  const { calls, answered, billedSeconds } = totals;
  const sums = ['total', '', '', calls, answered, billedSeconds, minutesOf(billedSeconds)];
  const rows = [COLUMNS, ...days.map(row), [...sums, ...COLUMNS.slice(sums.length).map(() => '')]];
  return `\u{FEFF}${rows.map((values) => `${values.map(quoted).join(',')}\r\n`).join('')}`;
}
