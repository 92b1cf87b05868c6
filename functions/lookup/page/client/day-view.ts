/** One day: its state, its figures, its hours and its quality. */

import { dateAndClock, clockText, shareText, signedText, minutesOf } from '../../../../shared/view/amounts.ts';
import { callsSeries, hourName, hoursPicture } from '../../../../shared/view/hours-picture.ts';
import { h, type Child, type Markup } from '../../../../shared/view/markup.ts';
import { qualityTable } from '../../../../shared/view/quality-table.ts';
import type { Manifest } from '../../../../shared/days/manifest.ts';
import { ProblemError } from './api.ts';
import { dayAfter, weekday } from '../../../../shared/days/calendar.ts';
import { dayState, reasonText, STATE_KINDS } from '../../../../shared/view/day-state.ts';
import { badge, card, cell, facts, figures, legend, shareBar, tableHead } from '../../../../shared/view/parts.ts';
import { sumTexts } from '../../../../shared/view/sums.ts';
import { pager } from './pager.ts';
import { links } from './route.ts';
import type { Context, View } from './view.ts';

/** Undefined where the day is not closed. */
export async function askDay({ ask }: Context, day: string): Promise<Manifest | undefined> {
  try {
    return await ask<Manifest>(`days/${day}`);
  } catch (error) {
    if (error instanceof ProblemError && error.problem.status === 404) return undefined;
    throw error;
  }
}

export function stateText(day: string, manifest: Manifest | undefined, context: Context): Child {
  const { words } = context;
  const state = dayState(day, manifest, context);
  return [
    h('p', {}, badge(STATE_KINDS[state], words.day.states[state]), ' ', words.day.explained[state]),
    state === 'incomplete'
      ? h(
          'ul',
          { class: 'reasons' },
          (manifest?.incomplete ?? []).map((shortfall) => h('li', {}, reasonText(shortfall, words))),
        )
      : undefined,
  ];
}

function hourTable({ hours }: Manifest, { page, words }: Context): Markup {
  const columns = [words.day.hour, words.day.calls, words.day.answered, words.day.billedMinutes];
  return h(
    'details',
    {},
    h('summary', {}, page.day.table),
    h(
      'table',
      {},
      h('caption', { class: 'hidden' }, words.day.hours),
      tableHead(columns.map((name) => [name, 'number'])),
      h(
        'tbody',
        {},
        hours.map((sums, hour) => {
          const { calls, answered, billedMinutes } = sumTexts(sums, words);
          const name = h('th', { scope: 'row', class: 'number' }, hourName(hour));
          return h('tr', {}, name, cell(calls), cell(answered), cell(billedMinutes));
        }),
      ),
    ),
  );
}

function endings({ totals }: Manifest, { words }: Context): Child {
  return facts(
    Object.entries(totals.byStatus).map(([status, calls]) => [
      words.call.endings[Number(status)] ?? `${words.call.endingNotListed} (${status})`,
      [
        `${words.number(calls)} · ${shareText(calls, totals.calls, words)}`,
        shareBar(totals.calls === 0 ? 0 : calls / totals.calls),
      ],
    ]),
  );
}

function closedDay(manifest: Manifest, context: Context): Child {
  const { words } = context;
  const { totals, hours, quality, changes, rejects } = manifest;
  const { calls, answerRate, billedMinutes } = sumTexts(totals, words);
  return [
    figures([
      [words.day.calls, calls],
      [words.day.answerRate, answerRate],
      [words.day.billedMinutes, billedMinutes],
    ]),
    changes === null
      ? undefined
      : h(
          'p',
          { class: 'note' },
          words.day.changed(
            words.number(changes.added),
            words.number(changes.revised),
            signedText(minutesOf(changes.billedSeconds), words),
          ),
        ),
    rejects > 0 ? h('p', { class: 'note' }, words.day.rejects(words.number(rejects))) : undefined,
    card(
      words.day.hours,
      legend([
        ['answered', words.day.answered],
        ['all', words.day.notAnswered],
      ]),
      hoursPicture(hours, callsSeries(words), words),
      hourTable(manifest, context),
    ),
    card(words.quality.title, qualityTable(quality, words)),
    card(
      words.day.byEnding,
      endings(manifest, context),
      facts([
        [words.day.withRecording, words.number(totals.withRecording)],
        [words.day.firstCall, clockText(totals.first, words)],
        [words.day.lastCall, clockText(totals.last, words)],
      ]),
    ),
    h(
      'p',
      { class: 'hint' },
      words.day.closedAt(dateAndClock(manifest.closedAt, words)),
      manifest.generation > 0 ? ` (${words.day.generation(manifest.generation)})` : '',
      `. ${words.day.minutesNote}`,
    ),
  ];
}

export async function dayView(context: Context, day: string): Promise<View> {
  const { page, words, today } = context;
  const manifest = await askDay(context, day);
  return {
    title: `${day} ${words.day.weekdays[weekday(day)] ?? ''}`,
    content: [
      pager(
        h('a', { href: links.day(dayAfter(day, -1)), rel: 'prev' }, `← ${page.day.previous}`),
        h('a', { href: links.month(day.slice(0, 7)) }, page.day.month),
        day < today ? h('a', { href: links.day(dayAfter(day)), rel: 'next' }, `${page.day.next} →`) : undefined,
      ),
      stateText(day, manifest, context),
      manifest === undefined ? undefined : closedDay(manifest, context),
    ],
  };
}
