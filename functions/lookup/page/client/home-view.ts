/** The search for a call; and beside it whether the pull runs, and whether yesterday is complete. */

import { dateAndClock, spanText } from '../../../../shared/view/amounts.ts';
import { card, facts } from '../../../../shared/view/parts.ts';
import { sumTexts } from '../../../../shared/view/sums.ts';
import { h, type Child, type Markup } from '../../../../shared/view/markup.ts';
import type { Status } from './answers.ts';
import { ProblemError } from './api.ts';
import { dayAfter } from '../../../../shared/days/calendar.ts';
import { askDay, stateText } from './day-view.ts';
import { links } from './route.ts';
import { searchForm } from './search.ts';
import { runningText } from './status-view.ts';
import type { Context, View } from './view.ts';

/** When one of them cannot be read, the search stays. A token that is refused concerns the whole page. */
async function orNote(look: Promise<Child>, { page }: Context): Promise<Child> {
  try {
    return await look;
  } catch (error) {
    if (!(error instanceof ProblemError) || error.problem.status === 401) throw error;
    const { status } = error.problem;
    const { detail, hint } = page.said(error.problem);
    return [
      h('p', {}, page.problems[status] ?? page.problemOther),
      h('p', { class: 'hint' }, [detail, hint].filter((text) => text !== undefined).join(' ')),
    ];
  }
}

async function running(context: Context): Promise<Child> {
  const { page, words } = context;
  const status = await context.ask<Status>('status');
  const { lagSeconds, asOf } = status;
  return [
    runningText(status, context),
    facts([
      [page.status.lag, spanText(lagSeconds, words)],
      [page.status.lastTick, dateAndClock(asOf, words)],
    ]),
  ];
}

async function yesterday(context: Context): Promise<Child> {
  const { words, today } = context;
  const day = dayAfter(today, -1);
  const manifest = await askDay(context, day);
  if (manifest === undefined) return stateText(day, manifest, context);
  const { calls, billedMinutes } = sumTexts(manifest.totals, words);
  return [
    stateText(day, manifest, context),
    facts([
      [words.day.calls, calls],
      [words.day.billedMinutes, billedMinutes],
    ]),
  ];
}

function more(href: string, name: string, { page }: Context): Markup {
  return h('p', {}, h('a', { href }, page.home.more(name)));
}

export async function homeView(context: Context): Promise<View> {
  const { page, today } = context;
  const [status, day] = await Promise.all([orNote(running(context), context), orNote(yesterday(context), context)]);
  const yesterdays = dayAfter(today, -1);
  return {
    title: page.search.title,
    content: [
      searchForm(context),
      h(
        'div',
        { class: 'columns' },
        card(page.status.title, status, more(links.status, page.nav.status, context)),
        card(page.home.yesterday(yesterdays), day, more(links.day(yesterdays), yesterdays, context)),
      ),
    ],
  };
}
