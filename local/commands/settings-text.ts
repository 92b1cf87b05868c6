/** The settings as people read them: a table in Markdown, and an example of `.env`. */

import * as z from 'zod/mini';
import { CONDITIONS, ROWS, type Setting } from '../../shared/config/settings.ts';

/** What every parser refuses; the reason it gives says how the setting is written. */
const REFUSED = '\0';

function form({ kind }: Setting): string {
  const { error } = z.safeParse(typeof kind === 'function' ? kind({}) : kind, REFUSED);
  const hint = error?.issues[0]?.message ?? '';
  return hint.replace(/^must be /, '').replaceAll('<', '\\<');
}

/** `with CDR_SOURCE=npp or an archive in COS`; empty for what always counts. */
function condition({ when }: Setting): string {
  return when === undefined ? '' : `with ${when.map((name) => CONDITIONS[name].words).join(' or ')}`;
}

function fallback({ default: text, readers, requiredBy }: Setting): string {
  if (text !== undefined) return text === '' ? '–' : `\`${text}\``;
  if (requiredBy === undefined) return '–';
  return requiredBy.length === readers.length ? 'required' : `required by ${requiredBy.join(', ')}`;
}

/** Columns are as wide as their widest cell, as the formatter leaves them. */
function markdownTable(rows: readonly (readonly string[])[]): string {
  const widths = rows[0]?.map((_, i) => Math.max(...rows.map((row) => row[i]?.length ?? 0))) ?? [];
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell, i) => cell.padEnd(widths[i] ?? 0)).join(' | ')} |`;
  const [head = [], ...body] = rows;
  return [line(head), line(widths.map((width) => '-'.repeat(width))), ...body.map(line)].join('\n');
}

export function settingsTable(): string {
  const rows = ROWS.map(([name, row]) => {
    const needed = [fallback(row), condition(row)].filter((text) => text !== '' && text !== '–').join(' ');
    return [`\`${name}\``, needed || '–', row.readers.join(', '), row.about, form(row)];
  });
  return markdownTable([['variable', 'default', 'read by', 'what it is', 'how it is written'], ...rows]);
}

/** What must be set has an empty line; all else is a comment with its default. */
export function envExample(): string {
  const entries = ROWS.map(([name, row]) => {
    const must = row.requiredBy !== undefined && (row.when === undefined || row.when.includes('getcdr'));
    const count = condition(row);
    const about = `# ${row.about.replaceAll('`', '')}${count === '' ? '' : ` (${count})`}`;
    return `${about}\n${must && row.deployed !== false ? '' : '# '}${name}=${row.default ?? ''}\n`;
  });
  return [
    '# Copy this to .env and fill in what has no #. Blank is missing. docs/settings.md says how each is written.\n',
    ...entries,
  ].join('\n');
}
