/** What most come for: one call; and in two looks, whether it is running and whether yesterday is complete. */

import { minutesText } from '../../../../shared/view/amounts.ts';
import { h, type Child, type Markup } from '../../../../shared/view/markup.ts';
import type { StatusAnswer } from './answers.ts';
import { ProblemError } from './api.ts';
import { dayAfter } from './calendar.ts';
import { askDay, stateText } from './day-view.ts';
import { links } from './route.ts';
import { searchForm } from './search.ts';
import { runningText } from './status-view.ts';
import type { Context, View } from './view.ts';

/** A look that fails does not take the box for calls away; a token that is refused concerns all. */
async function orNote(look: Promise<Child>, note: string): Promise<Child> {
  try {
    return await look;
  } catch (error) {
    if (!(error instanceof ProblemError) || error.problem.status === 401) throw error;
    return h('p', { class: 'hint' }, note);
  }
}

async function running(context: Context): Promise<Child> {
  return runningText(await context.ask<StatusAnswer>('status'), context);
}

async function yesterday(context: Context): Promise<Child> {
  const { page, words, today } = context;
  const day = dayAfter(today, -1);
  const manifest = await askDay(context, day);
  if (manifest === undefined) return stateText(day, manifest, context);
  const { calls, billedSeconds } = manifest.totals;
  const text = page.home.figures(words.number(calls), minutesText(billedSeconds, words));
  return [h('p', { class: 'outcome' }, text), stateText(day, manifest, context)];
}

function card(title: string, content: Child, href: string, more: string): Markup {
  return h('section', { class: 'card' }, h('h2', {}, title), content, h('p', {}, h('a', { href }, more)));
}

export async function homeView(context: Context): Promise<View> {
  const { page, today } = context;
  const [status, day] = await Promise.all([
    orNote(running(context), page.home.noStatus),
    orNote(yesterday(context), page.home.noArchive),
  ]);
  const yesterdays = dayAfter(today, -1);
  return {
    title: page.search.title,
    content: [
      searchForm(context),
      h(
        'div',
        { class: 'columns' },
        card(page.status.title, status, links.status, `${page.home.more}: ${page.nav.status}`),
        card(`${page.home.yesterday}, ${yesterdays}`, day, links.day(yesterdays), `${page.home.more}: ${yesterdays}`),
      ),
    ],
  };
}
