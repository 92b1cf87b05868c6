/**
 * What a person sees, as plain values: made by the same functions for the page (which turns it into a document's nodes)
 * and for a report's file (which turns it into text). Text is only ever text: nothing here can hold markup.
 */

export type Attribute = string | number | boolean | undefined | ((event: Event) => void);
export type Child = Markup | string | number | undefined | readonly Child[];

export interface Markup {
  readonly tag: string;
  /** `false` and undefined are left out, `true` is an attribute without a value, functions listen (`onclick`). */
  readonly attributes: Readonly<Record<string, Attribute>>;
  readonly children: readonly Child[];
}

/** An element: `h('p', { class: 'hint' }, 'text')`. */
export function h(tag: string, attributes: Markup['attributes'] = {}, ...children: readonly Child[]): Markup {
  return { tag, attributes, children };
}

const ESCAPES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
const VOID = new Set(['br', 'col', 'input', 'meta']);

function escape(text: string): string {
  return text.replaceAll(/[&<>"]/g, (character) => ESCAPES[character] ?? character);
}

function isList(child: Child): child is readonly Child[] {
  return Array.isArray(child);
}

function attributeText([name, value]: readonly [string, Attribute]): string {
  if (value === undefined || value === false || typeof value === 'function') return '';
  return value === true ? ` ${name}` : ` ${name}="${escape(String(value))}"`;
}

/** HTML. What listens is left out. */
export function toHtml(child: Child): string {
  if (child === undefined) return '';
  if (isList(child)) return child.map(toHtml).join('');
  if (typeof child !== 'object') return escape(String(child));
  const { tag, attributes, children } = child;
  const open = `<${tag}${Object.entries(attributes).map(attributeText).join('')}>`;
  return VOID.has(tag) ? open : `${open}${toHtml(children)}</${tag}>`;
}
