import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { createFolderStore } from '../../shared/store/folder.ts';
import { MIDNIGHT, putPart, putState, record, runClose } from '../support/closing.ts';
import { freshFolder } from '../support/run-command.ts';
import { runHere } from '../support/run-here.ts';

const run = promisify(execFile);
const DAY_SECONDS = 86_400;

async function hasLibreOffice(): Promise<boolean> {
  return run('soffice', ['--version']).then(
    () => true,
    () => false,
  );
}

test('LibreOffice opens the export of a month with every digit of a number, times as times and seconds as numbers', async ({
  skip,
}) => {
  if (process.env['LONG'] !== '1') skip('LONG=1 runs it');
  if (!(await hasLibreOffice())) skip('LibreOffice is not installed');
  const folder = freshFolder();
  const store = createFolderStore(join(folder, 'archive'));
  const from = MIDNIGHT - 4 * DAY_SECONDS;
  await putState(store, from + 31 * DAY_SECONDS, { since: from });
  for (let day = 0; day < 31; day++) await putPart(store, [record(`12-${day}-a中`, from + day * DAY_SECONDS + 3600)]);
  await runClose(store);
  const env = { ARCHIVE_URL: pathToFileURL(join(folder, 'archive')).href };
  const args = ['--from', '2026-03-01', '--to', '2026-03-31', '--csv', 'march.csv'];
  expect(await runHere('export', { args, env, folder })).toMatchObject({ code: 0 });
  // A flat sheet is XML: what each cell was taken for stands in it.
  const profile = `-env:UserInstallation=${pathToFileURL(join(folder, 'profile')).href}`;
  // What the window for opening a CSV file proposes where a byte order mark is found: commas, UTF-8, times as times.
  const proposed = '--infilter=CSV:44,34,UTF8,1,,0,false,true';
  const csv = join(folder, 'march.csv');
  await run('soffice', [profile, '--headless', proposed, '--convert-to', 'fods', '--outdir', folder, csv]);
  const sheet = readFileSync(join(folder, 'march.fods'), 'utf8');
  expect(sheet.match(/<text:p>12-\d+-a中<\/text:p>/g)).toHaveLength(31);
  expect(
    sheet.match(/office:value-type="string"[^>]*>\s*<text:p>(?:<text:tab\/>)?\s*008613500000000<\/text:p>/g),
  ).toHaveLength(31);
  expect(sheet.match(/office:value-type="date" office:date-value="2026-03-\d\dT01:00:00"/g)).toHaveLength(31);
  expect(sheet.match(/office:value-type="float" office:value="70"/g)).toHaveLength(31);
});
