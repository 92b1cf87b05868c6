/** The calls of a number in some days. */

import type { Cdr } from '../../../../shared/cdr/schema.ts';
import { clockText, dateAndClock, spanText } from '../../../../shared/view/amounts.ts';
import { reasonText } from '../../../../shared/view/day-state.ts';
import { endingOf } from '../../../../shared/view/call-words.ts';
import { h, type Markup } from '../../../../shared/view/markup.ts';
import type { Found } from './answers.ts';
import { dayAfter, weekday } from '../../../../shared/days/calendar.ts';
import { badge } from '../../../../shared/view/parts.ts';
import { links } from './route.ts';
import { searchForm } from './search.ts';
import type { Context, View } from './view.ts';

const startOf = (call: Cdr): string => call.startSrcCallTime ?? call.endCallTime ?? '';

function line(call: Cdr, { words }: Context): Markup {
  const { kind, text } = endingOf(call, words);
  return h(
    'li',
    {},
    h(
      'a',
      { href: links.call(call.callId) },
      h('span', { class: 'number when' }, clockText(startOf(call), words)),
      h('span', { class: 'who' }, `${call.src ?? words.none} → ${call.dst ?? words.none}`),
      h('span', { class: 'how' }, badge(kind, text)),
      h('span', { class: 'number billed' }, spanText(call.duration, words)),
    ),
  );
}

/** Newest first, a heading a day. */
function list(calls: readonly Cdr[], context: Context): Markup[] {
  const sorted = [...calls].sort((a, b) => startOf(b).localeCompare(startOf(a)));
  const days = [...new Set(sorted.map((call) => startOf(call).slice(0, 10)))];
  return days.map((day) => {
    const own = sorted.filter((call) => startOf(call).startsWith(day));
    const name = `${day} ${context.words.day.weekdays[weekday(day)] ?? ''}`;
    return h(
      'section',
      {},
      h('h2', {}, h('a', { href: links.day(day) }, name)),
      h(
        'ul',
        { class: 'calls' },
        own.map((call) => line(call, context)),
      ),
    );
  });
}

export async function numberView(context: Context, number: string, from: string, to: string): Promise<View> {
  const { ask, page, words } = context;
  // Times without an offset are times in the archive's zone.
  const query = new URLSearchParams({ number, from: `${from}T00:00:00`, to: `${dayAfter(to)}T00:00:00` });
  const { cdr, searchedUntil, incomplete = [] } = await ask<Found>(`cdr?${query.toString()}`);
  const notYet = typeof searchedUntil === 'string' && searchedUntil.slice(0, 10) <= to;
  return {
    title: page.number.title(number),
    content: [
      h('p', {}, `${page.number.between(from, to)} · `, h('strong', {}, page.number.found(words.number(cdr.length)))),
      notYet ? h('p', { class: 'note' }, page.number.searchedUntil(dateAndClock(searchedUntil, words))) : undefined,
      incomplete.length === 0
        ? undefined
        : h(
            'div',
            { class: 'note' },
            page.number.incomplete,
            h(
              'ul',
              { class: 'reasons' },
              incomplete.map((shortfall) => h('li', {}, reasonText(shortfall, words))),
            ),
          ),
      cdr.length === 0 ? h('p', { class: 'card' }, page.number.none) : list(cdr, context),
      searchForm(context, { text: number, from, to }),
      h('p', { class: 'hint' }, h('a', { href: links.call(number) }, page.number.asCallId)),
    ],
  };
}
