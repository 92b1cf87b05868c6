/** `npm run rejects`: rows that could not be filed, why, and another try. */

import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { createLayout } from '../../shared/archive/layout.ts';
import { setAside } from '../../shared/archive/rejects.ts';
import type { Reject } from '../../shared/cdr/reject.ts';
import { createFolderStore } from '../../shared/store/folder.ts';
import { archiveFolder, type ArchiveFolder } from '../support/archive-folder.ts';
import { archiveRecords, at } from '../support/pulling.ts';

const NOW = '2019-01-24T12:00:00';
const OPEN = 3;
const layout = createLayout({ slotSeconds: 600, utcOffsetSeconds: 8 * 3600 });

/** A row as the vendor writes it. */
function row(changes: Readonly<Record<string, unknown>> = {}): string {
  return JSON.stringify({
    callId: '12-190123-0001abcd',
    src: '008613812340001',
    dst: '008613631234568',
    startSrcCallTime: String(at('2019-01-23T17:17:39')),
    endCallTime: String(at('2019-01-23T17:18:38')),
    callEndStatus: '2',
    duration: '0',
    recordUrl: '',
    ...changes,
  });
}

const reject = (raw: string | Buffer, more: Partial<Reject> = {}): Reject => ({
  reason: 'an older version could not read it',
  raw: Buffer.from(raw),
  bytes: Buffer.byteLength(raw),
  ...more,
});

/** An archive with the rejects of some replies. */
async function withRejects(...replies: readonly (readonly Reject[])[]): Promise<ArchiveFolder> {
  const folder = archiveFolder(NOW);
  const store = createFolderStore(folder.folder);
  for (const [i, rejects] of replies.entries()) {
    await setAside({ store, layout }, at('2019-01-22T12:00:00') + i * 86_400, rejects);
  }
  return folder;
}

const records = async ({ folder }: ArchiveFolder): ReturnType<typeof archiveRecords> =>
  archiveRecords(createFolderStore(folder));

describe('the list', () => {
  it('is empty where there are none', async () => {
    expect(await archiveFolder(NOW).run('rejects', [])).toEqual({
      code: 0,
      stdout: '0 open rejects, 0 closed.\n',
      stderr: '',
    });
  });

  it('groups them by how they stand and why, with their days, and tells a row that came again once', async () => {
    const unreadable = reject(row({ callId: '' }));
    const folder = await withRejects(
      [unreadable, reject('{"callId":"b"}')],
      [unreadable, reject(row()), reject(row({ callId: '', orderId: 'x' }))],
    );
    const { code, stdout } = await folder.run('rejects', []);
    expect(code).toBe(OPEN);
    expect(stdout).toBe(
      [
        '4 open rejects, 0 closed.',
        'rows  days                     state                                  reason',
        '2     2019-01-22 – 2019-01-23  cannot be read                         no callId',
        '1     2019-01-22               cannot be read                         neither startSrcCallTime nor endCallTime is there',
        '1     2019-01-23               not in the archive: --replay files it  an older version could not read it',
        '',
      ].join('\n'),
    );
    const some = await folder.run('rejects', ['--to', '2019-01-22', '--json']);
    expect(JSON.parse(some.stdout)).toMatchObject({ open: 2, closed: 0, damaged: [] });
  });

  it('reads objects of one line, as older versions wrote them, and tells what is no reject at all', async () => {
    const folder = archiveFolder(NOW);
    folder.put('_rejects/dt=2019-01-23/aa.jsonl', `${JSON.stringify({ reason: 'no callId', bytes: 2, raw: '{}' })}\n`);
    folder.put('_rejects/dt=2019-01-23/bb.jsonl', '{"reason":"cut o');
    const { code, stdout, stderr } = await folder.run('rejects', []);
    expect(code).toBe(OPEN);
    expect(stdout).toContain('1 open reject, 0 closed.');
    expect(stderr).toBe('Not all of these objects can be read: _rejects/dt=2019-01-23/bb.jsonl\n');
  });

  it('counts what was filed with a replacement, and what the archive holds, as closed', async () => {
    const folder = await withRejects([
      reject(row({ bizId: 'a\ud83d' }), { filed: true }),
      reject(row({ callId: 'b' })),
    ]);
    expect(JSON.parse((await folder.run('rejects', ['--json'])).stdout)).toMatchObject({ open: 1, closed: 1 });
    expect((await folder.run('rejects', ['--replay'])).code).toBe(0);
    expect(JSON.parse((await folder.run('rejects', ['--json'])).stdout)).toMatchObject({
      open: 0,
      closed: 2,
      groups: [],
    });
  });
});

describe('--show', () => {
  it('prints the rows with numbers masked, and in clear with --raw', async () => {
    const folder = await withRejects([reject(row({ callId: '', note: '138-1234-0001 138 1234 0001' }))]);
    const masked = await folder.run('rejects', ['--show']);
    expect(masked.stdout).toMatch(/_rejects\/dt=2019-01-22\/[0-9a-f]{32}\.jsonl\n\{"callId":"","src":"0086138\*+/);
    expect(masked.stdout.replaceAll(/[\s-]/g, '')).not.toContain('13812340001');
    expect((await folder.run('rejects', ['--show', '--json'])).stdout.replaceAll(/[\s-]/g, '')).not.toContain(
      '13812340001',
    );
    expect((await folder.run('rejects', ['--show', '--raw'])).stdout).toContain('008613812340001');
  });

  it('escapes what would act on a terminal', async () => {
    const file = new URL('../fixtures/cases/23-terminal-escapes/input-row.json', import.meta.url);
    const reply = readFileSync(file, 'utf8');
    const folder = await withRejects([
      reject(`${reply}\u001b[2J\u001b]0;owned\u0007\nforged line`, { reason: '\u001b[31mred' }),
    ]);
    const { stdout } = await folder.run('rejects', ['--show', '--raw']);
    expect(stdout).not.toMatch(/[^\P{Cc}\n]/u);
    expect(stdout).not.toMatch(/^forged line/m);
    expect(stdout).toContain(String.raw`\u001b[2J`);
  });

  it('prints bytes that are no text in base64, with numbers masked there too', async () => {
    const bytes = Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(' 008613812340001')]);
    const folder = await withRejects([reject(bytes)]);
    const shown = async (...args: string[]): Promise<string> => {
      const { stdout } = await folder.run('rejects', ['--show', ...args]);
      return Buffer.from(/base64:(\S+)/.exec(stdout)?.[1] ?? '', 'base64').toString('latin1');
    };
    expect(await shown()).toMatch(/^\xff\xfe 0086138\*+0001$/);
    expect(await shown('--raw')).toBe(bytes.toString('latin1'));
  });
});

describe('--replay', () => {
  it('files what can be read now, tells what is left, and files nothing twice', async () => {
    const folder = await withRejects([reject(row()), reject(row({ callId: '' }))], [reject(row({ callId: 'b' }))]);
    const first = await folder.run('rejects', ['--replay']);
    expect(first.code).toBe(OPEN);
    expect(first.stdout).toMatch(
      /^Filed: 2 calls added, 0 revised, 0 known, 1 part written\.\n1 open reject, 2 closed\.\n/,
    );
    expect((await records(folder)).map(({ callId, rev }) => [callId, rev])).toEqual([
      ['12-190123-0001abcd', 0],
      ['b', 0],
    ]);
    const again = await folder.run('rejects', ['--replay']);
    expect(again.stdout).toMatch(/^Nothing can be filed\.\n1 open reject, 2 closed\.\n/);
    expect(await records(folder)).toHaveLength(2);
  });

  it('leaves a call alone that the archive holds with other content, until it is told which is newer', async () => {
    const folder = await withRejects([reject(row())], [reject(row({ recordUrl: 'http://r.example/1' }))]);
    // The first reply is replayed by itself: then the archive holds that version.
    await folder.run('rejects', ['--replay', '--to', '2019-01-22']);
    const second = await folder.run('rejects', ['--replay']);
    expect(second.code).toBe(OPEN);
    expect(second.stdout).toContain('the archive holds the call with other content');
    expect(second.stdout).toContain('`--replay --versions`');
    expect(await records(folder)).toHaveLength(1);
    const third = await folder.run('rejects', ['--replay', '--versions']);
    expect(third.code).toBe(0);
    expect((await records(folder)).map(({ rev, recordUrl }) => [rev, recordUrl])).toEqual([
      [0, null],
      [1, 'http://r.example/1'],
    ]);
  });

  it('makes the longer one of two rows of a call the later version', async () => {
    const folder = await withRejects([reject(row({ recordUrl: 'http://r.example/1' })), reject(row())]);
    expect((await folder.run('rejects', ['--replay'])).code).toBe(0);
    expect((await records(folder)).map(({ rev, recordUrl }) => [rev, recordUrl])).toEqual([
      [0, null],
      [1, 'http://r.example/1'],
    ]);
  });

  it('files nothing into a slot with a broken part, and everything else', async () => {
    const folder = await withRejects([
      reject(row()),
      reject(row({ callId: 'b', startSrcCallTime: String(at('2019-01-23T18:00:00')) })),
    ]);
    folder.put('cdr/dt=2019-01-23/20190123T1710-000.jsonl.gz', 'no gzip');
    const { code, stdout } = await folder.run('rejects', ['--replay']);
    expect(code).toBe(OPEN);
    expect(stdout).toContain('Filed: 1 call added');
    expect(stdout).toContain('its slot has a broken part');
  });

  it('cannot read what was kept only in part', async () => {
    const folder = await withRejects([reject(row(), { bytes: 100_000, reason: 'larger than 65536 bytes' })]);
    const { stdout } = await folder.run('rejects', ['--replay']);
    expect(stdout).toMatch(/^Nothing can be filed\.\n[^]*cannot be read +larger than 65536 bytes$/m);
  });
});

it.each(['rejects', 'status'])('%s refuses slots that the archive was not begun with', async (name) => {
  const folder = await withRejects([reject(row())]);
  folder.put('_state/pull.json', '{"version":1,"asOf":"2019-01-24T11:55:00+08:00","slotMinutes":5}');
  const { code, stderr } = await folder.run(name, name === 'rejects' ? ['--replay'] : []);
  expect(code).toBe(2);
  expect(stderr).toContain('SLOT_MINUTES was 5');
  expect(await records(folder)).toEqual([]);
});

it('status counts what is open', async () => {
  const folder = await withRejects([reject(row()), reject(row({ callId: '' }))]);
  const told = JSON.parse((await folder.run('status', ['--json'])).stdout) as {
    openRejects: number;
    problems: string[];
  };
  expect(told).toMatchObject({ openRejects: 2, problems: ['rejects'] });
});

it.each([
  [['--versions'], '--versions belongs to --replay'],
  [['--raw'], '--raw belongs to --show'],
  [['--from', 'yesterday'], '--from is not a day'],
])('%j is refused', async (args, told) => {
  const { code, stderr } = await archiveFolder(NOW).run('rejects', args);
  expect(code).toBe(2);
  expect(stderr).toContain(told);
});

it('speaks Chinese', async () => {
  const { stdout } = await (await withRejects([reject(row({ callId: '' }))])).run('rejects', ['--lang', 'zh']);
  expect(stdout).toBe(
    '未处理 1 行，已处理 0 行。\n行数  日期        现状      原因\n1     2019-01-22  无法读取  no callId\n',
  );
});
