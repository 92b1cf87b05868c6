/** Rejects for people: grouped by how they stand and why, or row by row. */

import { isUtf8 } from 'node:buffer';
import type { Added } from '../../shared/archive/add.ts';
import type { JudgedReject, Standing } from '../../shared/archive/judge-rejects.ts';
import { mask } from '../../shared/mask.ts';
import { printable } from '../../shared/printable.ts';
import type { Words } from '../words/index.ts';
import { padTo, widthOf } from '../console/columns.ts';

interface RejectGroup {
  readonly standing: Standing;
  readonly reason: string;
  readonly rows: number;
  /** The days they were asked for, in order. */
  readonly days: readonly string[];
}

/** What the command found, and what it did. */
export interface Found {
  readonly open: readonly JudgedReject[];
  readonly closed: number;
  readonly damaged: readonly string[];
  /** What a replay filed. */
  readonly filed: Pick<Added, 'added' | 'revised' | 'known' | 'parts'> | undefined;
}

/** How rows are shown. */
export interface RowView {
  readonly raw: boolean;
  readonly secrets: readonly string[];
}

/** The largest group first. */
function rejectGroups(rejects: readonly JudgedReject[]): RejectGroup[] {
  const groups = new Map<string, { standing: Standing; reason: string; rows: number; days: Set<string> }>();
  for (const { standing, reason: why, day } of rejects) {
    // A reason of ours holds nothing to hide, but objects may have been edited.
    const reason = mask(why);
    const key = `${standing} ${reason}`;
    const group = groups.get(key) ?? { standing, reason, rows: 0, days: new Set() };
    group.rows++;
    group.days.add(day);
    groups.set(key, group);
  }
  return [...groups.values()]
    .map(({ days, ...group }) => ({ ...group, days: [...days].sort() }))
    .sort((a, b) => b.rows - a.rows);
}

function daysText(days: readonly string[]): string {
  const [first = '', last = ''] = [days[0], days.at(-1)];
  return first === last ? first : `${first} – ${last}`;
}

function rejectsTable(groups: readonly RejectGroup[], { heads, standings }: Words['rejects']): string[] {
  const lines = groups.map(({ rows, days, standing, reason }) => [
    String(rows),
    printable(daysText(days)),
    standings[standing],
    printable(reason),
  ]);
  const table = [heads, ...lines];
  const widths = heads.map((_, i) => Math.max(...table.map((cells) => widthOf(cells[i] ?? ''))));
  const line = (cells: readonly string[]): string =>
    cells
      .map((cell, i) => padTo(widths[i] ?? 0, cell))
      .join('  ')
      .trimEnd();
  return table.map(line);
}

/** The row as it came; bytes that are no text in base64. Numbers, ids and secrets are masked unless `raw`. */
function rowText({ raw: bytes }: Pick<JudgedReject, 'raw'>, { raw, secrets }: RowView): string {
  if (isUtf8(bytes)) return raw ? bytes.toString() : mask(bytes.toString(), secrets);
  const masked = mask(bytes.toString('latin1'), secrets);
  return `base64:${(raw ? bytes : Buffer.from(masked, 'latin1')).toString('base64')}`;
}

/** @param view how rows are shown; undefined: not at all */
export function foundJson({ open, closed, damaged, filed }: Found, view: RowView | undefined): string {
  const rows =
    view &&
    open.map((reject) => {
      const { name, standing, reason } = reject;
      return { name, standing, reason: mask(reason), row: rowText(reject, view) };
    });
  return JSON.stringify({ open: open.length, closed, groups: rejectGroups(open), damaged, filed, rows });
}

export function foundText({ open, closed, filed }: Found, view: RowView | undefined, words: Words['rejects']): string {
  const lines = [words.summary(open.length, closed)];
  if (filed !== undefined) {
    const { added, revised, known, parts } = filed;
    lines.unshift(parts === 0 ? words.nothing : words.replayed(added, revised, known, parts));
  }
  if (open.length > 0) lines.push(...rejectsTable(rejectGroups(open), words));
  if (open.some(({ standing }) => standing === 'other')) lines.push('', words.versions);
  if (view !== undefined) {
    lines.push(...open.flatMap((reject) => ['', printable(reject.name), printable(rowText(reject, view))]));
  }
  return `${lines.join('\n')}\n`;
}
