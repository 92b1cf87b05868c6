/** The settings as people read them: a table in Markdown, and an example of `.env`. */

import * as z from 'zod/mini';
import { CONDITIONS, ROWS, type Reader, type Setting } from '../../shared/config/settings.ts';

/** The words of a table in one language. */
export interface TableWords {
  readonly head: readonly string[];
  readonly about: (name: string, row: Setting) => string;
  readonly when: (conditions: NonNullable<Setting['when']>) => string;
  /** @param readers undefined: by all who read it */
  readonly required: (readers: readonly Reader[] | undefined) => string;
  /** @param hint what the parser says of one that is written wrongly */
  readonly form: (hint: string) => string;
}

export const en: TableWords = {
  head: ['variable', 'default', 'read by', 'what it is', 'how it is written'],
  about: (_name, row) => row.about,
  when: (conditions) => ` with ${conditions.map((name) => CONDITIONS[name].words).join(' or ')}`,
  required: (readers) => (readers === undefined ? 'required' : `required by ${readers.join(', ')}`),
  form: (hint) => hint.replace(/^must be /, '').replaceAll('<', String.raw`\<`),
};

/** What every parser refuses; the reason it gives says how the setting is written. */
const REFUSED = '\0';

function hintOf({ kind }: Setting): string {
  const { error } = z.safeParse(typeof kind === 'function' ? kind({}) : kind, REFUSED);
  return error?.issues[0]?.message ?? '';
}

/** The default, or who must set it; and when it counts. */
function fallback({ default: text = '', readers, requiredBy, when }: Setting, words: TableWords): string {
  const value = text === '' ? '' : `\`${text}\``;
  const required = requiredBy && words.required(requiredBy.length === readers.length ? undefined : requiredBy);
  return `${required ?? value}${when === undefined ? '' : words.when(when)}`.trim() || '–';
}

/** Columns of a terminal: characters of East Asia take two. */
function widthOf(text: string): number {
  return (
    text.length + (text.match(/[\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff\uff00-\uff60]/g)?.length ?? 0)
  );
}

/** Columns are as wide as their widest cell, as the formatter leaves them. */
function markdownTable(rows: readonly (readonly string[])[]): string {
  const widths = rows[0]?.map((_, i) => Math.max(...rows.map((row) => widthOf(row[i] ?? '')))) ?? [];
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell, i) => cell + ' '.repeat((widths[i] ?? 0) - widthOf(cell))).join(' | ')} |`;
  const [head = [], ...body] = rows;
  return [line(head), line(widths.map((width) => '-'.repeat(width))), ...body.map(line)].join('\n');
}

export function settingsTable(words: TableWords): string {
  const rows = ROWS.map(([name, row]) => [
    `\`${name}\``,
    fallback(row, words),
    row.readers.join(', '),
    words.about(name, row),
    words.form(hintOf(row)),
  ]);
  return markdownTable([words.head, ...rows]);
}

/** What must be set has an empty line; all else is a comment with its default. */
export function envExample(): string {
  const entries = ROWS.map(([name, row]) => {
    const must = row.requiredBy !== undefined && (row.when === undefined || row.when.includes('getcdr'));
    const when = row.when === undefined ? '' : ` (${en.when(row.when).trim()})`;
    const about = `# ${row.about.replaceAll('`', '')}${when}`;
    return `${about}\n${must && row.deployed !== false ? '' : '# '}${name}=${row.default ?? ''}\n`;
  });
  return [
    '# Copy this to .env and fill in what has no #. Blank is missing. docs/settings.md says how each is written.\n# 中文说明见 docs/zh/settings.md。\n',
    ...entries,
  ].join('\n');
}
