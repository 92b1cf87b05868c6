/** A call as a picture of its two legs: a thin line while a phone is called, hatched while it rings, a bar for talk. */

import type { Cdr } from '../cdr/schema.ts';
import type { Words } from '../words/index.ts';
import { spanText } from './amounts.ts';
import { stepsOf, stretchesOf, type Phase, type Stretch } from './call-steps.ts';
import { h, type Markup } from './markup.ts';

/** In pixels; across, everything is in parts of a hundred, so that the picture fits any width. */
const LANE_Y = { caller: 22, callee: 78 };
const LANE_HEIGHT = 24;
const AXIS_Y = 116;
const HEIGHT = 138;
const THICKNESS: Readonly<Record<Phase, number>> = { dial: 4, ring: 14, wait: 4, talk: LANE_HEIGHT };
/** A stretch narrower than this, in parts of a hundred, has no room for its words. */
const NARROWEST_LABELLED = 24;
const TICKS = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 21_600];
const MOST_TICKS = 5;

const percent = (value: number): string => `${Math.round(value * 100) / 100}%`;

function stretchMarks({ leg, phase, from, to }: Stretch, scale: (seconds: number) => number, words: Words): Markup[] {
  const height = THICKNESS[phase];
  const width = scale(to) - scale(from);
  const y = LANE_Y[leg] + (LANE_HEIGHT - height) / 2;
  const said = `${words.call[leg]}: ${words.call.phases[phase]}, ${spanText(to - from, words)}`;
  const place = { x: percent(scale(from)), y, width: percent(Math.max(width, 0.4)), height, rx: 2 };
  const bar = h('rect', { class: phase, ...place }, h('title', {}, said));
  if (phase !== 'talk' || width < NARROWEST_LABELLED) return [bar];
  const text = { class: 'on-bar', x: percent(scale(from) + width / 2), y: y + 16, 'text-anchor': 'middle' };
  return [bar, h('text', text, `${words.call.phases[phase]} ${spanText(to - from, words)}`)];
}

function anchorAt(share: number): string {
  if (share < 3) return 'start';
  return share > 97 ? 'end' : 'middle';
}

function axis(from: number, to: number, scale: (seconds: number) => number, words: Words): Markup[] {
  const step = TICKS.find((tick) => (to - from) / tick <= MOST_TICKS) ?? (to - from) / MOST_TICKS;
  const count = Math.floor((to - from) / step);
  return Array.from({ length: count + 1 }, (_, i) => {
    const x = scale(from + i * step);
    const text = { x: percent(x), y: AXIS_Y + 18, 'text-anchor': anchorAt(x) };
    return [
      h('line', { class: 'grid', x1: percent(x), x2: percent(x), y1: LANE_Y.caller - 2, y2: AXIS_Y }),
      h('text', text, i === 0 ? '0' : spanText(i * step, words)),
    ];
  }).flat();
}

/** What the picture shows, for those who do not see it. */
function inWords(stretches: readonly Stretch[], words: Words): string {
  const said = stretches.map(
    ({ leg, phase, from, to }) => `${words.call[leg]} ${words.call.phases[phase]} ${spanText(to - from, words)}`,
  );
  return said.join('; ');
}

/** Undefined when fewer than two moments of the call are known: there is nothing to draw between. */
export function callPicture(call: Cdr, words: Words): Markup | undefined {
  const moments = stepsOf(call).map(({ seconds }) => seconds);
  const from = moments[0] ?? 0;
  const to = moments.at(-1) ?? 0;
  if (to <= from) return undefined;
  const scale = (seconds: number): number => ((seconds - from) / (to - from)) * 100;
  const stretches = stretchesOf(call);
  return h(
    'svg',
    { class: 'picture call', width: '100%', height: HEIGHT, role: 'img', 'aria-label': inWords(stretches, words) },
    h(
      'defs',
      {},
      h(
        'pattern',
        { id: 'ringing', width: 6, height: 6, patternUnits: 'userSpaceOnUse', patternTransform: 'rotate(45)' },
        h('rect', { class: 'hatch-ground', width: 6, height: 6 }),
        h('rect', { class: 'hatch-line', width: 3, height: 6 }),
      ),
    ),
    ...axis(from, to, scale, words),
    h('text', { class: 'lane', x: 0, y: LANE_Y.caller - 8 }, `${words.call.caller} ${call.src ?? ''}`.trim()),
    h('text', { class: 'lane', x: 0, y: LANE_Y.callee - 8 }, `${words.call.callee} ${call.dst ?? ''}`.trim()),
    ...stretches.flatMap((stretch) => stretchMarks(stretch, scale, words)),
  );
}
