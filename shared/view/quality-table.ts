/** The quality figures of a day, each with what it means. */

import type { Quality } from '../days/manifest.ts';
import type { Words } from '../words/index.ts';
import { clockText, spanText } from './amounts.ts';
import { h, type Child, type Markup } from './markup.ts';

interface Wait {
  readonly median: number | null;
  readonly p95: number | null;
}

function waitText({ median, p95 }: Wait, words: Words): string {
  return median === null ? words.none : `${spanText(median, words)} / ${spanText(p95, words)}`;
}

function percentText(share: number | null, words: Words): string {
  return share === null ? words.none : words.percent(share);
}

/** `11:20` for `10:20`. */
function hourLater(time: string): string {
  return `${String((Number(time.slice(11, 13)) + 1) % 24).padStart(2, '0')}:${time.slice(14, 16)}`;
}

function legRow(name: Child, caller: string, callee: string): Markup {
  return h('tr', {}, h('th', { scope: 'row' }, name), h('td', {}, caller), h('td', {}, callee));
}

function legs({ a, b }: Quality, words: Words): Markup {
  const { quality } = words;
  const ratio = ({ asr, answered, attempts }: Quality['a']): string =>
    asr === null
      ? words.none
      : `${words.percent(asr)}${words.aside(`${words.number(answered)} / ${words.number(attempts)}`)}`;
  const timed = (name: string): Child => [name, ' ', h('small', {}, quality.medianAnd95)];
  return h(
    'table',
    { class: 'quality' },
    h('caption', { class: 'hidden' }, quality.title),
    h(
      'thead',
      {},
      h('tr', {}, h('td'), h('th', { scope: 'col' }, quality.caller), h('th', { scope: 'col' }, quality.callee)),
    ),
    h(
      'tbody',
      {},
      legRow(quality.answerRatio, ratio(a), ratio(b)),
      legRow(timed(quality.postDialDelay), waitText(a.postDialDelay, words), waitText(b.postDialDelay, words)),
      legRow(timed(quality.ringTime), waitText(a.ringTime, words), waitText(b.ringTime, words)),
    ),
  );
}

function wholeDay({ averageCallDuration, shortCallShare, busiestHour }: Quality, words: Words): Markup {
  const { quality } = words;
  const busiest =
    busiestHour === null
      ? words.none
      : quality.erlang(
          words.number(busiestHour.erlang),
          clockText(busiestHour.from, words).slice(0, 5),
          hourLater(busiestHour.from),
        );
  const entries = [
    [quality.averageDuration, spanText(averageCallDuration, words)],
    [quality.shortCalls, percentText(shortCallShare, words)],
    [quality.busiestHour, busiest],
  ] as const;
  return h(
    'dl',
    { class: 'facts' },
    entries.map(([name, value]) => h('div', {}, h('dt', {}, name), h('dd', {}, value))),
  );
}

export function definitions({ quality }: Words, open = false): Markup {
  const { meaning } = quality;
  const entries = [
    [quality.answerRatio, meaning.answerRatio],
    [quality.postDialDelay, meaning.postDialDelay],
    [quality.ringTime, meaning.ringTime],
    [quality.averageDuration, meaning.averageDuration],
    [quality.shortCalls, meaning.shortCalls],
    [quality.busiestHour, meaning.erlang],
  ] as const;
  return h(
    'details',
    { class: 'definitions', open },
    h('summary', {}, quality.definitions),
    h(
      'dl',
      {},
      entries.map(([name, text]) => [h('dt', {}, name), h('dd', {}, text)]),
    ),
  );
}

/** @param open the definitions are shown from the start: on paper nobody can open them */
export function qualityTable(quality: Quality, words: Words, open = false): Child {
  return [legs(quality, words), wholeDay(quality, words), definitions(words, open)];
}
