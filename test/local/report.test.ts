import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createFolderStore } from '../../shared/store/folder.ts';
import { buildDaysArchive, type DaysArchive } from '../support/days-archive.ts';
import { archiveRecords } from '../support/pulling.ts';
import { runHere, type RanHere } from '../support/run-here.ts';

describe('npm run report', () => {
  let folder: string;
  let archive: DaysArchive;
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'huadan-report-'));
    archive = await buildDaysArchive({ folder: join(folder, 'archive') });
    await archive.vendor.close();
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  async function report(...args: string[]): Promise<RanHere> {
    return runHere('report', { args, folder, env: archive.env, clock: () => archive.now * 1000 });
  }

  it('tells of each day of the month so far, and their sum, which is that of the calls', async () => {
    const { code, stdout, stderr } = await report('--month', '2026-03');
    const lines = stdout.split('\n');
    expect([code, stderr]).toEqual([0, '']);
    expect(lines[0]).toMatch(/^Day +State +Calls +Answered +Answer rate +Billed seconds +Billed minutes +Change$/);
    expect(lines.slice(1, 6).map((line) => line.split(/ {2,}/).slice(0, 2))).toEqual([
      ['2026-03-01', 'Complete'],
      ['2026-03-02', 'Complete'],
      ['2026-03-03', 'Incomplete'],
      ['2026-03-04', 'Complete'],
      ['2026-03-05', 'Not closed'],
    ]);
    const records = await archiveRecords(createFolderStore(join(folder, 'archive')));
    const latest = new Map(records.map((record) => [record.callId, record]));
    const closed = [...latest.values()].filter(({ startSrcCallTime: start }) => {
      return start! >= '2026-03-01' && start! < '2026-03-05';
    });
    const seconds = closed.reduce((sum, { duration }) => sum + (duration ?? 0), 0);
    const total = lines[6]?.replaceAll(',', '').split(/ +/) ?? [];
    expect([total[0], total[1], total[4]]).toEqual(['Total', String(closed.length), String(seconds)]);
    expect(Number(total[5])).toBeCloseTo(seconds / 60, 1);
    expect(stdout).toMatch(/^2026-03-03 \d\d:\d0 – \d\d:\d0: the vendor no longer had these calls/m);
  });

  it('is of this month when nothing is asked for', async () => {
    expect((await report()).stdout).toBe((await report('--month', '2026-03')).stdout);
  });

  it('is of one day', async () => {
    const { stdout } = await report('--day', '2026-03-02', '--json');
    const { days, totals } = JSON.parse(stdout);
    expect(days).toMatchObject([{ day: '2026-03-02', state: 'complete', entry: { generation: 0 }, shortfalls: [] }]);
    expect(totals).toEqual({
      calls: days[0].entry.calls,
      answered: days[0].entry.answered,
      billedSeconds: days[0].entry.billedSeconds,
    });
  });

  it('speaks Chinese', async () => {
    const { stdout } = await report('--day', '2026-03-03', '--lang', 'zh');
    expect(stdout).toMatch(/^日期 +状态 +通话数 +已接通/);
    expect(stdout).toMatch(/2026-03-03 {2}不完整 /);
  });

  it('writes a table for Excel: a byte order mark, a row a day, and their sum', async () => {
    await report('--month', '2026-03', '--csv', 'march.csv');
    const text = readFileSync(join(folder, 'march.csv'), 'utf8');
    const rows = text.split('\r\n');
    expect(rows[0]).toBe(
      '\u{FEFF}day,state,generation,calls,answered,billedSeconds,billedMinutes,changeAdded,changeRevised,changeBilledSeconds,closedAt,missing',
    );
    expect(rows).toHaveLength(8);
    expect(rows.slice(0, 7).every((row) => row.split(',').length === 12)).toBe(true);
    expect(rows[3]).toMatch(
      /^2026-03-03,incomplete,0,\d+,\d+,\d+,[\d.]+,,,,2026-03-05T\d\d:\d\d:\d\d\+08:00,lost 2026-03-03T/,
    );
    expect(rows[6]).toMatch(/^total,,,\d+,\d+,\d+,[\d.]+,,,,,$/);
  });

  it('writes the table in Chinese where --lang zh is given, and only there', async () => {
    const args = ['--month', '2026-03', '--csv', 'zh.csv'];
    const host = { folder, env: { ...archive.env, LANG: 'zh_CN.UTF-8' }, clock: () => archive.now * 1000 };
    const read = (): string => readFileSync(join(folder, 'zh.csv'), 'utf8');
    await runHere('report', { ...host, args });
    expect(read()).toContain('day,state,');
    await runHere('report', { ...host, args: [...args, '--lang', 'zh'] });
    const rows = read().split('\r\n');
    expect(rows[0]).toMatch(/^\u{FEFF}日期,状态,(?:[\u4E00-\u9FFF]+,){9}缺失$/u);
    expect(rows[3]).toMatch(/^2026-03-03,不完整,.*,拉取之前服务商已不再保存这段通话 2026-03-03T/);
    expect(rows[6]).toMatch(/^合计,/);
  });

  it('writes a page that opens by itself, with a picture of each slot, gap and open day', async () => {
    const { stderr } = await report('--month', '2026-03', '--html', 'march.html');
    expect(stderr).toBe(`Written: ${join(folder, 'march.html')}\n`);
    const html = readFileSync(join(folder, 'march.html'), 'utf8');
    const markup = html.replace(/<style>[^]*<\/style>/, '');
    expect(markup).not.toMatch(/<script|<img|<link|https?:|\son\w+=/);
    expect(markup).toContain("default-src 'none'; style-src 'unsafe-inline'");
    expect(markup.match(/class="missing"/g)).toHaveLength(1);
    expect(markup).toMatch(/class="ground open"/);
    expect(markup).toMatch(/class="shade5"/);
    expect(markup).toContain('Quality by day');
    expect(markup).toContain('ITU-T E.411');
  });

  it('says of a day before the first pull that it is not in the archive', async () => {
    expect((await report('--day', '2026-02-10')).stdout).toMatch(/^2026-02-10 {2}Not in the archive +—/m);
  });

  it('draws a day that is not closed as well', async () => {
    const { code } = await report('--day', '2026-03-05', '--html', 'open.html');
    const html = readFileSync(join(folder, 'open.html'), 'utf8');
    expect([code, html.includes('class="ground open"'), html.includes('Quality')]).toEqual([0, true, false]);
  });

  it.each([
    [['--month', '2026-13'], '--month is not a month: write 2026-03.'],
    [['--month', '2026-04'], '--month 2026-04 has not begun.'],
    [['--day', '2026-02-30'], '--day is not a day: write 2026-03-05.'],
    [['--day', '2026-03-01', '--month', '2026-03'], '--month and --day exclude each other.'],
    [['--lang', 'fr'], '--lang takes en or zh.'],
    [['--csv', 'no/such/folder.csv'], 'the file system answered ENOENT'],
    [['--html', '.'], '. is a folder: name a file.'],
  ])('exits with 2 for %j', async (args, fault) => {
    const { code, stdout, stderr } = await report(...args);
    expect([code, stdout, stderr]).toEqual([2, '', expect.stringContaining(fault)]);
  });

  it('tells of an archive in which nothing was ever closed', async () => {
    const env = { ...archive.env, ARCHIVE_URL: `file:${join(folder, 'nothing')}` };
    const { code, stdout } = await runHere('report', { args: [], folder, env, clock: () => archive.now * 1000 });
    expect(code).toBe(0);
    expect(stdout).toMatch(/^2026-03-01 {2}Not closed +—/m);
    expect(stdout).toMatch(/^Total +— +— +— +— +—$/m);
  });
});
