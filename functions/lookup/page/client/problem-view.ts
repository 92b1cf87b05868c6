/** An answer that is none, in the words of the reader, and what the server says a person should do. */

import { spanText } from '../../../../shared/view/amounts.ts';
import { h, type Markup } from '../../../../shared/view/markup.ts';
import type { Problem } from './api.ts';
import { facts } from '../../../../shared/view/parts.ts';
import type { Route } from './route.ts';
import { searchForm } from './search.ts';
import type { Context, View } from './view.ts';

/** What was searched for, to be put right and searched for again. */
function searchAgain(route: Route, context: Context): Markup | undefined {
  if (route.view === 'call') return searchForm(context, { text: route.callId });
  return route.view === 'number' ? searchForm(context, { ...route, text: route.number }) : undefined;
}

/** @param route what was asked: for one call, 404 means that there is none */
export function problemView(problem: Problem, route: Route, context: Context, retry: () => void): View {
  const { page, words } = context;
  const noSuchCall = route.view === 'call' && problem.status === 404;
  const { retryAfterSeconds } = problem;
  const { detail, hint } = page.said(problem);
  return {
    title: noSuchCall ? page.noSuchCall : (page.problems[problem.status] ?? page.problemOther),
    content: [
      h(
        'div',
        { class: 'card problem' },
        noSuchCall ? h('p', {}, page.noSuchCallHint) : undefined,
        retryAfterSeconds === undefined ? undefined : h('p', {}, page.retryAfter(spanText(retryAfterSeconds, words))),
        detail === undefined && hint === undefined
          ? undefined
          : h('p', { class: 'said' }, h('span', { class: 'hint' }, `${page.fromServer}: `), detail, ' ', hint),
        facts([
          [page.vendorCode, problem.vendorCode],
          [page.requestId, problem.requestId],
        ]),
        noSuchCall ? undefined : h('button', { type: 'button', click: retry }, page.retry),
      ),
      searchAgain(route, context),
    ],
  };
}
