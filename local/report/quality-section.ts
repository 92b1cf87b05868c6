/** The quality of a report's days. */

import { spanText } from '../../shared/view/amounts.ts';
import type { Manifest } from '../../shared/days/manifest.ts';
import { h, type Child, type Markup } from '../../shared/view/markup.ts';
import { card, cell, scrolling, tableHead } from '../../shared/view/parts.ts';
import { definitions, qualityTable } from '../../shared/view/quality-table.ts';
import type { Words } from '../../shared/words/index.ts';
import type { DayInFull } from './collect.ts';
import type { ReportWords } from './report-words.ts';

function dayRow({ day, quality }: Manifest, words: Words): Markup {
  const { a, b, averageCallDuration, shortCallShare } = quality;
  const share = (value: number | null): string => (value === null ? words.none : words.percent(value));
  const wait = (seconds: typeof b.ringTime): string =>
    `${spanText(seconds.median, words)} / ${spanText(seconds.p95, words)}`;
  const values = [
    share(a.asr),
    share(b.asr),
    wait(b.postDialDelay),
    wait(b.ringTime),
    spanText(averageCallDuration, words),
    share(shortCallShare),
  ];
  return h(
    'tr',
    {},
    h('th', { scope: 'row' }, day),
    values.map((text) => cell(text)),
  );
}

/** A row a day: medians of days cannot be put together to one of a month. */
function qualityByDay(full: ReadonlyMap<string, DayInFull>, words: ReportWords): Markup {
  const { quality, report } = words;
  const names = [
    report.legOf(quality.caller, quality.answerRatio),
    report.legOf(quality.callee, quality.answerRatio),
    report.legOf(quality.callee, quality.postDialDelay),
    report.legOf(quality.callee, quality.ringTime),
    quality.averageDuration,
    quality.shortCalls,
  ];
  const rows = [...full.values()].map(({ manifest }) => dayRow(manifest, words));
  return card(
    report.qualityByDay,
    scrolling(tableHead([[words.day.day], ...names.map((name) => [name, 'number'] as const)]), h('tbody', {}, rows)),
    h('p', { class: 'hint' }, `${quality.postDialDelay}, ${quality.ringTime}: ${quality.medianAnd95}`),
    definitions(words, true),
  );
}

/** Nothing where no day is closed. */
export function qualitySection(full: ReadonlyMap<string, DayInFull>, words: ReportWords): Child {
  const [first, ...others] = full.values();
  if (first === undefined) return undefined;
  if (others.length > 0) return qualityByDay(full, words);
  return card(words.quality.title, qualityTable(first.manifest.quality, words, true));
}
