/** The 24 hours of a day, or of the days of a month together, as bars. */

import type { Words } from '../words/index.ts';
import { minutesOf } from './amounts.ts';
import { h, type Markup } from './markup.ts';
import { sumTexts, type Sums } from './sums.ts';

/** What the bars show. */
export interface HourSeries {
  readonly name: string;
  /** The whole bar. */
  readonly all: (hour: Sums) => number;
  /** The part of it in a stronger colour; without it, all of it. */
  readonly part?: (hour: Sums) => number;
  /** A value as a person reads it. */
  readonly text: (value: number) => string;
}

const TOP = 18;
const BARS = 120;
const HEIGHT = TOP + BARS + 22;
const HOURS = 24;
/** Parts of a hundred of an hour's width that its bar takes. */
const FILLED = 72;

const percent = (value: number): string => `${Math.round(value * 100) / 100}%`;

/** 1, 2, 4, 6 or 8 times a power of ten, at least `value`: where the picture's top line stands. */
export function roundUp(value: number): number {
  if (value <= 0) return 1;
  const power = 10 ** Math.floor(Math.log10(value));
  return ([1, 2, 4, 6, 8, 10].find((factor) => factor * power >= value) ?? 10) * power;
}

export function hourName(hour: number): string {
  return `${String(hour).padStart(2, '0')}:00`;
}

export function callsSeries(words: Words): HourSeries {
  const { number } = words;
  return { name: words.day.hours, all: ({ calls }) => calls, part: ({ answered }) => answered, text: number };
}

export function minutesSeries(words: Words): HourSeries {
  return { name: words.day.minutesByHour, all: ({ billedSeconds }) => minutesOf(billedSeconds), text: words.number };
}

export function answerRateSeries(words: Words): HourSeries {
  return {
    name: words.day.answerRateByHour,
    all: ({ calls, answered }) => (calls === 0 ? 0 : answered / calls),
    text: words.percent,
  };
}

function bars(figures: Sums, hour: number, series: HourSeries, top: number, words: Words): Markup {
  const x = percent((hour + (1 - FILLED / 100) / 2) * (100 / HOURS));
  const width = percent(FILLED / HOURS);
  const bar = (kind: string, value: number): Markup => {
    const height = Math.max((value / top) * BARS, value > 0 ? 1 : 0);
    return h('rect', { class: kind, x, width, y: TOP + BARS - height, height });
  };
  const { calls, answered, billedMinutes } = sumTexts(figures, words);
  const said = words.day.hoursOf(calls, answered, hourName(hour), billedMinutes);
  return h(
    'g',
    {},
    h('title', {}, said),
    bar('all', series.all(figures)),
    bar('answered', (series.part ?? series.all)(figures)),
  );
}

export function hoursPicture(hours: readonly Sums[], series: HourSeries, words: Words): Markup {
  const top = roundUp(Math.max(...hours.map(series.all)));
  const yOf = (value: number): number => TOP + BARS - (value / top) * BARS;
  const lines = [0, top / 2, top].map((value) =>
    h('line', { class: 'grid', x1: '0%', x2: '100%', y1: yOf(value), y2: yOf(value) }),
  );
  const values = [top / 2, top].map((value) => h('text', { x: 0, y: yOf(value) - 4 }, series.text(value)));
  const names = [0, 6, 12, 18].map((hour) => {
    const x = percent((hour + 0.5) * (100 / HOURS));
    return h('text', { x, y: TOP + BARS + 16, 'text-anchor': hour === 0 ? 'start' : 'middle' }, hourName(hour));
  });
  return h(
    'svg',
    { class: 'picture hours', width: '100%', height: HEIGHT, role: 'img', 'aria-label': series.name },
    ...lines,
    ...hours.map((figures, hour) => bars(figures, hour, series, top, words)),
    ...values,
    ...names,
  );
}
