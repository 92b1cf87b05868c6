/** The 24 hours of a day, or of a month's days together, as bars: calls, and what of them was answered. */

import type { Words } from '../words/index.ts';
import { minutesText } from './amounts.ts';
import { h, type Markup } from './markup.ts';

export interface HourFigures {
  readonly calls: number;
  readonly answered: number;
  readonly billedSeconds: number;
}

const TOP = 18;
const BARS = 120;
const HEIGHT = TOP + BARS + 22;
const HOURS = 24;
/** Parts of a hundred of an hour's width that its bar takes. */
const FILLED = 72;

const percent = (value: number): string => `${Math.round(value * 100) / 100}%`;

/** 1, 2 or 5 times a power of ten, at least `value`: where the picture's top line stands. */
export function roundUp(value: number): number {
  if (value <= 1) return 1;
  const power = 10 ** Math.floor(Math.log10(value));
  return ([1, 2, 5, 10].find((factor) => factor * power >= value) ?? 10) * power;
}

export function hourName(hour: number): string {
  return `${String(hour).padStart(2, '0')}:00`;
}

function bars(figures: HourFigures, hour: number, top: number, words: Words): Markup {
  const x = percent((hour + (1 - FILLED / 100) / 2) * (100 / HOURS));
  const width = percent(FILLED / HOURS);
  const bar = (kind: string, calls: number): Markup => {
    const height = Math.max((calls / top) * BARS, calls > 0 ? 1 : 0);
    return h('rect', { class: kind, x, width, y: TOP + BARS - height, height });
  };
  const { calls, answered, billedSeconds } = figures;
  const { number } = words;
  const said = words.day.hoursOf(number(calls), number(answered), hourName(hour), minutesText(billedSeconds, words));
  return h('g', {}, h('title', {}, said), bar('all', calls), bar('answered', answered));
}

export function hoursPicture(hours: readonly HourFigures[], words: Words): Markup {
  const top = roundUp(Math.max(...hours.map(({ calls }) => calls)));
  const line = (value: number): Markup[] => {
    const y = TOP + BARS - (value / top) * BARS;
    return [
      h('line', { class: 'grid', x1: '0%', x2: '100%', y1: y, y2: y }),
      ...(value === 0 ? [] : [h('text', { x: 0, y: y - 4 }, words.number(value))]),
    ];
  };
  const names = [0, 6, 12, 18].map((hour) => {
    const x = percent((hour + 0.5) * (100 / HOURS));
    return h('text', { x, y: TOP + BARS + 16, 'text-anchor': hour === 0 ? 'start' : 'middle' }, hourName(hour));
  });
  return h(
    'svg',
    { class: 'picture hours', width: '100%', height: HEIGHT, role: 'img', 'aria-label': words.day.hours },
    ...(top >= 2 ? line(top / 2) : []),
    ...line(top),
    ...hours.map((figures, hour) => bars(figures, hour, top, words)),
    ...line(0),
    ...names,
  );
}
