/** Days and their slots at a glance: a row a day, the darker the more calls; red where calls are missing. */

import type { Shortfall } from '../../shared/days/manifest.ts';
import { DAY_SECONDS } from '../../shared/time.ts';
import { reasonText, type DayState } from '../../shared/view/day-state.ts';
import { h, type Markup } from '../../shared/view/markup.ts';
import type { ReportWords } from './report-words.ts';

export interface StripDay {
  readonly day: string;
  readonly state: DayState;
  /** Calls by slot, from midnight on; undefined where the day is not closed. */
  readonly slots: readonly number[] | undefined;
  readonly shortfalls: readonly Shortfall[];
}

const ROW = 18;
const BAR = 15;
const TOP = 20;
/** For the days' names, in pixels; the strip itself takes what is left, in parts of a hundred. */
const NAMES = 52;
const SHADES = 5;

const percent = (share: number): string => `${Math.round(share * 10_000) / 100}%`;

/** 0 for no calls, and up to `SHADES`: by the root, so that a quiet night is still seen beside a busy noon. */
function shadeOf(calls: number, most: number): number {
  return calls === 0 ? 0 : Math.max(1, Math.ceil(Math.sqrt(calls / most) * SHADES));
}

/** Slots of one shade beside each other are one mark. */
function marksOf(slots: readonly number[], most: number): { shade: number; from: number; to: number }[] {
  const marks: { shade: number; from: number; to: number }[] = [];
  for (const [i, calls] of slots.entries()) {
    const shade = shadeOf(calls, most);
    const last = marks.at(-1);
    if (last?.shade === shade) last.to = i + 1;
    else marks.push({ shade, from: i, to: i + 1 });
  }
  return marks.filter(({ shade }) => shade > 0);
}

function secondOfDay(time: string): number {
  const [hours = 0, minutes = 0, seconds = 0] = time.slice(11, 19).split(':').map(Number);
  return hours * 3600 + minutes * 60 + seconds;
}

function shortfallMark(shortfall: Shortfall, day: string, y: number, words: ReportWords): Markup {
  const { from, to } = shortfall;
  const start = from.slice(0, 10) < day ? 0 : secondOfDay(from);
  const end = to.slice(0, 10) > day ? DAY_SECONDS : secondOfDay(to);
  const place = { x: percent(start / DAY_SECONDS), y, height: BAR };
  const width = percent(Math.max((end - start) / DAY_SECONDS, 0.003));
  return h('rect', { class: 'missing', ...place, width }, h('title', {}, reasonText(shortfall, words)));
}

function dayMarks({ day, state, slots, shortfalls }: StripDay, y: number, most: number, words: ReportWords): Markup[] {
  const whole = { x: 0, y, width: '100%', height: BAR };
  const ground = h('rect', { class: slots === undefined ? `ground ${state}` : 'ground', ...whole });
  const marks = marksOf(slots ?? [], most).map(({ shade, from, to }) => {
    const count = slots?.length ?? 1;
    return h('rect', {
      class: `shade${shade}`,
      x: percent(from / count),
      y,
      width: percent((to - from) / count),
      height: BAR,
    });
  });
  return [ground, ...marks, ...shortfalls.map((shortfall) => shortfallMark(shortfall, day, y, words))];
}

export function stripPicture(days: readonly StripDay[], words: ReportWords): Markup {
  const most = Math.max(1, ...days.flatMap(({ slots }) => slots ?? []));
  const height = TOP + days.length * ROW;
  const rowY = (i: number): number => TOP + i * ROW;
  const hours = [0, 6, 12, 18].map((hour) => [
    h('text', { x: percent(hour / 24), y: TOP - 6 }, `${String(hour).padStart(2, '0')}:00`),
    h('line', { class: 'grid', x1: percent(hour / 24), x2: percent(hour / 24), y1: TOP - 3, y2: height }),
  ]);
  return h(
    'div',
    { class: 'strip' },
    h(
      'svg',
      { class: 'picture', width: NAMES, height, 'aria-hidden': 'true' },
      days.map(({ day }, i) => h('text', { x: 0, y: rowY(i) + BAR - 3 }, day.slice(5))),
    ),
    h(
      'svg',
      {
        class: 'picture',
        width: '100%',
        height,
        role: 'img',
        'aria-label': `${words.strip.title}. ${words.strip.explained}`,
      },
      h(
        'defs',
        {},
        h(
          'pattern',
          { id: 'not-closed', width: 6, height: 6, patternUnits: 'userSpaceOnUse', patternTransform: 'rotate(45)' },
          h('rect', { class: 'hatch-rest', width: 2, height: 6 }),
        ),
      ),
      hours,
      days.map((day, i) => dayMarks(day, rowY(i), most, words)),
    ),
  );
}
