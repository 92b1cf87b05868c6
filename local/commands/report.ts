/** `report`: a month or a day of the archive, for billing and for whoever watches the quality. */

import { readCloseConfig } from '../../shared/config/read.ts';
import { openStore } from '../../shared/store/open-store.ts';
import type { Store } from '../../shared/store/store.ts';
import { dayOf, daysOf } from '../../shared/days/calendar.ts';
import { WORDS } from '../../shared/words/index.ts';
import type { Language } from '../../shared/words/language.ts';
import { defineCommand, SETTINGS_ARGS } from '../console/command.ts';
import { readDay } from '../console/day-range.ts';
import { isLanguage } from '../console/language.ts';
import { argumentFault, readAll } from '../console/read-all.ts';
import { readFilePath, writeWhole } from '../console/write-whole.ts';
import type { Words } from '../words/index.ts';
import { collectReport, readInFull, type DayInFull, type Report } from '../report/collect.ts';
import { reportCsv } from '../report/csv.ts';
import { reportHtml } from '../report/html.ts';
import { reportTable } from '../report/table.ts';

interface Span {
  /** `2026-03`, or a day. */
  readonly name: string;
  readonly days: readonly string[];
}

/** @param today on the archive's clock; its month where nothing is asked for */
function readSpan(
  { month, day }: { month: string | undefined; day: string | undefined },
  today: string,
  words: Words,
): Span {
  const { faults, report } = words;
  if (month !== undefined && day !== undefined) throw argumentFault(faults.exclude('--month', '--day'));
  if (day !== undefined) {
    return { name: readDay('--day', day, words), days: [day] };
  }
  const name = month ?? today.slice(0, 7);
  if (!/^\d{4}-(0[1-9]|1[0-2])$/.test(name)) throw argumentFault(report.notAMonth);
  const days = daysOf(name).filter((each) => each <= today);
  if (days.length === 0) throw argumentFault(report.notBegun(name));
  return { name, days };
}

async function readDays(store: Store, report: Report, slotSeconds: number): Promise<Map<string, DayInFull>> {
  const full = new Map<string, DayInFull>();
  for (const { day, entry } of report.days) {
    const read = entry && (await readInFull(store, day, slotSeconds));
    if (read !== undefined) full.set(day, read);
  }
  return full;
}

async function htmlOf(
  store: Store,
  report: Report,
  { name: span }: Span,
  { slotSeconds, language }: { slotSeconds: number; language: Language },
): Promise<string> {
  const { default: page } = await import('../../functions/lookup/page/page.json', { with: { type: 'json' } });
  const full = await readDays(store, report, slotSeconds);
  return reportHtml({ report, span, full, language, style: page.style });
}

export const command = defineCommand({
  args: {
    month: { type: 'string', value: 'MONTH' },
    day: { type: 'string', value: 'DAY' },
    json: { type: 'boolean' },
    csv: { type: 'string', value: 'FILE' },
    html: { type: 'string', value: 'FILE' },
    ...SETTINGS_ARGS,
  },
  help: ({ report }) => report.help,
  async run({ args, environment, folder, stdout, stderr, clock, language, words }) {
    const now = Math.floor(clock() / 1000);
    const { config, csv, html } = readAll({
      config: () => readCloseConfig(environment),
      csv: () => args.csv && readFilePath(folder, args.csv, words),
      html: () => args.html && readFilePath(folder, args.html, words),
    });
    const { utcOffsetSeconds, slotSeconds } = config.passes;
    const span = readSpan(args, dayOf(now, utcOffsetSeconds), words);
    const store = await openStore(config.archive);
    const report = await collectReport(store, { days: span.days, now, utcOffsetSeconds });
    if (csv !== undefined) await writeWhole(csv, [reportCsv(report, isLanguage(args.lang) ? args.lang : 'en')], words);
    if (html !== undefined) {
      await writeWhole(html, [await htmlOf(store, report, span, { slotSeconds, language })], words);
    }
    stdout.write(args.json ? `${JSON.stringify(report)}\n` : reportTable(report, WORDS[language]));
    for (const file of [csv, html]) {
      if (file !== undefined) stderr.write(`${words.report.written(file)}\n`);
    }
    return 0;
  },
});
