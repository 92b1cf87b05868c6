/** Steps back and forth, and what stands between them. */

import { h, type Child, type Markup } from '../../../../shared/view/markup.ts';

export function pager(before: Child, middle: Child, after: Child): Markup {
  return h('div', { class: 'pager' }, before ?? h('span'), middle, after ?? h('span'));
}
