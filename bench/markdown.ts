/** Markdown tables, and a place for them in a file. */

import { readFileSync, writeFileSync } from 'node:fs';

const START = '<!-- bench -->';
const END = '<!-- /bench -->';

/** A table as the formatter would leave it: columns of one width, numbers (all but the first column) to the right. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = head.map((_, i) => Math.max(3, ...[head, ...rows].map((cells) => cells[i]?.length ?? 0)));
  const line = (cells: readonly string[]): string =>
    `| ${widths.map((width, i) => (i === 0 ? (cells[i] ?? '').padEnd(width) : (cells[i] ?? '').padStart(width))).join(' | ')} |`;
  const rule = widths.map((width, i) => (i === 0 ? '-'.repeat(width) : `${'-'.repeat(width - 1)}:`));
  return [line(head), `| ${rule.join(' | ')} |`, ...rows.map(line)].join('\n');
}

/** Puts `text` between the two markers of a Markdown file and leaves the rest as it is. */
export function writeBetweenMarkers(file: URL | string, text: string): void {
  const whole = readFileSync(file, 'utf8');
  const [start, end] = [whole.indexOf(START), whole.indexOf(END)];
  if (start < 0 || end < start) throw new Error(`There is no ${START} … ${END} in ${String(file)}.`);
  writeFileSync(file, `${whole.slice(0, start + START.length)}\n\n${text}\n\n${whole.slice(end)}`);
}
