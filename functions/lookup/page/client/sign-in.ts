/** The token: asked for once, and kept in this tab only, until it is closed. */

import { h } from '../../../../shared/view/markup.ts';
import type { PageWords } from '../words/en.ts';
import type { View } from './view.ts';

const KEY = 'huadan-token';

/** `#token=…` is how `npm start` hands its token over; it is taken out of the address at once. */
export function takeToken(): string | undefined {
  const given = /^#token=([\w.~+/=-]+)$/.exec(location.hash)?.[1];
  if (given !== undefined) {
    keepToken(given);
    history.replaceState(null, '', location.pathname);
  }
  return sessionStorage.getItem(KEY) ?? undefined;
}

export function keepToken(token: string): void {
  sessionStorage.setItem(KEY, token);
}

export function forgetToken(): void {
  sessionStorage.removeItem(KEY);
}

export function signInView({ token: words }: PageWords, refused: boolean, signIn: (token: string) => void): View {
  const submit = (event: Event): void => {
    event.preventDefault();
    const field = document.querySelector<HTMLInputElement>('#token');
    const token = field?.value.trim() ?? '';
    if (token !== '') signIn(token);
  };
  const field = h('input', {
    id: 'token',
    name: 'token',
    type: 'password',
    autocomplete: 'off',
    required: true,
    'aria-describedby': 'token-hint',
  });
  return {
    title: words.title,
    content: h(
      'form',
      { class: 'card sign-in', novalidate: true, submit },
      refused ? h('p', { role: 'alert', class: 'fault' }, words.refused) : undefined,
      h('label', { for: 'token' }, words.label),
      field,
      h('p', { class: 'hint', id: 'token-hint' }, words.hint),
      h('button', { type: 'submit', class: 'primary' }, words.submit),
    ),
  };
}
