import { createHash } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { callText, readCall } from '../../local/commands/lookup-text.ts';
import { startVendorServer, type Answer, type VendorServer } from '../../local/simulator/server.ts';
import { readLookupConfig } from '../../shared/config/read.ts';
import { WORDS } from '../../shared/words/index.ts';
import { createFolderStore } from '../../shared/store/folder.ts';
import { closeDays, fileCalls, putWorldState } from '../support/archive-world.ts';
import { record } from '../support/closing.ts';
import { at } from '../support/pulling.ts';
import { lineOfRow } from '../support/lines.ts';
import { freshFolder } from '../support/run-command.ts';
import { runHere, type RanHere } from '../support/run-here.ts';
import { failure, success, vendorRow, type VendorRow } from '../support/vendor-rows.ts';

/** 2025-03-05T10:00:00+08:00 */
const START = 1_741_140_000;
const open: VendorServer[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map(async (vendor) => vendor.close()));
});

async function start(answer: Answer): Promise<Record<string, string>> {
  const vendor = await startVendorServer(answer);
  open.push(vendor);
  return { CDR_ENDPOINT: vendor.endpoint, CDR_ID: '1', CDR_APP_ID: '2' };
}

/** Runs a command in an empty folder, where no .env but `dotenv` is. */
async function command(name: string, args: string[], env: Record<string, string> = {}, dotenv = ''): Promise<RanHere> {
  const folder = freshFolder();
  if (dotenv !== '') await writeFile(join(folder, '.env'), dotenv);
  return runHere(name, { args, folder, env });
}

/** As a person reads it. */
function shown(row: VendorRow, offsetSeconds = 28_800): string {
  return callText(readCall(`${lineOfRow(row, offsetSeconds)}}`), WORDS.en, (text) => text);
}

describe('npm run lookup', () => {
  it('shows a call to a person', async () => {
    const { code, stdout, stderr } = await command(
      'lookup',
      ['a'],
      await start(() => success([vendorRow('a', START)])),
    );
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout).toBe(`a
2025-03-05, times at UTC+08:00

                   Caller           Callee
                   008613500000000  008613631234568
10:00:00           called
10:00:02     +2 s  rang
10:00:08     +6 s  answered
10:00:09     +1 s                   called
10:00:12     +3 s                   rang
10:00:20     +8 s                   answered
10:01:30    +70 s  ended            ended

Ending     Normal call (status 1)
Billed     70 s (1 min 10 s)
Recording  none (yet)
Type       PSTN to PSTN (3)
`);
  });

  it.each([
    [['--lang', 'zh'], {}],
    [[], { LANG: 'zh_CN.UTF-8' }],
    [[], { LANG: 'en_GB.UTF-8', LC_ALL: 'zh_CN.UTF-8' }],
  ])('shows it in Chinese with %j %j', async (args, env) => {
    const settings = await start(() => success([vendorRow('a', START)]));
    const { stdout } = await command('lookup', ['a', ...args], { ...settings, ...env });
    expect(stdout).toBe(`a
2025-03-05，时间为 UTC+08:00

                   主叫             被叫
                   008613500000000  008613631234568
10:00:00           呼叫
10:00:02    +2 秒  振铃
10:00:08    +6 秒  接听
10:00:09    +1 秒                   呼叫
10:00:12    +3 秒                   振铃
10:00:20    +8 秒                   接听
10:01:30   +70 秒  结束             结束

结果       正常通话（状态 1）
计费时长   70 秒（1 分钟 10 秒）
录音       （暂）无
类型       电话到电话（3）
`);
  });

  it('exits with 2 for a language that it does not speak', async () => {
    const { code, stderr } = await command('lookup', ['a', '--lang', 'fr']);
    expect([code, stderr]).toEqual([2, expect.stringContaining('--lang takes en or zh.')]);
  });

  it('prints it as the lookup function answers it, with --json', async () => {
    const env = await start(() => success([vendorRow('a', START)]));
    const { code, stdout } = await command('lookup', ['a', '--json'], env);
    expect([code, JSON.parse(stdout)]).toMatchObject([
      0,
      { cdr: [{ callId: 'a', startSrcCallTime: '2025-03-05T10:00:00+08:00', duration: 70 }], source: 'vendor' },
    ]);
  });

  it('reads .env, and the environment before it', async () => {
    const { CDR_ENDPOINT = '' } = await start(() => success([vendorRow('a', START)]));
    const dotenv = `CDR_ENDPOINT=${CDR_ENDPOINT}\nCDR_ID=1\nCDR_APP_ID=2\nUTC_OFFSET=+01:00\n`;
    const { code, stdout } = await command('lookup', ['a'], { UTC_OFFSET: '+00:00' }, dotenv);
    expect([code, stdout]).toEqual([0, expect.stringContaining('2025-03-05, times at UTC+00:00')]);
  });

  it('reads the file it is pointed at, before the environment', async () => {
    const { CDR_ENDPOINT = '' } = await start(() => success([vendorRow('a', START)]));
    const file = join(freshFolder(), 'demo.env');
    await writeFile(file, `CDR_ENDPOINT=${CDR_ENDPOINT}\nCDR_ID=1\nCDR_APP_ID=2\n`);
    const elsewhere = { CDR_ENDPOINT: 'https://vendor.example.com' };
    expect((await command('lookup', ['a', '--env', file], elsewhere)).code).toBe(0);
  });

  it('has no colours where nobody sees them', async () => {
    const { stdout } = await command('lookup', ['a'], await start(() => success([vendorRow('a', START)])));
    expect(stdout).not.toContain('\u001b');
  });

  it.each([failure('-201'), success([])])('exits with 3 when there is no such call', async (reply) => {
    const { code, stdout, stderr } = await command('lookup', ['a'], await start(() => reply));
    expect([code, stdout, stderr]).toEqual([3, '', expect.stringContaining('no such call')]);
  });

  it('tells who gave a number as the id how numbers are looked for', async () => {
    const env = await start(() => success([]));
    const { code, stderr } = await command('lookup', ['13800138000'], env);
    expect([code, stderr]).toEqual([3, expect.stringMatching(/no such call[^]*use --number\.\n$/)]);
  });

  it('tells of options that npm kept for itself', async () => {
    expect((await command('lookup', ['data/demo.env'])).stderr).toContain('npm run NAME -- --option value');
    expect((await command('lookup', ['a', '--source', 'here'])).stderr).not.toContain('npm run NAME');
  });

  it('exits with 1 and a plain sentence when the vendor refuses', async () => {
    const { code, stdout, stderr } = await command('lookup', ['a'], await start(() => failure('-403')));
    expect([code, stdout]).toEqual([1, '']);
    expect(stderr).toMatch(/^Asking the vendor for call records: error -403: this IP address is not whitelisted/);
    expect(stderr.trim().split('\n')).toHaveLength(1);
  });

  it('exits with 1 when the row cannot be read', async () => {
    const env = await start(() => success([{ ...vendorRow('a', START), duration: 'x' }]));
    const { code, stderr } = await command('lookup', ['a'], env);
    expect([code, stderr]).toEqual([1, expect.stringContaining('duration is not a whole number')]);
  });

  it('exits with 2 and names every variable that is missing', async () => {
    const { code, stderr } = await command('lookup', ['a']);
    expect(code).toBe(2);
    for (const name of ['CDR_ENDPOINT', 'CDR_ID', 'CDR_APP_ID']) expect(stderr).toContain(name);
  });

  it.each([[[]], [['a', 'b']], [['a b']], [['--what']], [['x'.repeat(129)]]])('exits with 2 for %j', async (args) => {
    const { code, stdout, stderr } = await command('lookup', args);
    expect([code, stdout, stderr]).toEqual([2, '', expect.stringContaining('npx huadan lookup --help')]);
  });

  it('teaches with --help', async () => {
    const { code, stdout } = await command('lookup', ['--help']);
    expect([code, stdout]).toEqual([0, expect.stringMatching(/^Exit codes\n {2}0 {2}found$/m)]);
  });
});

describe('a call as a person reads it', () => {
  it.each([
    ['0', 'How it ended is unknown (status 0)'],
    ['1', 'Normal call (status 1)'],
    ['2', 'The caller did not answer (status 2)'],
    ['3', 'The callee did not answer (status 3)'],
    ['4', 'The caller was not reached (status 4)'],
    ['5', 'The callee was not reached (status 5)'],
    ['9', 'An ending that is not in the vendor’s list (status 9)'],
    ['', 'How it ended is not told (status not told)'],
  ])('with status %j ended: %s', (callEndStatus, words) => {
    expect(shown(vendorRow('a', START, { callEndStatus }))).toContain(`Ending     ${words}\n`);
  });

  it('shows only what happened', () => {
    const never = { srcAcceptTime: '0', startDstCallTime: '0', startDstRingTime: '0', dstAcceptTime: '0' };
    const lines = shown(vendorRow('a', START, never)).split('\n');
    expect(lines.filter((line) => /^\d\d:/.test(line))).toEqual([
      '10:00:00           called',
      '10:00:02     +2 s  rang',
      '10:01:30    +88 s  ended',
    ]);
  });

  it('tells when a day ends during the call', () => {
    const lines = shown(vendorRow('a', START), -7 * 3600).split('\n');
    expect(lines[1]).toBe('2025-03-04, times at UTC-07:00');
    const midnight = Date.parse('2025-03-05T23:59:59+08:00') / 1000;
    expect(shown(vendorRow('a', midnight))).toContain('\n2025-03-06\n00:00:01     +2 s  rang\n');
  });

  it('shows recording, bizId and orderId where they are', () => {
    const recordUrl = 'https://recordings.example.com/a.mp3';
    const text = shown(vendorRow('a', START, { recordUrl, bizId: 'crm1', orderId: 'D1' }));
    for (const line of [`Recording  ${recordUrl}`, 'bizId      crm1', 'orderId    D1']) expect(text).toContain(line);
  });
});

describe('npm run token', () => {
  it('prints a fresh token and the entry that goes with it', async () => {
    const { code, stdout, stderr } = await command('token', ['support-desk']);
    expect([code, stderr]).toEqual([0, expect.stringContaining('LOOKUP_TOKENS')]);
    const [, token = '', entry = ''] = /^token {2}(\S+)\nentry {2}(\S+)\n$/.exec(stdout) ?? [];
    expect(entry).toBe(`support-desk:${createHash('sha256').update(token).digest('hex')}`);
    const env = { CDR_ENDPOINT: 'https://vendor.example.com', CDR_ID: '1', CDR_APP_ID: '2', LOOKUP_TOKENS: entry };
    expect(readLookupConfig(env).tokens).toMatchObject([{ name: 'support-desk' }]);
    expect((await command('token', ['support-desk'])).stdout).not.toContain(token);
  });

  it.each([[[]], [['a,b']], [['a', 'b']], [['a:b']], [['']], [['--what']]])('exits with 2 for %j', async (args) => {
    const { code, stdout, stderr } = await command('token', args);
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toMatch(/`npx huadan token --help` shows examples/);
  });

  it('teaches with --help', async () => {
    const { code, stdout } = await command('token', ['--help']);
    expect([code, stdout]).toEqual([0, expect.stringContaining('LOOKUP_TOKENS')]);
  });
});

async function startBusyVendor(): Promise<Record<string, string>> {
  return start(() => ({ status: 503, body: '' }));
}

async function makeArchive(): Promise<Record<string, string>> {
  const folder = freshFolder();
  const store = createFolderStore(folder);
  const began = at('2026-03-04T10:00:00');
  await fileCalls(store, [
    record('12-260304-a', began, { src: '008613800000001' }),
    record('12-260304-b', began + 60, { src: '008613800000002', dst: '+86 138-0000-0001' }),
    record('12-260304-c', began + 90, { src: '008613800000003', dst: null, callId: '12-260304-c\u001b[31m' }),
  ]);
  await putWorldState(store);
  await closeDays(store);
  return { ...(await startBusyVendor()), ARCHIVE_URL: `file:${folder}` };
}

describe('npm run lookup -- --number', () => {
  const MARCH = ['--from', '2026-03-01', '--to', '2026-03-11'];

  it('lists the calls from and to a number, a line each, with their number and what is billed, whatever the vendor does', async () => {
    const { code, stdout, stderr } = await command(
      'lookup',
      ['--number', '138 0000 0001', ...MARCH],
      await makeArchive(),
    );
    expect(code).toBe(0);
    expect(stdout).toBe(
      `2 calls, 2026-03-01 00:00 – 2026-03-11 00:00, billed 140 s (2 min 20 s)

2026-03-04 10:00:00  008613800000001  008613631234568    Normal call  70 s (1 min 10 s)  12-260304-a
2026-03-04 10:01:00  008613800000002  +86 138-0000-0001  Normal call  70 s (1 min 10 s)  12-260304-b
`,
    );
    expect(stderr).toBe('Calls that began after 2026-03-10T14:55:00+08:00 have not been pulled yet.\n');
  });

  it('goes back seven days from the end, and ends now, where no range is asked for', async () => {
    const env = await makeArchive();
    const soon = Date.parse('2026-03-10T15:00:00+08:00');
    const args = ['--number', '13800000003'];
    const found = await runHere('lookup', { args, env, clock: () => soon });
    expect([found.code, found.stdout.split('\n', 3)]).toEqual([
      0,
      [
        '1 call, 2026-03-03 15:00 – 2026-03-10 15:00, billed 70 s (1 min 10 s)',
        '',
        expect.stringContaining('12-260304-c'),
      ],
    ]);
    expect((await runHere('lookup', { args, env, clock: () => soon + 86_400_000 })).code).toBe(3);
    const upTo = await runHere('lookup', {
      args: [...args, '--to', '2026-03-05'],
      env,
      clock: () => soon + 86_400_000,
    });
    expect(upTo.code).toBe(0);
  });

  it('shows one call alone with its timeline, and escapes what the vendor wrote', async () => {
    const args = ['--number', '13800000003', ...MARCH, '--lang', 'zh'];
    const { code, stdout } = await command('lookup', args, await makeArchive());
    expect([code, stdout.split('\n', 3)]).toEqual([
      0,
      [
        '1 通电话，2026-03-01 00:00 – 2026-03-11 00:00，共计费 70 秒（1 分钟 10 秒）',
        '',
        String.raw`12-260304-c\u001b[31m`,
      ],
    ]);
  });

  it('finds a call of a closed day in the archive, and says as of when', async () => {
    const { code, stdout, stderr } = await command('lookup', ['12-260304-a', '--json'], await makeArchive());
    expect([code, stderr]).toEqual([0, '']);
    expect(JSON.parse(stdout)).toMatchObject({ cdr: [{ callId: '12-260304-a' }], source: 'archive' });
  });

  it('ends with 3 where there is none, and with 1 where not everything could be searched', async () => {
    const env = await makeArchive();
    const none = await command('lookup', ['--number', '13800000009', ...MARCH], env);
    expect([none.code, none.stderr]).toEqual([
      3,
      expect.stringContaining('no calls of this number in 2026-03-01 00:00 – 2026-03-11 00:00.'),
    ]);
    const elsewhere = await command('lookup', ['12-260304-z', '--source', 'archive'], env);
    expect([elsewhere.code, elsewhere.stderr]).toEqual([
      3,
      'The archive has no such call. One can be found some time after hang-up.\n',
    ]);
    const vendorDown = await command('lookup', ['12-260304-z'], env);
    expect([vendorDown.code, vendorDown.stderr]).toEqual([1, expect.not.stringContaining('no such call')]);
  });

  it.each([
    [['--number', '1', ...MARCH], 'number must be'],
    [['a', '--number', '13800000001', ...MARCH], 'not both'],
    [['a', '--source', 'here'], 'source must be'],
  ])('refuses %j', async (args, why) => {
    const { code, stderr } = await command('lookup', args, await startBusyVendor());
    expect([code, stderr]).toEqual([2, expect.stringContaining(why)]);
  });

  it.each([
    [['a b'], '通话 ID 由 1 至 128 个字母、数字、“-”或“_”组成。'],
    [['--number', '1', '--from', '昨天'], '电话号码须为 4 至 20 位数字；from 不是时间：'],
    [['--number', '13800000001', '--from', '2026-03-11', '--to', '2026-03-01'], 'from 必须早于 to。'],
    [['--number', '13800000001', '--from', '2026-01-01', '--to', '2026-03-01'], '时间段超过 31 天。'],
    [['a', '--source', 'here'], 'source 只能是 vendor 或 archive，且只给出一次。'],
  ])('refuses %j in Chinese', async (args, why) => {
    const { code, stderr } = await command('lookup', [...args, '--lang', 'zh'], await startBusyVendor());
    expect([code, stderr]).toEqual([2, expect.stringContaining(why)]);
    expect(stderr).not.toMatch(/must be|cannot be/);
  });
});
