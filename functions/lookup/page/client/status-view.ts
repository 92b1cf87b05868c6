/** Is it running? How far behind, what is missing, and who does not answer. */

import { dateAndClock, spanText, stretchText } from '../../../../shared/view/amounts.ts';
import { h, type Child, type Markup } from '../../../../shared/view/markup.ts';
import type { Status } from './answers.ts';
import { badge, card, facts } from '../../../../shared/view/parts.ts';
import { links } from './route.ts';
import { runningState } from './running.ts';
import type { Context, View } from './view.ts';

export function runningText(status: Status, { page }: Context): Markup {
  const [kind, words] = runningState(status);
  return h('p', { class: 'outcome' }, badge(kind, page.status[words]));
}

function stretches(title: string, list: Status['lost'], none: string, { words }: Context): Child {
  const items = list.map(({ from, to, why }) =>
    h('li', {}, stretchText(from, to, words), h('small', {}, ` ${words.day.why(why)}`)),
  );
  return card(title, items.length === 0 ? h('p', { class: 'hint' }, none) : h('ul', { class: 'reasons' }, items));
}

function dayLink(day: string | null, { words }: Context): Child {
  return day === null ? words.none : h('a', { href: links.day(day) }, day);
}

export async function statusView(context: Context): Promise<View> {
  const { ask, page, words } = context;
  const said = page.status;
  const status = await ask<Status>('status');
  const passes = status.passes.map(
    ({ ageSeconds, cursor }) =>
      [said.pass(spanText(ageSeconds, words)), said.until(dateAndClock(cursor, words))] as const,
  );
  return {
    title: said.title,
    content: [
      runningText(status, context),
      h(
        'section',
        { class: 'card' },
        facts([
          [said.lag, spanText(status.lagSeconds, words)],
          [said.lastTick, dateAndClock(status.asOf, words)],
          [said.blockedUntil, status.blockedUntil === null ? null : dateAndClock(status.blockedUntil, words)],
          [said.notBefore, status.notBefore === null ? null : dateAndClock(status.notBefore, words)],
          [said.lastClosedDay, dayLink(status.lastClosedDay, context)],
          [said.since, dateAndClock(status.since, words)],
        ]),
        h('p', { class: 'hint' }, said.lagHint),
      ),
      status.faults.length === 0 ? undefined : h('p', { class: 'note' }, said.faults, ' ', status.faults.join('; ')),
      stretches(said.gapsTitle, status.gaps, said.noGaps, context),
      stretches(said.lostTitle, status.lost, said.noLost, context),
      card(said.passes, facts(passes)),
      h('p', { class: 'hint' }, said.updated(dateAndClock(status.now, words))),
    ],
  };
}
