/** The box that takes a call's id, or a number with days. */

import { h, type Markup } from '../../../../shared/view/markup.ts';
import { dayAfter, isDay } from '../../../../shared/days/calendar.ts';
import { isNumber, links } from './route.ts';
import type { Context } from './view.ts';

/** GET /cdr?number=… takes no more. */
const LONGEST_DAYS = 31;
/** What support is asked about is mostly of the last week. */
const USUAL_DAYS = 7;

export interface Asked {
  readonly text: string;
  readonly from?: string;
  readonly to?: string;
}

/** Where a question leads, or what is wrong with it. */
export function read(asked: Required<Asked>, { page }: Context): { link: string } | { fault: string } {
  const text = asked.text.trim();
  if (text === '') return { fault: page.search.empty };
  if (!isNumber(text)) return { link: links.call(text) };
  const { from, to } = asked;
  if (!isDay(from) || !isDay(to) || from > to) return { fault: page.search.wrongDates };
  return dayAfter(from, LONGEST_DAYS) > to ? { link: links.number(text, from, to) } : { fault: page.search.tooLong };
}

function submit(event: Event, context: Context): void {
  event.preventDefault();
  if (!(event.currentTarget instanceof HTMLFormElement)) return;
  const form = event.currentTarget;
  const value = (name: string): string => {
    const field = form.elements.namedItem(name);
    return field instanceof HTMLInputElement ? field.value : '';
  };
  const answer = read({ text: value('text'), from: value('from'), to: value('to') }, context);
  const alert = form.querySelector('[role=alert]');
  if (alert !== null) alert.textContent = 'fault' in answer ? answer.fault : '';
  if ('link' in answer) location.hash = answer.link;
}

export function searchForm(context: Context, { text, from, to }: Asked = { text: '' }): Markup {
  const { page, today } = context;
  const day = (name: string, label: string, value: string): Markup =>
    h('label', {}, label, h('input', { type: 'date', name, value, max: today, required: true }));
  return h(
    'form',
    { class: 'search', role: 'search', novalidate: true, submit: (event) => submit(event, context) },
    h(
      'div',
      { class: 'field' },
      h('label', { for: 'text' }, page.search.label),
      h('input', {
        id: 'text',
        name: 'text',
        value: text,
        autocomplete: 'off',
        autocapitalize: 'off',
        spellcheck: 'false',
        'aria-describedby': 'text-hint',
      }),
      h('p', { class: 'hint', id: 'text-hint' }, page.search.hint),
    ),
    h(
      'fieldset',
      {},
      h('legend', {}, page.search.dates),
      day('from', page.search.from, from ?? dayAfter(today, 1 - USUAL_DAYS)),
      day('to', page.search.to, to ?? today),
    ),
    h('button', { type: 'submit', class: 'primary' }, page.search.submit),
    h('p', { role: 'alert', class: 'fault' }),
  );
}
