/** One call: how it ended, its picture, its steps, and what it costs. */

import type { Cdr } from '../../../../shared/cdr/schema.ts';
import { clockText, dateAndClock, spanText } from '../../../../shared/view/amounts.ts';
import { callPicture } from '../../../../shared/view/call-picture.ts';
import { stepsOf, stretchesOf } from '../../../../shared/view/call-steps.ts';
import { endingOf, typeOf } from '../../../../shared/view/call-words.ts';
import { h, type Child, type Markup } from '../../../../shared/view/markup.ts';
import type { Found } from './answers.ts';
import { dayAfter } from '../../../../shared/days/calendar.ts';
import { badge, facts, legend, tableHead } from '../../../../shared/view/parts.ts';
import { links } from './route.ts';
import { searchForm } from './search.ts';
import type { Context, View } from './view.ts';

/** What can be said beyond how it ended: how long they talked, or whose phone rang for how long. */
function sentence(call: Cdr, { page, words }: Context): string | undefined {
  const stretches = stretchesOf(call);
  const talk = stretches.find(({ phase, leg }) => phase === 'talk' && leg === 'callee');
  if (talk !== undefined) return page.call.talked(spanText(talk.to - talk.from, words));
  const ring = stretches.findLast(({ phase }) => phase === 'ring');
  return ring && page.call.rangFor(words.call[ring.leg], spanText(ring.to - ring.from, words));
}

function stepTable(call: Cdr, { page, words }: Context): Markup {
  const steps = stepsOf(call);
  const rows = steps.map(({ field, time, seconds }, i) => {
    const before = steps[i - 1];
    const newDay = before !== undefined && before.time.slice(0, 10) !== time.slice(0, 10);
    return h(
      'tr',
      {},
      h('td', { class: 'number' }, newDay ? `${time.slice(0, 10)} ` : '', clockText(time, words)),
      h('td', { class: 'number' }, before === undefined ? '' : `+${spanText(seconds - before.seconds, words)}`),
      h('td', {}, words.call.steps[field]),
    );
  });
  return h(
    'table',
    { class: 'steps' },
    h('caption', {}, page.call.steps),
    tableHead([[page.call.time, 'number'], [page.call.after, 'number'], [page.call.what]]),
    h('tbody', {}, rows),
  );
}

/** Only an address that a browser may open becomes a link. */
function recording(call: Cdr, { page, words }: Context): Child {
  if (call.recordUrl === null) return words.call.noRecording;
  if (!/^https?:\/\//i.test(call.recordUrl)) return call.recordUrl;
  return h('a', { href: call.recordUrl, rel: 'noreferrer noopener', target: '_blank' }, page.call.open);
}

function numberLink(number: string | null, day: string, { page, words }: Context): Child {
  if (number === null) return words.call.unknownNumber;
  const href = links.number(number, dayAfter(day, -3), dayAfter(day, 3));
  return h('a', { href, title: page.call.sameNumber(number) }, number);
}

function oneCall(call: Cdr, context: Context): Markup {
  const { page, words } = context;
  const first = call.startSrcCallTime ?? call.endCallTime ?? '';
  const ending = endingOf(call, words);
  return h(
    'article',
    { class: 'card' },
    h('p', { class: 'outcome' }, badge(ending.kind, ending.text), ' ', sentence(call, context)),
    h('p', { class: 'hint' }, words.call.zone(first.slice(0, 10), first.slice(19))),
    legend([
      ['wait', words.call.phases.dial],
      ['ring', words.call.phases.ring],
      ['talk', words.call.phases.talk],
    ]),
    callPicture(call, words) ?? h('p', { class: 'hint' }, page.call.noPicture),
    h(
      'div',
      { class: 'columns' },
      stepTable(call, context),
      facts([
        [words.call.billed, spanText(call.duration, words)],
        [words.call.caller, numberLink(call.src, first.slice(0, 10), context)],
        [words.call.callee, numberLink(call.dst, first.slice(0, 10), context)],
        [words.call.recording, recording(call, context)],
        [words.call.type, typeOf(call, words)],
        [words.call.bizId, call.bizId],
        [words.call.orderId, call.orderId],
      ]),
    ),
  );
}

export async function callView(context: Context, callId: string): Promise<View> {
  const { ask, page, words } = context;
  const answer = await ask<Found>(`cdr/${encodeURIComponent(callId)}`);
  const { cdr, source, asOf, unreadable = 0 } = answer;
  const origin = source === 'archive' ? page.call.fromArchive(dateAndClock(asOf, words)) : page.call.fromVendor;
  return {
    title: page.call.title,
    content: [
      h('p', { class: 'id' }, callId),
      cdr.length > 1 ? h('p', { class: 'note' }, page.call.several(words.number(cdr.length))) : undefined,
      cdr.map((call) => oneCall(call, context)),
      unreadable > 0 ? h('p', { class: 'note' }, page.call.unreadable(words.number(unreadable))) : undefined,
      h('p', { class: 'hint' }, origin),
      searchForm(context, { text: callId }),
    ],
  };
}
