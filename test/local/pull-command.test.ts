import { EventEmitter, once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { startVendorServer, type Answer, type VendorServer } from '../../local/simulator/server.ts';
import { createFolderStore } from '../../shared/store/folder.ts';
import { archiveLines, CREDENTIALS } from '../support/pulling.ts';
import { runHere, startHere, type RanHere } from '../support/run-here.ts';
import { freshFolder } from '../support/run-command.ts';

const SAMPLE = readFileSync(new URL('../fixtures/vendor/getcdr-ok.json', import.meta.url));
const PART = 'cdr/dt=2019-01-23/20190123T1710-000.jsonl.gz';
/** Of the sample and of the account: what nobody may read in an output. */
const PRIVATE = ['13500000000', '13631234568', '2773afbbe32943668a2fb98exxxxxx', ...Object.values(CREDENTIALS)];
/** Five slots; the vendor answers with the sample, whatever it is asked for. */
const RANGE = ['--from', '2019-01-23T17:10', '--to', '2019-01-23T18:00'];
/** An hour later, when the vendor still has the calls. */
const clock = (): number => Date.parse('2019-01-23T19:00:00+08:00');

let folder: string;
let vendor: VendorServer | undefined;
beforeEach(() => {
  folder = freshFolder();
});
afterEach(async () => vendor?.close());

async function settings(answer: Answer): Promise<Record<string, string>> {
  vendor = await startVendorServer(answer);
  return { CDR_ENDPOINT: vendor.endpoint, ...CREDENTIALS, ARCHIVE_URL: pathToFileURL(join(folder, 'archive')).href };
}

function envFile(values: Record<string, string>): string {
  return Object.entries(values)
    .map(([name, value]) => `${name}=${value}\n`)
    .join('');
}

function expectNothingPrivate({ stdout, stderr }: RanHere): void {
  for (const secret of PRIVATE) expect(stdout + stderr).not.toContain(secret);
}

test('a range is pulled, told in a plain summary, and adds nothing when pulled again', async () => {
  const env = await settings(() => ({ body: SAMPLE }));
  const first = await runHere('pull', { args: RANGE, folder, clock, env });
  expect(first).toMatchObject({
    code: 0,
    stdout: '5 windows: 1 call added, 0 revised, 4 known, 1 part written.\n',
  });
  expect(first.stderr).not.toContain('\u001B');
  const again = await runHere('pull', { args: RANGE, folder, clock, env });
  expect(again).toMatchObject({
    code: 0,
    stdout: '5 windows: 0 calls added, 0 revised, 5 known, 0 parts written.\n',
  });
  expect((await archiveLines(createFolderStore(join(folder, 'archive')))).map(({ name }) => name)).toEqual([PART]);
  expectNothingPrivate(first);
});

test('--json prints the counters and nothing else on stdout', async () => {
  const env = await settings(() => ({ body: SAMPLE }));
  const { code, stdout } = await runHere('pull', { args: [...RANGE, '--json'], folder, clock, env });
  expect(code).toBe(0);
  expect(stdout.split('\n')).toHaveLength(2);
  expect(JSON.parse(stdout)).toMatchObject({ windows: 5, received: 5, added: 1, known: 4, parts: 1, complete: true });
});

test('epoch seconds and offsets are read, and what has no offset is in UTC_OFFSET', async () => {
  const env = { ...(await settings(() => ({ body: SAMPLE }))), UTC_OFFSET: '+00:00' };
  // 2019-01-23T17:10:00+08:00, three times.
  for (const from of ['1548234600', '2019-01-23T17:10:00+08:00', '2019-01-23T09:10']) {
    const { code } = await runHere('pull', { args: ['--from', from, '--to', '2019-01-23T09:20Z'], folder, clock, env });
    expect(code).toBe(0);
    expect(vendor?.requests.at(-1)?.body).toMatchObject({ startTimeStamp: '1548234599', endTimeStamp: '1548235200' });
  }
});

test('a vendor that refuses the account is a plain sentence, exit code 1, and where to go on', async () => {
  const answers = [{ body: SAMPLE }, { body: '{"errorCode":"-402","result":"url not match 008613500000000"}' }];
  const env = await settings(() => answers.shift() ?? { body: SAMPLE });
  const ended = await runHere('pull', { args: RANGE, folder, clock, env });
  expect(ended).toMatchObject({ code: 1, stdout: '1 window: 1 call added, 0 revised, 0 known, 1 part written.\n' });
  expect(ended.stderr).toContain('-402');
  expect(ended.stderr).toContain('--from 2019-01-23T17:20:00+08:00 --to 2019-01-23T18:00:00+08:00\n');
  expect(ended.stderr).not.toMatch(/^\s+at /m);
  expectNothingPrivate(ended);
});

test('seconds the vendor refuses are told, after all the rest was pulled, with exit code 1', async () => {
  const bad = Date.parse('2019-01-23T17:25:05+08:00') / 1000;
  const env = await settings(({ body }) => {
    const refused = Number(body['startTimeStamp']) < bad && bad <= Number(body['endTimeStamp']);
    return refused ? { body: '{"errorCode":"-202","result":"timestamp invalid"}' } : { body: SAMPLE };
  });
  const ended = await runHere('pull', { args: RANGE, folder, clock, env: { ...env, CDR_RATE: 'unlimited' } });
  expect(ended.code).toBe(1);
  expect(ended.stdout).toMatch(/^5 windows: /);
  expect(ended.stderr).toContain('everything but 2019-01-23T17:25:04+08:00 to 2019-01-23T17:25:06+08:00');
});

test('a range that is older than the vendor remembers is pulled with a warning and exit code 4', async () => {
  const env = await settings(() => ({ body: SAMPLE }));
  const ended = await runHere('pull', { args: RANGE, folder, env });
  expect(ended).toMatchObject({ code: 4, stdout: '5 windows: 1 call added, 0 revised, 4 known, 1 part written.\n' });
  expect(ended.stderr).toContain('forgotten what is older (RETENTION)');
  const other = { ...env, ARCHIVE_URL: `${env['ARCHIVE_URL']}-2` };
  const chinese = await runHere('pull', { args: [...RANGE, '--lang', 'zh'], folder, env: other });
  expect(chinese).toMatchObject({ code: 4, stderr: expect.stringMatching(/^时间段的起点早于 .*（RETENTION）/) });
});

test('Ctrl-C ends it after the window under way, with 130 and where to go on', async () => {
  const gate = new EventEmitter();
  const env = await settings(async () => {
    if (vendor?.requests.length === 2) {
      running.stop();
      await once(gate, 'open');
    }
    return { body: SAMPLE };
  });
  const running = startHere('pull', { args: RANGE, folder, clock, env });
  await running.until(/Stopping when the window under way is filed/);
  gate.emit('open');
  const ended = await running.ended;
  expect(ended).toMatchObject({ code: 130, stdout: '2 windows: 1 call added, 0 revised, 1 known, 1 part written.\n' });
  expect(ended.stderr).toContain('--from 2019-01-23T17:30:00+08:00 --to 2019-01-23T18:00:00+08:00\n');
});

test('an archive out of reach is a plain sentence and exit code 1', async () => {
  writeFileSync(join(folder, 'archive'), 'a file where the folder should be');
  const env = await settings(() => ({ body: SAMPLE }));
  const { code, stderr } = await runHere('pull', { args: RANGE, folder, clock, env });
  expect(code).toBe(1);
  expect(stderr).toMatch(/^Reading .*\.$/m);
  expect(stderr).not.toMatch(/^\s+at /m);
});

test('all that is wrong is told at once, with exit code 2', async () => {
  const args = ['--from', 'yesterday', '--to', '2019-02-31'];
  const env = { CDR_ENDPOINT: 'ftp://vendor', CDR_ID: 'a b', SLOT_MINUTES: '7' };
  const { code, stdout, stderr } = await runHere('pull', { args, folder, env });
  expect(code).toBe(2);
  expect(stdout).toBe('');
  for (const name of ['--from', '--to', 'CDR_ENDPOINT', 'CDR_ID', 'CDR_APP_ID', 'ARCHIVE_URL', 'SLOT_MINUTES']) {
    expect(stderr).toContain(name);
  }
  expect(stderr).not.toMatch(/^\s+at /m);
});

test.each([
  [['--frm', 'x'], "Unknown option '--frm'"],
  [['2019-01-23'], "Unexpected argument '2019-01-23'"],
  [[], '--from is missing'],
  [['--from', '2019-01-23', '--to', '2019-01-23'], '--from is not before --to'],
  [['--from', '2999-01-01'], '--from has not come yet'],
  [['--from', '2019-01-23', '--env', 'absent.env'], 'absent.env: there is no such file'],
])('arguments %j are refused, with a hint at the help', async (args, fault) => {
  const { code, stdout, stderr } = await runHere('pull', { args, folder });
  expect([code, stdout]).toEqual([2, '']);
  expect(stderr).toContain(fault);
  expect(stderr).toMatch(/`npx huadan pull --help` shows examples\.\n$/);
});

test('settings come from .env, the environment counts more, and a file that is named counts most', async () => {
  const env = await settings(() => ({ body: SAMPLE }));
  writeFileSync(join(folder, '.env'), envFile({ ...env, CDR_ID: 'from-dot-env', CDR_APP_ID: 'from-dot-env' }));
  writeFileSync(join(folder, 'named.env'), envFile({ ...env, CDR_ID: 'from-named' }));

  await runHere('pull', { args: RANGE, folder, clock, env: { CDR_ID: 'from-environment' } });
  expect(vendor?.requests.at(-1)).toMatchObject({ id: 'from-environment', body: { appId: 'from-dot-env' } });
  await runHere('pull', { args: [...RANGE, '--env', 'named.env'], folder, clock, env: { CDR_ID: 'from-environment' } });
  expect(vendor?.requests.at(-1)).toMatchObject({ id: 'from-named', body: { appId: CREDENTIALS.CDR_APP_ID } });
});

test('--help teaches, with examples', async () => {
  const { code, stdout, stderr } = await runHere('pull', { args: ['--help'], folder });
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(stdout).toContain('npx huadan pull --from 2019-01-23T17:00 --to 2019-01-23T18:00');
});
