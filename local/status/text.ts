/** The status in one screen of text. */

import { mask } from '../../shared/mask.ts';
import { printable } from '../../shared/printable.ts';
import type { Status } from '../../shared/status.ts';
import { parseInstant } from '../../shared/time.ts';
import type { Words } from '../words/index.ts';
import { padTo } from '../console/columns.ts';

/** Of a list, so that all fits on one screen. */
const MOST_LINES = 5;
const LABEL_COLUMNS = 12;

export interface StatusFacts {
  readonly status: Status;
  /** Where the archive is. */
  readonly place: string;
  readonly openRejects: number;
  /** The rejects of so many days were looked at. */
  readonly rejectDays: number;
}

function row(label: string, lines: readonly string[]): string {
  return lines.map((line, i) => `${padTo(LABEL_COLUMNS, i === 0 ? label : '')}${line}\n`).join('');
}

function few(lines: readonly string[], words: Words): string[] {
  if (lines.length === 0) return [words.status.none];
  const hidden = lines.length - MOST_LINES;
  return [...lines.slice(0, MOST_LINES), ...(hidden > 0 ? [words.status.more(hidden)] : [])];
}

/** What people and accidents wrote into a file may hold anything. */
const harmless = (text: string): string => printable(mask(text));

function lastTick({ asOf, now }: Status, words: Words): string {
  if (asOf === null) return words.status.none;
  const seconds = (parseInstant(now, 0) ?? 0) - (parseInstant(asOf, 0) ?? 0);
  const { ago, ahead } = words.status;
  return `${asOf} (${seconds < 0 ? ahead(words.span(-seconds)) : ago(words.span(seconds))})`;
}

function gapLine({ from, to, why, tries, nextTry }: Status['gaps'][number], { status, days }: Words): string {
  const next = tries === 0 || nextTry === null ? status.narrowing : status.gap(tries, nextTry);
  return `${from}/${to}  ${harmless(days.why(why))}, ${next}`;
}

function vendorLines({ blockedUntil, notBefore }: Status, { status }: Words): string[] {
  const lines = [
    ...(blockedUntil === null ? [] : [status.blockedUntil(blockedUntil)]),
    ...(notBefore === null ? [] : [status.notBefore(notBefore)]),
  ];
  return lines.length === 0 ? [status.mayBeAsked] : lines;
}

function dayLines({ lastClosedDay, closedDays, openDays }: Status, words: Words): string[] {
  const { closed, noneClosed, waits } = words.status;
  const { complete, incomplete } = closedDays;
  const open = openDays.map(({ day, waitsFor }) => `${day}  ${waits[waitsFor]}`);
  return [
    lastClosedDay === null ? noneClosed : closed(complete, incomplete, lastClosedDay),
    ...(open.length === 0 ? [] : few(open, words)),
  ];
}

export function statusText({ status, place, openRejects, rejectDays }: StatusFacts, words: Words): string {
  const { labels, pass, rejects } = words.status;
  const passes = status.passes.map(({ ageSeconds, cursor }) => pass(words.span(ageSeconds), cursor));
  const lost = status.lost.map(({ from, to, why }) => `${from}/${to}  ${harmless(words.days.why(why))}`);
  return [
    row(labels.archive, [place]),
    row(labels.now, [status.now]),
    row(labels.lag, [status.lagSeconds === null ? words.status.none : words.span(status.lagSeconds)]),
    row(labels.lastTick, [lastTick(status, words)]),
    row(labels.since, [status.since ?? words.status.none]),
    row(labels.passes, few(passes, words)),
    row(
      labels.gaps,
      few(
        status.gaps.map((gap) => gapLine(gap, words)),
        words,
      ),
    ),
    row(labels.lost, few(lost, words)),
    row(labels.vendor, vendorLines(status, words)),
    row(labels.days, dayLines(status, words)),
    row(labels.rejects, [rejects(openRejects, rejectDays)]),
    ...(status.faults.length === 0 ? [] : [row(labels.state, few(status.faults.map(harmless), words))]),
  ].join('');
}
