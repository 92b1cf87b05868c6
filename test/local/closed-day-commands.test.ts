import { cpSync, readFileSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, test } from 'vitest';
import { dayPrefix } from '../../shared/days/layout.ts';
import { createFolderStore } from '../../shared/store/folder.ts';
import type { Store } from '../../shared/store/store.ts';
import { DAY, MIDNIGHT, putPart, putState, record, runClose } from '../support/closing.ts';
import { expectClosed } from '../support/days/closed-day.ts';
import { freshFolder } from '../support/run-command.ts';
import { runHere, type RanHere } from '../support/run-here.ts';

const HOUR = 3600;
const END = MIDNIGHT + 24 * HOUR;

interface Office {
  readonly folder: string;
  readonly store: Store;
  readonly run: (command: string, ...args: string[]) => Promise<RanHere>;
}

/** An archive in a folder, whose first day is DAY and whose passes have gone over it. */
async function office(): Promise<Office> {
  const folder = freshFolder();
  const store = createFolderStore(join(folder, 'archive'));
  await putState(store, END, { since: MIDNIGHT });
  const env = { ARCHIVE_URL: pathToFileURL(join(folder, 'archive')).href };
  const clock = (): number => (END + 14 * HOUR) * 1000;
  return { folder, store, run: async (command, ...args) => runHere(command, { args, env, folder, clock }) };
}

test('close tells what it would do, does it, and has nothing to do the next time', async () => {
  const { store, run } = await office();
  await putPart(store, [record('a', MIDNIGHT + HOUR), record('b', MIDNIGHT + HOUR)]);
  const dry = await run('close', '--dry-run');
  expect(dry).toMatchObject({
    code: 0,
    stdout: expect.stringContaining('2026-03-05  to be closed: it was not closed yet'),
  });
  expect(await store.list('days/')).toEqual([]);
  const first = await run('close');
  expect(first).toMatchObject({ code: 0, stdout: '1 closed, 0 reopened, 0 unchanged.\n' });
  expect(first.stderr).toContain('2026-03-05  closed: 2 calls, 140 billed seconds, complete');
  await expectClosed(store, DAY);
  const again = await run('close', '--day', DAY, '--json');
  expect(JSON.parse(again.stdout)).toMatchObject({ days: 1, closed: 0, files: 0, complete: true });
  await putPart(store, [record('b', MIDNIGHT + HOUR, { rev: 1, duration: 80 }), record('c', MIDNIGHT + HOUR)]);
  expect((await run('close')).stderr).toContain('reopened: 3 calls (1 added, 1 revised), 220 billed seconds, complete');
});

test('close says why a day is not due, and closes it with --force', async () => {
  const { store, run } = await office();
  await putPart(store, [record('a', END + HOUR)]);
  const refused = await run('close', '--day', '2026-03-06');
  expect(refused.code).toBe(3);
  expect(refused.stderr).toContain('2026-03-06  not due: 00:00 to 24:00 not every pass has gone over it. --force');
  const chinese = await run('close', '--day', '2026-03-06', '--lang', 'zh');
  expect(chinese.stderr).toContain('2026-03-06  尚未到期：00:00 至 24:00 尚未经过每一轮拉取。--force');
  const forced = await run('close', '--day', '2026-03-06', '--force');
  expect(forced).toMatchObject({
    code: 0,
    stderr: expect.stringContaining('incomplete: 00:00 to 24:00 not every pass'),
  });
});

test('close adds no incomplete day for what lies before the first pull, unless there are parts or it is told to', async () => {
  const { store, run } = await office();
  const early = ['close', '--from', '2026-03-03', '--to', '2026-03-04'] as const;
  await putPart(store, [record('a', MIDNIGHT - HOUR)]);
  const { code, stdout, stderr } = await run(...early);
  expect([code, stdout]).toEqual([3, '1 closed, 0 reopened, 0 unchanged.\n']);
  expect(stderr).toContain('2026-03-03  not closed: it lies before the first pull. --force closes it as incomplete.');
  expect(stderr).toContain('2026-03-04  closed: 1 call');
  expect((await run(...early, '--dry-run')).stdout).toContain('2026-03-03  not closed: it lies before');
  expect((await run(...early, '--force')).code).toBe(0);
  expect(await run(...early)).toMatchObject({ code: 0, stdout: '0 closed, 0 reopened, 2 unchanged.\n' });
});

test('close names a part that cannot be read, closes the other days and ends with 1', async () => {
  const { store, run } = await office();
  await putState(store, END + 24 * HOUR, { since: MIDNIGHT });
  const broken = await putPart(store, [record('a', MIDNIGHT + HOUR)]);
  await store.put(broken, Buffer.from('no gzip'));
  await putPart(store, [record('b', END + HOUR)]);
  const { code, stderr } = await run('close');
  expect(code).toBe(1);
  expect(stderr).toContain(broken);
  expect(stderr).toContain('1 day could not be closed.');
  await expectClosed(store, '2026-03-06');
});

test('arguments that cannot be right are all told', async () => {
  const { store, run } = await office();
  expect((await run('close', '--day', '5 March', '--from', DAY)).stderr).toContain(
    '--day and --from exclude each other.',
  );
  expect((await run('close', '--force')).stderr).toContain('--force needs --day, or --from and --to.');
  expect((await run('close', '--from', '2026-02-30')).stderr).toContain('--from is not a day: write 2026-03-05.');
  expect((await run('verify')).stderr).not.toContain('--to');
  expect((await run('verify', '--from', '2026-03')).stderr).not.toContain('--to');
  const folder = await run('export', '--from', DAY, '--csv', 'archive');
  expect(folder).toMatchObject({ code: 2, stderr: expect.stringContaining('archive is a folder: name a file.') });
  const nowhere = await runClose(store).then(async () => run('export', '--from', DAY, '--csv', 'no/such.csv'));
  expect(nowhere).toMatchObject({ code: 2, stderr: expect.stringContaining('the file system answered ENOENT') });
  const { code, stderr } = await run('export', '--from', '2026-03-07', '--to', DAY);
  expect(code).toBe(2);
  expect(stderr).toContain('--from is after --to.');
  expect(stderr).toContain('--csv FILE or --jsonl FILE is missing.');
});

const ODD = record('=1+1', MIDNIGHT + 2 * HOUR, {
  src: '@SUM(A1)',
  dst: '138****0001',
  srcAcceptTime: null,
  dstAcceptTime: null,
  callEndStatus: 9,
  duration: 0,
  recordUrl: 'https://r.example.com/a,b"c".mp3',
  bizId: '900719925474099312',
  orderId: '两\r\n行',
  x: [1, 'é'],
});

test('the CSV of a day, byte for byte', async () => {
  const { folder, store, run } = await office();
  await putPart(store, [record('12-260305-1', MIDNIGHT + HOUR)]);
  await putPart(store, [ODD]);
  await runClose(store);
  const exported = await run('export', '--from', DAY, '--csv', 'day.csv');
  expect(exported).toMatchObject({
    code: 0,
    stdout: `${join(folder, 'day.csv')}: 2 calls of 1 day, 70 billed seconds.\n`,
  });
  expect(readFileSync(join(folder, 'day.csv'), 'utf8')).toBe(
    [
      '\u{FEFF}callId,src,dst,startSrcCallTime,startSrcRingTime,srcAcceptTime,startDstCallTime,startDstRingTime,dstAcceptTime,endCallTime,callEndStatus,callEndStatusText,duration,recordUrl,callType,callTypeText,bizId,orderId,furtherFields',
      '"\t12-260305-1","\t008613500000000","\t008613631234568",2026-03-05 01:00:00,2026-03-05 01:00:02,2026-03-05 01:00:08,2026-03-05 01:00:09,2026-03-05 01:00:12,2026-03-05 01:00:20,2026-03-05 01:01:30,1,Normal call,70,,3,PSTN to PSTN,,,',
      `'=1+1,'@SUM(A1),138****0001,2026-03-05 02:00:00,2026-03-05 02:00:02,,2026-03-05 02:00:09,2026-03-05 02:00:12,,2026-03-05 02:01:30,9,An ending that is not in the vendor’s list,0,"https://r.example.com/a,b""c"".mp3",3,PSTN to PSTN,"\t900719925474099312","两\r\n行","{""x"":[1,""é""]}"`,
      '',
    ].join('\r\n'),
  );
  expect(readdirSync(folder).filter((name) => name.endsWith('.part'))).toEqual([]);
  await run('export', '--from', DAY, '--csv', 'zh.csv', '--lang', 'zh');
  const [head, row] = readFileSync(join(folder, 'zh.csv'), 'utf8').split('\r\n');
  expect(head).toMatch(/^\u{FEFF}通话ID,主叫号码,被叫号码,/u);
  expect(row).toContain(',1,正常通话,70,,3,电话到电话,');
});

test('JSON Lines are the lines of the archive; a link stays one', async () => {
  const { folder, store, run } = await office();
  const calls = [record('a', MIDNIGHT + HOUR), ODD];
  await putPart(store, calls.slice(0, 1));
  await putPart(store, calls.slice(1));
  await runClose(store);
  writeFileSync(join(folder, 'linked.jsonl'), 'of yesterday');
  symlinkSync('linked.jsonl', join(folder, 'day.jsonl'));
  await run('export', '--from', '2026-03-06', '--jsonl', 'day.jsonl');
  expect(readFileSync(join(folder, 'linked.jsonl'), 'utf8')).toBe('of yesterday');
  await run('export', '--from', DAY, '--jsonl', 'day.jsonl');
  expect(readFileSync(join(folder, 'linked.jsonl'))).toEqual(readFileSync(join(folder, 'day.jsonl')));
  expect(readFileSync(join(folder, 'day.jsonl'), 'utf8')).toBe(
    calls.map((call) => `${JSON.stringify(call)}\n`).join(''),
  );
});

test('days that are not complete or not closed are refused by name; the file that was there stays', async () => {
  const { folder, store, run } = await office();
  await putState(store, END, { since: MIDNIGHT + HOUR });
  await putPart(store, [record('a', MIDNIGHT + HOUR)]);
  await runClose(store);
  writeFileSync(join(folder, 'march.csv'), 'of yesterday');
  const refused = await run('export', '--from', '2026-03-04', '--to', DAY, '--csv', 'march.csv');
  expect(refused.code).toBe(1);
  expect(refused.stderr).toContain('2026-03-04: not in the archive\n');
  expect(refused.stderr).toContain('2026-03-05: incomplete: 00:00 to 01:00 before the first pull\n');
  expect(refused.stderr).toContain('With --incomplete what the archive has');
  expect(readFileSync(join(folder, 'march.csv'), 'utf8')).toBe('of yesterday');
  const allowed = await run('export', '--from', DAY, '--csv', 'march.csv', '--incomplete');
  expect(allowed).toMatchObject({ code: 0, stderr: expect.stringContaining('2026-03-05: incomplete') });
  const range = ['--from', '2026-02-27', '--to', '2026-03-08', '--csv', 'march.csv'];
  const month = await run('export', ...range, '--incomplete');
  expect(month).toMatchObject({ code: 0, stdout: expect.stringContaining('1 call of 1 day,') });
  expect(month.stderr.split('\n')).toEqual([
    expect.stringContaining('Days that are not closed were left out; incomplete days were exported'),
    '2026-02-27 to 2026-03-04: not in the archive',
    '2026-03-05: incomplete: 00:00 to 01:00 before the first pull',
    '2026-03-06: not closed',
    '2026-03-07 to 2026-03-08: still to come',
    '',
  ]);
  const none = await run('export', '--from', '2026-03-04', '--csv', 'march.csv', '--incomplete');
  expect(none).toMatchObject({ code: 1, stderr: expect.stringContaining('nothing was written') });
  expect(none.stderr).toContain('There is no closed day to export.');
  expect(none.stderr).not.toContain('--incomplete');
});

test('a file that is not the manifest’s is never exported', async () => {
  const { folder, store, run } = await office();
  await putPart(store, [record('a', MIDNIGHT + HOUR)]);
  await runClose(store);
  await store.put(`${dayPrefix(DAY)}calls-000.jsonl.gz`, Buffer.from('other'));
  const { code, stderr } = await run('export', '--from', DAY, '--csv', 'day.csv');
  expect(code).toBe(1);
  expect(stderr).toContain('it is not what the manifest of its day tells of');
  expect(readdirSync(folder)).toEqual(['archive']);
  await run('close', '--day', DAY, '--force');
  expect((await run('export', '--from', DAY, '--csv', 'day.csv')).code).toBe(0);
});

test('verify finds nothing in a good archive', async () => {
  const { store, run } = await office();
  await putPart(store, [record('a', MIDNIGHT + HOUR), record('b', MIDNIGHT + HOUR)]);
  await putPart(store, [record('a', MIDNIGHT + HOUR, { rev: 1, duration: 1 })]);
  await runClose(store);
  const { code, stdout } = await run('verify', '--from', '2026-03-04', '--to', '2026-03-07');
  expect([code, ...stdout.split('\n')]).toEqual([
    0,
    '2026-03-04  not in the archive',
    '2026-03-05  good: 2 parts, 3 rows, generation 0',
    '2026-03-06  good: 0 parts, 0 rows, not closed',
    '2026-03-07  still to come',
    '',
  ]);
});

test('verify names each kind of fault', async () => {
  const good = await office();
  const part = await putPart(good.store, [record('a', MIDNIGHT + HOUR), record('b', MIDNIGHT + HOUR)]);
  await runClose(good.store);
  /** What verify says of the good day when it was spoilt. */
  async function found(spoil: (store: Store) => Promise<unknown>): Promise<string> {
    const { folder, store, run } = await office();
    cpSync(join(good.folder, 'archive'), join(folder, 'archive'), { recursive: true });
    await spoil(store);
    const { code, stdout } = await run('verify', '--from', DAY);
    expect(code).toBe(1);
    return stdout;
  }
  const file = `${dayPrefix(DAY)}calls-000.jsonl.gz`;
  expect(await found(async (store) => store.put(part, Buffer.from('x')))).toContain('it is not whole gzip');
  expect(await found(async (store) => store.put(part.replace('-000', '-002'), (await store.get(part))!))).toContain(
    'a part before it is missing',
  );
  expect(await found(async (store) => putPart(store, [record('c', MIDNIGHT + HOUR)]))).toContain('was not made of');
  expect(await found(async (store) => putPart(store, [record('a', MIDNIGHT + HOUR)]))).toContain('is twice');
  expect(await found(async (store) => putPart(store, [record('c', MIDNIGHT + HOUR, { callType: 1.5 })]))).toContain(
    'not as this archive writes them (callType)',
  );
  expect(await found(async (store) => store.put(file, Buffer.from('x')))).toContain('calls-000.jsonl.gz is not what');
  expect(
    await found(async (store) =>
      store.put('days/_catalogue.json', Buffer.from('{"version":1,"utcOffset":"+08:00","days":[]}')),
    ),
  ).toContain('The catalogue has another manifest');
  expect(
    await found(async (store) => {
      const name = `${dayPrefix(DAY)}_manifest.json`;
      const text = (await store.get(name))!.toString();
      await store.put(name, Buffer.from(text.replace('"billedSeconds":140', '"billedSeconds":141')));
    }),
  ).toContain("The manifest's figures are not what the parts give.");
});
