/** Rows of text in columns, each cell broken into lines between words. */

import { padTo, widthOf } from '../console/columns.ts';
import type { Finding } from './findings.ts';

/** With the spaces between them 118 characters. */
const WIDTHS = [24, 33, 33, 22] as const;

function broken(text: string, width: number): string[] {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const line = lines.at(-1);
    if (line === undefined || widthOf(`${line} ${word}`) > width) lines.push(word);
    else lines[lines.length - 1] = `${line} ${word}`;
  }
  return lines;
}

function row(cells: readonly string[]): string {
  const columns = cells.map((cell, i) => broken(cell, WIDTHS[i] ?? 0));
  const height = Math.max(...columns.map((lines) => lines.length));
  return Array.from({ length: height }, (_, line) =>
    columns
      .map((lines, i) => padTo(WIDTHS[i] ?? 0, lines[line] ?? ''))
      .join('  ')
      .trimEnd(),
  ).join('\n');
}

export function findingsTable(findings: readonly Finding[], heads: readonly string[]): string {
  const rows = findings.map(({ question, seen, means, setting = '' }) => row([question, seen, means, setting]));
  return `${[row(heads), ...rows].join('\n\n')}\n`;
}
