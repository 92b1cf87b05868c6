/** The report as one file that opens anywhere: no script, nothing loaded from elsewhere. */

import { dateAndClock } from '../../shared/view/amounts.ts';
import { stateCell } from '../../shared/view/day-state.ts';
import {
  answerRateSeries,
  callsSeries,
  hoursPicture,
  minutesSeries,
  type HourSeries,
} from '../../shared/view/hours-picture.ts';
import { h, toHtml, type Markup } from '../../shared/view/markup.ts';
import { card, cell, figures, legend, scrolling, tableHead } from '../../shared/view/parts.ts';
import { addUp, sumTexts, type Sums } from '../../shared/view/sums.ts';
import type { Language } from '../../shared/words/language.ts';
import { qualitySection } from './quality-section.ts';
import { reportWords, type ReportWords } from './report-words.ts';
import { stripPicture } from './strip-picture.ts';
import type { DayInFull, Report, ReportDay } from './collect.ts';

export interface ReportPage {
  readonly report: Report;
  /** `2026-03`, or a day. */
  readonly span: string;
  /** The closed days, by name. */
  readonly full: ReadonlyMap<string, DayInFull>;
  readonly language: Language;
  /** CSS. */
  readonly style: string;
}

function summary({ days, totals }: Report, words: ReportWords): Markup {
  const closed = days.filter(({ entry }) => entry !== undefined).length;
  const complete = days.filter(({ state }) => state === 'complete').length;
  const { calls, answerRate, billedMinutes } = sumTexts(closed === 0 ? undefined : totals, words);
  const of = (count: number): string => words.report.daysClosed(words.number(count), words.number(days.length));
  return figures([
    [words.report.closed, of(closed)],
    [words.report.complete, of(complete)],
    [words.day.calls, calls],
    [words.day.answerRate, answerRate],
    [words.day.billedMinutes, billedMinutes],
  ]);
}

function strip({ days }: Report, full: ReportPage['full'], words: ReportWords): Markup {
  const { strip: said } = words;
  const rows = days.map(({ day, state, shortfalls }) => ({ day, state, shortfalls, slots: full.get(day)?.slots }));
  return card(
    said.title,
    h('p', { class: 'hint' }, said.explained),
    legend([
      ['few', said.few],
      ['many', said.many],
      ['missing', said.missing],
      ['open', said.open],
    ]),
    stripPicture(rows, words),
  );
}

/** The hours of all days together. */
function hoursOf(full: ReportPage['full']): Sums[] {
  const days = [...full.values()].map(({ manifest }) => manifest.hours);
  return Array.from({ length: 24 }, (_, hour) => addUp(days.flatMap((hours) => hours[hour] ?? [])));
}

function hourPictures(full: ReportPage['full'], words: ReportWords): Markup[] {
  const hours = hoursOf(full);
  const picture = (series: HourSeries, key?: Markup): Markup =>
    card(series.name, key, hoursPicture(hours, series, words));
  const key = legend([
    ['answered', words.day.answered],
    ['all', words.day.notAnswered],
  ]);
  return [picture(callsSeries(words), key), picture(answerRateSeries(words)), picture(minutesSeries(words))];
}

function dayRow({ day, state, entry, shortfalls }: ReportDay, words: ReportWords): Markup {
  const { calls, answerRate, billedSeconds, billedMinutes } = sumTexts(entry, words);
  return h(
    'tr',
    {},
    h('th', { scope: 'row' }, day),
    stateCell(state, { generation: entry?.generation, shortfalls }, words),
    [calls, answerRate, billedSeconds, billedMinutes].map((text) => cell(text)),
  );
}

function dayTable({ days }: Report, words: ReportWords): Markup {
  const { day } = words;
  const names = [day.calls, day.answerRate, day.billedSeconds, day.billedMinutes];
  return card(
    words.report.days,
    scrolling(
      tableHead([[day.day], [day.state], ...names.map((name) => [name, 'number'] as const)]),
      h(
        'tbody',
        {},
        days.map((each) => dayRow(each, words)),
      ),
    ),
    h('p', { class: 'hint' }, day.minutesNote),
  );
}

export function reportHtml({ report, span, full, language, style }: ReportPage): string {
  const words = reportWords(language);
  const title = words.report.title(span);
  const body = [
    h('h1', {}, title),
    h('p', { class: 'hint' }, words.report.made(dateAndClock(report.now, words), report.now.slice(19))),
    summary(report, words),
    strip(report, full, words),
    dayTable(report, words),
    ...(full.size === 0 ? [] : hourPictures(full, words)),
    qualitySection(full, words),
  ];
  const policy = "default-src 'none'; style-src 'unsafe-inline'";
  return `<!doctype html>
<html lang="${language === 'zh' ? 'zh-CN' : 'en'}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<title>${toHtml(title)}</title>
<style>${style}</style>
</head>
<body>
<main>${toHtml(body)}</main>
</body>
</html>
`;
}
