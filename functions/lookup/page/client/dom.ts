/** Markup -> nodes of the document. Text becomes text nodes, so nothing that a server sent can become markup. */

import type { Child, Markup } from '../../../../shared/view/markup.ts';

const SVG = 'http://www.w3.org/2000/svg';

function create(tag: string, inside: Element | DocumentFragment): Element {
  const svg = tag === 'svg' || (inside instanceof SVGElement && inside.namespaceURI === SVG);
  return svg ? document.createElementNS(SVG, tag) : document.createElement(tag);
}

function build({ tag, attributes, children }: Markup, inside: Element | DocumentFragment): Element {
  const element = create(tag, inside);
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === 'function') element.addEventListener(name, value);
    else if (value !== undefined && value !== false) element.setAttribute(name, value === true ? '' : String(value));
  }
  append(children, element);
  return element;
}

function append(child: Child, inside: Element | DocumentFragment): void {
  if (child === undefined) return;
  if (typeof child === 'string' || typeof child === 'number') inside.append(String(child));
  else if ('tag' in child) inside.append(build(child, inside));
  else for (const each of child) append(each, inside);
}

/** Puts `child` in the place of all that is inside `element`. */
export function show(child: Child, element: Element): void {
  const fragment = document.createDocumentFragment();
  append(child, fragment);
  element.replaceChildren(fragment);
}
