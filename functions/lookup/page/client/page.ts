/** From the address to what is seen: which view, in which language, for whom. */

import { h, type Child, type Markup } from '../../../../shared/view/markup.ts';
import { parseUtcOffset } from '../../../../shared/time.ts';
import { languageOf, type Language } from '../../../../shared/words/language.ts';
import { WORDS } from '../../../../shared/words/index.ts';
import { en } from '../words/en.ts';
import { zh } from '../words/zh.ts';
import { createAsk, ProblemError, type Ask } from './api.ts';
import type { Status } from './answers.ts';
import { dayOf } from '../../../../shared/days/calendar.ts';
import { callView } from './call-view.ts';
import { dayView } from './day-view.ts';
import { homeView } from './home-view.ts';
import { monthView } from './month-view.ts';
import { numberView } from './number-view.ts';
import { problemView } from './problem-view.ts';
import { links, readRoute, type Route } from './route.ts';
import { forgetToken, keepToken, signInView, takeToken } from './sign-in.ts';
import { statusView } from './status-view.ts';
import type { Context, View } from './view.ts';

const PAGE_WORDS = { en, zh };
const LANGUAGE_KEY = 'huadan-language';

export interface Screen {
  header(child: Child): void;
  main(child: Child): void;
  /** For those who do not see that the view has changed. */
  announce(text: string): void;
}

async function viewOf(route: Route, context: Context): Promise<View> {
  if (route.view === 'status') return statusView(context);
  if (route.view === 'call') return callView(context, route.callId);
  if (route.view === 'number') return numberView(context, route.number, route.from, route.to);
  if (route.view === 'month') return monthView(context, route.month);
  return route.view === 'day' ? dayView(context, route.day) : homeView(context);
}

interface Clock {
  /** Of the archive, such as `+08:00`. */
  readonly offset: string;
  /** How far the server's clock is ahead of the one here. */
  readonly aheadMs: number;
  readonly firstDay: string | undefined;
}

/** What day it is, the server says, in the archive's zone. Where there is no archive, the usual zone and this clock. */
async function askClock(ask: Ask): Promise<Clock> {
  try {
    const { now, since } = await ask<Status>('status');
    return { offset: now.slice(19), aheadMs: Date.parse(now) - Date.now(), firstDay: since?.slice(0, 10) };
  } catch (error) {
    if (error instanceof ProblemError && error.problem.status !== 401)
      return { offset: '+08:00', aheadMs: 0, firstDay: undefined };
    throw error;
  }
}

/** A jump to `#main` would be taken for a view. */
function skip(event: Event): void {
  event.preventDefault();
  document.querySelector<HTMLElement>('#main')?.focus();
}

export function startPage(screen: Screen): void {
  let token = takeToken();
  let language: Language = languageOf(localStorage.getItem(LANGUAGE_KEY) ?? navigator.language);
  let clock: Clock | undefined;
  let turn = new AbortController();

  function header(route: Route | undefined): Markup[] {
    const page = PAGE_WORDS[language];
    const entry = (href: string, text: string, views: readonly Route['view'][]): Markup => {
      const current = route !== undefined && views.includes(route.view);
      return h('a', { href, 'aria-current': current && 'page' }, text);
    };
    const nav = h(
      'nav',
      { 'aria-label': page.nav.label },
      entry(links.home, page.nav.search, ['home', 'call', 'number']),
      entry(links.month(), page.nav.days, ['month', 'day']),
      entry(links.status, page.nav.status, ['status']),
    );
    const other: Language = language === 'en' ? 'zh' : 'en';
    const change = (): void => {
      language = other;
      localStorage.setItem(LANGUAGE_KEY, other);
      void render();
    };
    return [
      h('a', { class: 'skip', href: '#main', click: skip }, page.skip),
      h('span', { class: 'brand' }, page.name),
      ...(route === undefined ? [] : [nav]),
      h(
        'span',
        { class: 'tools' },
        h('button', { type: 'button', lang: other, click: change }, page.otherLanguage),
        route === undefined ? undefined : h('button', { type: 'button', click: signOut }, page.nav.signOut),
      ),
    ];
  }

  function signIn(given: string): void {
    keepToken(given);
    token = given;
    void render();
  }

  function signOut(): void {
    forgetToken();
    token = undefined;
    void render();
  }

  function put(route: Route | undefined, { title, content }: View): void {
    const page = PAGE_WORDS[language];
    document.documentElement.lang = language === 'zh' ? 'zh-CN' : 'en';
    document.title = `${title} · ${page.name}`;
    screen.header(header(route));
    screen.main([h('h1', { tabindex: -1 }, title), content]);
    screen.announce(title);
  }

  async function look(route: Route, asking: string, signal: AbortSignal): Promise<View> {
    const ask = createAsk(asking, signal);
    const { offset, aheadMs, firstDay } = (clock ??= await askClock(ask));
    const today = dayOf((Date.now() + aheadMs) / 1000, parseUtcOffset(offset) ?? 0);
    const context: Context = { page: PAGE_WORDS[language], words: WORDS[language], ask, today, firstDay };
    try {
      return await viewOf(route, context);
    } catch (error) {
      if (!(error instanceof ProblemError) || error.problem.status === 401) throw error;
      return problemView(error.problem, route, context, () => void render());
    }
  }

  async function render(): Promise<void> {
    turn.abort();
    turn = new AbortController();
    const { signal } = turn;
    const page = PAGE_WORDS[language];
    const route = readRoute(location.hash);
    if (token === undefined) return put(undefined, signInView(page, false, signIn));
    screen.announce(page.loading);
    document.querySelector('#main')?.setAttribute('aria-busy', 'true');
    try {
      put(route, await look(route, token, signal));
      document.querySelector<HTMLElement>('h1')?.focus({ preventScroll: true });
      scrollTo(0, 0);
    } catch (error) {
      if (signal.aborted) return;
      if (!(error instanceof ProblemError)) throw error;
      forgetToken();
      token = undefined;
      put(undefined, signInView(page, true, signIn));
    } finally {
      if (!signal.aborted) document.querySelector('#main')?.removeAttribute('aria-busy');
    }
  }

  addEventListener('hashchange', () => {
    token = takeToken() ?? token;
    void render();
  });
  void render();
}
