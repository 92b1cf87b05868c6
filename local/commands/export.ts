/** `export`: the calls of closed days as one file for a spreadsheet or a program. */

import { resolve } from 'node:path';
import { readCloseConfig } from '../../shared/config/read.ts';
import type { Manifest } from '../../shared/days/manifest.ts';
import { readCalls } from '../../shared/days/read-calls.ts';
import { readManifest } from '../../shared/days/read.ts';
import { HuadanError } from '../../shared/errors.ts';
import { openReplaceable } from '../../shared/store/open-store.ts';
import type { Store } from '../../shared/store/store.ts';
import { dayAfter, daysBetween } from '../../shared/view/calendar.ts';
import type { Language } from '../../shared/words/language.ts';
import { tellShortfalls } from '../console/closed-day.ts';
import { defineCommand, SETTINGS_ARGS } from '../console/command.ts';
import { DAYS_ARGS, readDays, type DayRange } from '../console/day-range.ts';
import { count } from '../console/format-counters.ts';
import { LANGUAGE_ARGS, readLanguage } from '../console/language.ts';
import { argumentFault, readAll } from '../console/read-all.ts';
import { createTerminal, type Progress } from '../console/terminal.ts';
import { csvHead, csvRow } from '../export/csv.ts';
import { writeWhole } from '../export/write-whole.ts';

const ARGS = {
  ...DAYS_ARGS,
  csv: { type: 'string', value: 'FILE', about: 'for a spreadsheet' },
  jsonl: { type: 'string', value: 'FILE', about: 'for a program: the lines of the archive as they are' },
  lang: { ...LANGUAGE_ARGS.lang, about: 'the language of headings and words in the CSV: en or zh (default: en)' },
  incomplete: { type: 'boolean', about: 'days that are not complete too' },
  ...SETTINGS_ARGS,
} as const;

interface Form {
  readonly file: string;
  readonly head: string;
  readonly row: (line: string) => string;
}

function readForm(
  { csv, jsonl }: { readonly csv: string | undefined; readonly jsonl: string | undefined },
  language: Language,
): Form {
  if (csv !== undefined && jsonl !== undefined) throw argumentFault('--csv and --jsonl exclude each other.');
  if (csv !== undefined) return { file: csv, head: csvHead(language), row: (line) => csvRow(line, language) };
  if (jsonl !== undefined) return { file: jsonl, head: '', row: (line) => `${line}\n` };
  throw argumentFault('--csv FILE or --jsonl FILE is missing.');
}

/** The manifests of all days of the range; or what is wrong with each of the others. */
async function readManifests(store: Store, { from, to }: DayRange, incomplete: boolean): Promise<Manifest[]> {
  const days = Array.from({ length: daysBetween(from, to) + 1 }, (_, i) => dayAfter(from, i));
  const manifests: Manifest[] = [];
  const faults: string[] = [];
  for (const day of days) {
    const manifest = (await readManifest(store, day))?.manifest;
    if (manifest === undefined) faults.push(`${day} is not closed`);
    else if (!manifest.complete && !incomplete) {
      faults.push(`${day} is not complete: ${tellShortfalls(manifest.incomplete)}`);
    } else manifests.push(manifest);
  }
  if (faults.length === 0) return manifests;
  throw new HuadanError(
    'archive',
    `Exporting ${from} to ${to}: nothing was written.\n${faults.join('\n')}\n` +
      'Days that are not complete are exported with --incomplete; days that are not closed, once `close` has closed them.',
    { facts: { days: faults.length } },
  );
}

async function* texts(
  store: Store,
  manifests: readonly Manifest[],
  form: Form,
  progress: Progress,
): AsyncGenerator<string, void, void> {
  const calls = manifests.reduce((sum, { totals }) => sum + totals.calls, 0);
  let done = 0;
  yield form.head;
  for (const manifest of manifests) {
    for await (const line of readCalls(store, manifest)) {
      yield form.row(line);
      done++;
      if (done % 1000 === 0) progress.update(done, calls, manifest.day);
    }
  }
}

export const command = defineCommand({
  summary: 'Writes the calls of closed days to one file, one row a call.',
  args: ARGS,
  examples: [
    ['--from 2026-03-01 --to 2026-03-31 --csv march.csv', 'a month for Excel'],
    ['--from 2026-03-01 --to 2026-03-31 --csv march.csv --lang zh', 'with Chinese headings and words'],
    ['--from 2026-03-05 --jsonl day.jsonl', 'one day, the lines of the archive'],
    ['--from 2026-03-05 --csv day.csv --incomplete', 'a day with calls that may be missing'],
  ],
  notes: `Times are in the zone of the archive (UTC_OFFSET). In the CSV a tab stands before text that is all digits, such as
numbers, so that Excel keeps every digit; Python takes it away with .strip(). docs/closed-days.md has recipes.`,
  exitCodes: {
    0: 'the file is written',
    1: 'a day is not closed or not complete, or something failed; there is no new file',
  },

  async run({ args, environment, folder, stdout, stderr }) {
    const { days, form, config } = readAll({
      days: () => readDays(args),
      form: () => readForm(args, args.lang === undefined ? 'en' : readLanguage(args, environment)),
      config: () => readCloseConfig(environment),
    });
    const store = openReplaceable(config.archive);
    const manifests = await readManifests(store, days, args.incomplete);
    const terminal = createTerminal(stderr);
    const progress = terminal.progress('calls');
    const path = resolve(folder, form.file);
    try {
      await writeWhole(path, texts(store, manifests, form, progress));
    } finally {
      progress.stop();
    }
    for (const { day, complete, incomplete } of manifests) {
      if (!complete) terminal.complain(`${day} is not complete: ${tellShortfalls(incomplete)}`);
    }
    const calls = manifests.reduce((sum, { totals }) => sum + totals.calls, 0);
    const billed = manifests.reduce((sum, { totals }) => sum + totals.billedSeconds, 0);
    stdout.write(
      `${path}: ${count(calls, 'call')} of ${count(manifests.length, 'day')}, ${count(billed, 'billed second')}.\n`,
    );
    return 0;
  },
});
