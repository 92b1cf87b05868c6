/** `export`: the calls of closed days as one file for a spreadsheet or a program. */

import { resolve } from 'node:path';
import { readCloseConfig } from '../../shared/config/read.ts';
import type { Manifest } from '../../shared/days/manifest.ts';
import { readCalls } from '../../shared/days/read-calls.ts';
import { readManifest } from '../../shared/days/read.ts';
import { HuadanError } from '../../shared/errors.ts';
import { openReplaceable } from '../../shared/store/open-store.ts';
import type { Store } from '../../shared/store/store.ts';
import { dayAfter } from '../../shared/view/calendar.ts';
import type { Language } from '../../shared/words/language.ts';
import { tellShortfalls } from '../console/closed-day.ts';
import { defineCommand, SETTINGS_ARGS } from '../console/command.ts';
import { DAYS_ARGS, readDays, type DayRange } from '../console/day-range.ts';
import { isLanguage } from '../console/language.ts';
import { argumentFault, readAll } from '../console/read-all.ts';
import { createTerminal, type Progress } from '../console/terminal.ts';
import type { Words } from '../words/index.ts';
import { csvHead, csvRow } from '../export/csv.ts';
import { writeWhole } from '../export/write-whole.ts';

const ARGS = {
  ...DAYS_ARGS,
  csv: { type: 'string', value: 'FILE' },
  jsonl: { type: 'string', value: 'FILE' },
  incomplete: { type: 'boolean' },
  ...SETTINGS_ARGS,
} as const;

interface Form {
  readonly file: string;
  readonly head: string;
  readonly row: (line: string) => string;
}

function readForm(
  { csv, jsonl }: { readonly csv: string | undefined; readonly jsonl: string | undefined },
  { language, words }: { readonly language: Language; readonly words: Words },
): Form {
  if (csv !== undefined && jsonl !== undefined) throw argumentFault(words.faults.exclude('--csv', '--jsonl'));
  if (csv !== undefined) return { file: csv, head: csvHead(language), row: (line) => csvRow(line, language) };
  if (jsonl !== undefined) return { file: jsonl, head: '', row: (line) => `${line}\n` };
  throw argumentFault(words.exporting.formMissing);
}

interface Export {
  readonly store: Store;
  readonly range: DayRange;
  readonly incomplete: boolean;
  readonly form: Form;
  readonly words: Words;
  readonly progress: Progress;
  /** Told of each day as it is written; without a manifest it is left out, for it is not closed. */
  readonly onDay: (day: string, manifest: Manifest | undefined) => void;
}

/** What is to be known of a day before its calls are counted on; undefined when nothing is. */
function lackingOf(day: string, manifest: Manifest | undefined, words: Words): string | undefined {
  const say = words.exporting;
  if (manifest === undefined) return say.notClosed(day);
  return manifest.complete ? undefined : say.notComplete(day, tellShortfalls(manifest.incomplete, words));
}

/** @throws HuadanError `archive`, which says of each day that is not to be exported why */
function requireExportable(
  found: ReadonlyMap<string, Manifest | undefined>,
  { range: { from, to }, incomplete, words }: Export,
): void {
  if (incomplete && [...found.values()].some((manifest) => manifest !== undefined)) return;
  const lacking = [...found].flatMap(([day, manifest]) => lackingOf(day, manifest, words) ?? []);
  if (lacking.length === 0) return;
  const message = words.exporting.refused(from, to, lacking.join('\n'));
  throw new HuadanError('archive', message, { facts: { days: lacking.length } });
}

async function* texts(wanted: Export): AsyncGenerator<string, void, void> {
  const { store, range, form, progress, onDay } = wanted;
  const found = new Map<string, Manifest | undefined>();
  for (let day = range.from; day <= range.to; day = dayAfter(day)) {
    found.set(day, (await readManifest(store, day))?.manifest);
  }
  requireExportable(found, wanted);
  const calls = [...found.values()].reduce((sum, manifest) => sum + (manifest?.totals.calls ?? 0), 0);
  let done = 0;
  yield form.head;
  for (const [day, known] of found) {
    const read = known === undefined ? null : await readCalls(store, day);
    onDay(day, read?.manifest);
    if (read === null) continue;
    // It may have been closed again since.
    requireExportable(new Map([[day, read.manifest]]), wanted);
    for await (const line of read.lines) {
      yield form.row(line);
      done++;
      if (done % 1000 === 0) progress.update(done, calls, day);
    }
  }
}

export const command = defineCommand({
  args: ARGS,
  help: ({ exporting }) => exporting.help,

  async run({ args, environment, folder, stdout, stderr, words }) {
    const say = words.exporting;
    const { days, form, config } = readAll({
      days: () => readDays(args, words),
      form: () => readForm(args, { language: isLanguage(args.lang) ? args.lang : 'en', words }),
      config: () => readCloseConfig(environment),
    });
    const store = openReplaceable(config.archive);
    const terminal = createTerminal(stderr, words);
    const progress = terminal.progress(words.progress.calls);
    const path = resolve(folder, form.file);
    const manifests: Manifest[] = [];
    const lacking: string[] = [];
    const onDay = (day: string, manifest: Manifest | undefined): void => {
      if (manifest !== undefined) manifests.push(manifest);
      lacking.push(...[lackingOf(day, manifest, words) ?? []].flat());
    };
    try {
      const { incomplete } = args;
      await writeWhole(path, texts({ store, range: days, incomplete, form, words, progress, onDay }), words);
    } finally {
      progress.stop();
    }
    for (const day of lacking) terminal.complain(day);
    const calls = manifests.reduce((sum, { totals }) => sum + totals.calls, 0);
    const billed = manifests.reduce((sum, { totals }) => sum + totals.billedSeconds, 0);
    stdout.write(`${say.written(path, calls, manifests.length, billed)}\n`);
    return 0;
  },
});
