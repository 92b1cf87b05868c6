/** `npm run screenshots`: the pictures of the documentation, of the page and the report over a simulated archive. */

import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { PassThrough } from 'node:stream';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { Browser } from 'playwright-core';
import { COMMANDS } from '../../../local/commands/index.ts';
import { runCli } from '../../../local/console/run-cli.ts';
import { createFolderStore } from '../../../shared/store/folder.ts';
import { buildDaysArchive, type DaysArchive } from '../days-archive.ts';
import { archiveRecords } from '../pulling.ts';
import { launchChromium } from './chromium.ts';
import { openTab, serveLookupAt } from './page.ts';

const IMAGES = fileURLToPath(new URL('../../../docs/images/', import.meta.url));
const DAY = '2026-03-09';
const LOCALES = { en: 'en-GB', zh: 'zh-CN' } as const;
type Language = keyof typeof LOCALES;

async function pictureViews(
  browser: Browser,
  url: string,
  views: Readonly<Record<string, string>>,
  language: Language,
): Promise<void> {
  const tab = await openTab(browser, url, { width: 900, locale: LOCALES[language] });
  for (const [name, hash] of Object.entries(views)) {
    if (hash !== '') await tab.open(hash);
    await tab.page.screenshot({ path: join(IMAGES, `page-${name}-${language}.png`), fullPage: true });
  }
  await tab.context.close();
}

async function pictureReport(
  browser: Browser,
  archive: DaysArchive,
  folder: string,
  language: Language,
): Promise<void> {
  const args = ['--month', '2026-03', '--html', 'report.html', '--lang', language];
  const code = await runCli(COMMANDS, ['report', ...args], {
    environment: archive.env,
    folder,
    stdin: process.stdin,
    stdout: new PassThrough().resume(),
    stderr: process.stderr,
    stopSignal: () => new AbortController().signal,
    clock: () => archive.now * 1000,
  });
  if (code !== 0) throw new Error(`report ended with ${code}`);
  const page = await browser.newPage({ viewport: { width: 900, height: 900 } });
  await page.goto(pathToFileURL(join(folder, 'report.html')).href);
  await page.screenshot({ path: join(IMAGES, `report-${language}.png`) });
  await page.close();
}

mkdirSync(IMAGES, { recursive: true });
const folder = mkdtempSync(join(tmpdir(), 'huadan-screenshots-'));
const archive = await buildDaysArchive({
  folder: join(folder, 'archive'),
  callsPerDay: 1500,
  slotMinutes: 10,
  until: '2026-03-11T10:00',
});
const lookup = await serveLookupAt(archive.env, archive.now * 1000);
const browser = await launchChromium();
try {
  const records = await archiveRecords(createFolderStore(join(folder, 'archive')));
  const talks = records.filter(({ dstAcceptTime, startSrcCallTime }) => {
    return dstAcceptTime !== null && startSrcCallTime?.startsWith(DAY) === true;
  });
  const call = talks.find(({ duration }) => (duration ?? 0) > 45 && (duration ?? 0) < 120);
  const views = { home: '', call: `call/${call?.callId}`, month: 'month/2026-03' };
  await pictureViews(browser, lookup.url, { ...views, day: `day/${DAY}` }, 'en');
  await pictureViews(browser, lookup.url, views, 'zh');
  for (const language of ['en', 'zh'] as const) await pictureReport(browser, archive, folder, language);
} finally {
  await browser.close();
  await lookup.close();
  await archive.vendor.close();
  rmSync(folder, { recursive: true });
}
