/** An answer that is none, in the words of the reader, and what the server says a person should do. */

import { spanText } from '../../../../shared/view/amounts.ts';
import { h } from '../../../../shared/view/markup.ts';
import type { Words } from '../../../../shared/words/index.ts';
import type { PageWords } from '../words/en.ts';
import type { Problem } from './api.ts';
import { facts } from '../../../../shared/view/parts.ts';
import type { View } from './view.ts';

interface Spoken {
  readonly page: PageWords;
  readonly words: Words;
}

/** @param ofCall the question was for one call: then 404 means that there is none */
export function problemView(problem: Problem, ofCall: boolean, { page, words }: Spoken, retry: () => void): View {
  const noSuchCall = ofCall && problem.status === 404;
  const { detail, hint, retryAfterSeconds } = problem;
  return {
    title: noSuchCall ? page.noSuchCall : (page.problems[problem.status] ?? page.problemOther),
    content: h(
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
  };
}
