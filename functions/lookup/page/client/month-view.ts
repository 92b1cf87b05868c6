/** The days of a month: which are complete, and what they add up to. */

import { h, type Child, type Markup } from '../../../../shared/view/markup.ts';
import type { CatalogueEntry } from '../../../../shared/days/catalogue.ts';
import type { Month } from './answers.ts';
import { daysOf, monthAfter, weekday } from '../../../../shared/days/calendar.ts';
import { dayState, stateCell } from '../../../../shared/view/day-state.ts';
import { cell, figures, shareBar, tableHead } from '../../../../shared/view/parts.ts';
import { addUp, sumTexts } from '../../../../shared/view/sums.ts';
import { pager } from './pager.ts';
import { links } from './route.ts';
import type { Context, View } from './view.ts';

function row(day: string, entry: CatalogueEntry | undefined, most: number, context: Context): Markup {
  const { words } = context;
  const name = `${day.slice(8)} ${words.day.weekdays[weekday(day)] ?? ''}`;
  const { calls, answerRate, billedMinutes } = sumTexts(entry, words);
  const share = entry === undefined || most === 0 ? 0 : entry.calls / most;
  return h(
    'tr',
    {},
    h('th', { scope: 'row' }, h('a', { href: links.day(day), 'aria-label': `${day} ${name.slice(3)}` }, name)),
    stateCell(
      dayState(day, entry, context),
      { generation: entry?.generation, shortfalls: entry?.incomplete ?? [] },
      words,
    ),
    h('td', { class: 'number bar-cell' }, calls, shareBar(share)),
    cell(answerRate, 'wide'),
    cell(billedMinutes),
  );
}

function summary(month: string, entries: readonly CatalogueEntry[], { page, words, today }: Context): Child {
  const ended = daysOf(month).filter((day) => day < today);
  const complete = entries.filter((entry) => entry.complete).length;
  const { calls, answerRate, billedMinutes } = sumTexts(entries.length === 0 ? undefined : addUp(entries), words);
  const missing = ended.length - complete;
  return [
    figures([
      [page.month.complete, page.month.ofDays(words.number(complete), words.number(ended.length))],
      [words.day.calls, calls],
      [words.day.answerRate, answerRate],
      [words.day.billedMinutes, billedMinutes],
    ]),
    ended.length === 0
      ? undefined
      : h(
          'p',
          { class: missing > 0 ? 'note' : 'hint' },
          missing > 0 ? page.month.notAll(words.number(missing)) : page.month.all,
        ),
  ];
}

export async function monthView(context: Context, asked: string | undefined): Promise<View> {
  const { ask, page, words, today } = context;
  const month = asked ?? today.slice(0, 7);
  const { days: entries } = await ask<Month>(`days?month=${month}`);
  const [year = 0, number = 1] = month.split('-').map(Number);
  const heading = page.month.heading(year, number);
  const most = Math.max(0, ...entries.map(({ calls }) => calls));
  const next = monthAfter(month);
  return {
    title: heading,
    content: [
      pager(
        h('a', { href: links.month(monthAfter(month, -1)), rel: 'prev' }, `← ${page.month.previous}`),
        undefined,
        next <= today.slice(0, 7)
          ? h('a', { href: links.month(next), rel: 'next' }, `${page.month.next} →`)
          : undefined,
      ),
      summary(month, entries, context),
      h(
        'table',
        { class: 'days' },
        h('caption', { class: 'hidden' }, heading),
        tableHead([
          [words.day.day],
          [words.day.state],
          [words.day.calls, 'number'],
          [words.day.answerRate, 'number wide'],
          [words.day.billedMinutes, 'number'],
        ]),
        h(
          'tbody',
          {},
          daysOf(month)
            .filter((day) => day <= today)
            .map((day) =>
              row(
                day,
                entries.find((entry) => entry.day === day),
                most,
                context,
              ),
            ),
        ),
      ),
      h('p', { class: 'hint' }, words.day.minutesNote),
    ],
  };
}
