/**
 * Where one is on the page, kept behind the `#` of its address: links can be kept and sent, and no id or number in them
 * reaches a server or its log.
 */

import { isDay } from '../../../../shared/days/calendar.ts';

export type Route =
  | { readonly view: 'home' }
  | { readonly view: 'status' }
  | { readonly view: 'call'; readonly callId: string }
  | { readonly view: 'number'; readonly number: string; readonly from: string; readonly to: string }
  | { readonly view: 'month'; readonly month: string | undefined }
  | { readonly view: 'day'; readonly day: string };

const MONTH = /^\d{4}-(0[1-9]|1[0-2])$/;

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** Anything that cannot be read leads home. */
export function readRoute(hash: string): Route {
  const [view = '', first = '', second = '', third = ''] = hash.replace(/^#/, '').split('/').map(decoded);
  if (view === 'status') return { view };
  if (view === 'call' && first !== '') return { view, callId: first };
  if (view === 'number' && first !== '' && isDay(second) && isDay(third)) {
    return { view, number: first, from: second, to: third };
  }
  if (view === 'month') return { view, month: MONTH.test(first) ? first : undefined };
  if (view === 'day' && isDay(first)) return { view, day: first };
  return { view: 'home' };
}

function link(...parts: readonly string[]): string {
  return `#${parts.map(encodeURIComponent).join('/')}`;
}

export const links = {
  home: '#',
  status: '#status',
  call: (callId: string): string => link('call', callId),
  number: (number: string, from: string, to: string): string => link('number', number, from, to),
  month: (month?: string): string => (month === undefined ? '#month' : link('month', month)),
  day: (day: string): string => link('day', day),
};

/** Digits in any spelling are a number; ids hold letters, or begin with the digits and dashes of one. */
export function isNumber(text: string): boolean {
  return /^\+?[\d\s().-]{3,}$/.test(text) && !/^\d{1,3}-\d{6}-/.test(text);
}
