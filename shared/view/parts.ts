/** Small parts of the page and the report. */

import { h, type Child, type Markup } from './markup.ts';

export type Kind = 'good' | 'warn' | 'bad' | 'quiet';

/** A few words that stand out; the sign tells the kind to those who see no colours. */
const SIGNS: Readonly<Record<Kind, string>> = { good: '✓', warn: '!', bad: '✕', quiet: '·' };

export function badge(kind: Kind, text: string): Markup {
  return h('span', { class: `badge ${kind}` }, h('span', { 'aria-hidden': 'true' }, SIGNS[kind]), ' ', text);
}

/** Names and what stands for them; those without anything are left out. */
export function facts(entries: readonly (readonly [name: string, value: Child | null])[]): Markup {
  const known = entries.filter(([, value]) => value !== null && value !== undefined);
  return h(
    'dl',
    { class: 'facts' },
    known.map(([name, value]) => h('div', {}, h('dt', {}, name), h('dd', {}, value ?? undefined))),
  );
}

/** Large figures side by side. */
export function figures(entries: readonly (readonly [name: string, value: string])[]): Markup {
  return h(
    'dl',
    { class: 'figures' },
    entries.map(([name, value]) => h('div', {}, h('dt', {}, name), h('dd', {}, value))),
  );
}

/** A cell of figures. */
export function cell(text: string, kind = ''): Markup {
  return h('td', { class: `number ${kind}`.trim() }, text);
}

/** The head of a table: names, and the kind of each column. */
export function tableHead(columns: readonly (readonly [name: string, kind?: string])[]): Markup {
  const cells = columns.map(([name, kind]) => h('th', { scope: 'col', class: kind }, name));
  return h('thead', {}, h('tr', {}, cells));
}

/** What the shades of a picture stand for. */
export function legend(entries: readonly (readonly [kind: string, text: string])[]): Markup {
  const keys = entries.map(([kind, text]) => h('span', {}, h('span', { class: `key ${kind}` }), text));
  return h('p', { class: 'legend' }, keys);
}

/** A thin bar as long as the share, 0 to 1; the figure beside it says the same. */
export function shareBar(share: number): Markup {
  const bar = h('rect', { class: 'answered', width: `${Math.round(share * 1000) / 10}%`, height: 4, rx: 2 });
  return h('svg', { class: 'picture bar', width: '100%', height: 4, 'aria-hidden': 'true' }, bar);
}

/** A part with a heading of its own. */
export function card(title: string, ...content: readonly Child[]): Markup {
  return h('section', { class: 'card' }, h('h2', {}, title), content);
}

/** A table that is moved sideways where it has no room; the keyboard moves it once it has the focus. */
export function scrolling(...rows: readonly Child[]): Markup {
  return h('div', { class: 'scroll', tabindex: 0 }, h('table', {}, rows));
}
