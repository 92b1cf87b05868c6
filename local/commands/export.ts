/** `export`: the calls of closed days as one file for a spreadsheet or a program. */

import { readCloseConfig } from '../../shared/config/read.ts';
import type { Manifest } from '../../shared/days/manifest.ts';
import { readCalls } from '../../shared/days/read-calls.ts';
import { readManifest } from '../../shared/days/read.ts';
import { HuadanError } from '../../shared/errors.ts';
import { openReplaceable } from '../../shared/store/open-store.ts';
import type { Store } from '../../shared/store/store.ts';
import { dayAfter, daysBetween } from '../../shared/days/calendar.ts';
import { openState, type Calendar } from '../../shared/view/day-state.ts';
import type { Language } from '../../shared/words/language.ts';
import { tellShortfalls } from '../console/closed-day.ts';
import { defineCommand, SETTINGS_ARGS } from '../console/command.ts';
import { DAYS_ARGS, readDays, type DayRange } from '../console/day-range.ts';
import { isLanguage } from '../console/language.ts';
import { argumentFault, readAll } from '../console/read-all.ts';
import { createTerminal, type Progress } from '../console/terminal.ts';
import { readFilePath, writeWhole } from '../console/write-whole.ts';
import type { Words } from '../words/index.ts';
import { csvHead, csvRow } from '../export/csv.ts';
import { readCalendar } from '../console/calendar.ts';

const ARGS = {
  ...DAYS_ARGS,
  csv: { type: 'string', value: 'FILE' },
  jsonl: { type: 'string', value: 'FILE' },
  incomplete: { type: 'boolean' },
  ...SETTINGS_ARGS,
} as const;

interface Form {
  readonly path: string;
  readonly head: string;
  readonly row: (line: string) => string;
}

function readForm(
  { csv, jsonl }: { readonly csv: string | undefined; readonly jsonl: string | undefined },
  { folder, language, words }: { readonly folder: string; readonly language: Language; readonly words: Words },
): Form {
  if (csv !== undefined && jsonl !== undefined) throw argumentFault(words.faults.exclude('--csv', '--jsonl'));
  const file = csv ?? jsonl;
  if (file === undefined) throw argumentFault(words.exporting.formMissing);
  const path = readFilePath(folder, file, words);
  if (csv === undefined) return { path, head: '', row: (line) => `${line}\n` };
  return { path, head: csvHead(language), row: (line) => csvRow(line, language) };
}

interface Export {
  readonly store: Store;
  readonly range: DayRange;
  readonly incomplete: boolean;
  readonly form: Form;
  readonly words: Words;
  readonly calendar: Calendar;
  readonly progress: Progress;
  /** Told of each day as it is written; without a manifest it is left out, for it is not closed. */
  readonly onDay: (day: string, manifest: Manifest | undefined) => void;
}

/** The days that are not complete and why, a line for consecutive days of which the same is true. */
function tellLacking(
  found: ReadonlyMap<string, Manifest | undefined>,
  { words, calendar }: Pick<Export, 'words' | 'calendar'>,
): string[] {
  const lines: { readonly from: string; to: string; readonly what: string }[] = [];
  for (const [day, manifest] of found) {
    if (manifest?.complete === true) continue;
    const what =
      manifest === undefined
        ? words.days.states[openState(day, calendar)]
        : words.days.incomplete(tellShortfalls(manifest.incomplete, words));
    const last = lines.at(-1);
    if (last?.what === what && dayAfter(last.to) === day) last.to = day;
    else lines.push({ from: day, to: day, what });
  }
  return lines.map(({ from, to, what }) => words.exporting.lacking(from, to, what));
}

/** @throws HuadanError `archive`, which says of each day that is not to be exported why */
function requireExportable(found: ReadonlyMap<string, Manifest | undefined>, wanted: Export): void {
  const { from, to } = wanted.range;
  const say = wanted.words.exporting;
  const isAnyClosed = [...found.values()].some((manifest) => manifest !== undefined);
  if (wanted.incomplete && isAnyClosed) return;
  const lacking = tellLacking(found, wanted);
  if (lacking.length === 0) return;
  const message = say.refused(from, to, lacking.join('\n'), isAnyClosed ? say.addIncomplete : say.noneClosed);
  throw new HuadanError('archive', message, { facts: { days: lacking.length } });
}

async function* texts(wanted: Export): AsyncGenerator<string, void, void> {
  const { store, range, form, progress, onDay } = wanted;
  const found = new Map<string, Manifest | undefined>();
  for (const day of daysBetween(range.from, range.to)) {
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

  async run({ args, environment, folder, stdout, stderr, clock, words }) {
    const say = words.exporting;
    const { days, form, config } = readAll({
      days: () => readDays(args, words),
      form: () => readForm(args, { folder, language: isLanguage(args.lang) ? args.lang : 'en', words }),
      config: () => readCloseConfig(environment),
    });
    const store = openReplaceable(config.archive);
    const calendar = await readCalendar(store, Math.floor(clock() / 1000), config.passes.utcOffsetSeconds);
    const terminal = createTerminal(stderr, words);
    const progress = terminal.progress(words.progress.calls);
    const written = new Map<string, Manifest | undefined>();
    const onDay = (day: string, manifest: Manifest | undefined): void => void written.set(day, manifest);
    const { incomplete } = args;
    try {
      const wanted = { store, range: days, incomplete, form, words, calendar, progress, onDay };
      await writeWhole(form.path, texts(wanted), words);
    } finally {
      progress.stop();
    }
    const lacking = tellLacking(written, { words, calendar });
    for (const line of lacking.length === 0 ? [] : [say.incomplete, ...lacking]) terminal.complain(line);
    const manifests = [...written.values()].filter((manifest) => manifest !== undefined);
    const calls = manifests.reduce((sum, { totals }) => sum + totals.calls, 0);
    const billed = manifests.reduce((sum, { totals }) => sum + totals.billedSeconds, 0);
    stdout.write(`${say.written(form.path, calls, manifests.length, billed)}\n`);
    return 0;
  },
});
