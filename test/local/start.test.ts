import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { createServer, type AddressInfo, type Server } from 'node:net';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { listenNear } from '../../local/console/listen.ts';
import { startVendorServer, type Answer, type VendorServer } from '../../local/simulator/server.ts';
import { recordSchema } from '../../shared/cdr/schema.ts';
import { createFolderStore } from '../../shared/store/folder.ts';
import { archiveRecords, CREDENTIALS } from '../support/pulling.ts';
import { freshFolder, runCommand, startCommand } from '../support/run-command.ts';
import { runHere } from '../support/run-here.ts';

const SAMPLE = readFileSync(new URL('../fixtures/vendor/getcdr-ok.json', import.meta.url));
/** An hour of history is there in a few seconds. */
const SHORT = { LOOKBACK: '1h' };
const TICK = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+08:00 {2}(\d+) windows?: (\d+) calls? added, .*, lag .*$/m;

let vendor: VendorServer | undefined;
afterEach(async () => {
  await vendor?.close();
  vendor = undefined;
});

async function settings(answer: Answer): Promise<Record<string, string>> {
  vendor = await startVendorServer(answer);
  return { CDR_ENDPOINT: vendor.endpoint, ...CREDENTIALS, ARCHIVE_URL: 'file:archive', ...SHORT };
}

async function listen(port: number): Promise<Server> {
  const server = createServer().listen(port, '127.0.0.1');
  await once(server, 'listening');
  return server;
}

function portOf(server: Server): number {
  return (server.address() as AddressInfo).port;
}

/** Every record reads as the schema says, none is there twice, and nothing half-written is left. */
async function expectSoundArchive(folder: string): Promise<number> {
  const records = await archiveRecords(createFolderStore(folder));
  for (const record of records) expect(recordSchema.safeParse(record).success).toBe(true);
  expect(new Set(records.map(({ callId, rev }) => `${callId} ${rev}`)).size).toBe(records.length);
  expect(readdirSync(join(folder, '_tmp'))).toEqual([]);
  return records.length;
}

test('with nothing set up it files the calls of a simulated vendor, and every command it prints works', async () => {
  const cwd = freshFolder();
  const running = startCommand('start', { args: ['--every', '1s'], cwd, env: SHORT });
  await running.until(/^Files {3}data\/archive\/cdr\/dt=<day>\/<slot>-<part>\.jsonl\.gz$/m);
  const [, windows, added] = await running.until(TICK);
  expect(Number(windows)).toBeGreaterThan(50);
  expect(Number(added)).toBeGreaterThan(0);

  const [, look = ''] = await running.until(/^Look {4}(.*)$/m);
  const lines = execFileSync('/bin/sh', ['-c', look], { cwd, encoding: 'utf8' }).trim().split('\n');
  expect(lines).toHaveLength(3);
  for (const line of lines) expect(recordSchema.safeParse(JSON.parse(line)).success).toBe(true);

  const [, token = '', url = ''] = await running.until(/^Lookup {2}curl -H "Authorization: Bearer (\S+)" (\S+)$/m);
  const answer = await fetch(url, { headers: { Authorization: `Bearer ${token}` } });
  expect(answer.status).toBe(200);
  expect(await answer.json()).toMatchObject({ source: 'vendor', cdr: [{ callId: url.split('/').at(-1) }] });
  expect((await fetch(url)).status).toBe(401);

  const [, pull = ''] = await running.until(/^Pull {4}npx huadan pull (.*)$/m);
  const pulled = await runCommand('pull', { args: [...pull.split(' '), '--json'], cwd });
  expect(pulled.code).toBe(0);
  expect(JSON.parse(pulled.stdout)).toMatchObject({ windows: 60, complete: true });

  await running.until(/nothing was due, lag/);
  running.signal('SIGINT');
  const { code, stdout, stderr } = await running.ended;
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(stdout).toMatch(/Stopped\. The next start goes on from here\.\n$/);
  expect(await expectSoundArchive(join(cwd, 'data/archive'))).toBeGreaterThanOrEqual(Number(added));
  expect(existsSync(join(cwd, 'data/demo.env'))).toBe(false);
  const told = stdout.replaceAll(url, '').replaceAll(token, '');
  for (const { callId, src, dst } of await archiveRecords(createFolderStore(join(cwd, 'data/archive')))) {
    for (const secret of [callId, src ?? callId, dst ?? callId]) expect(told).not.toContain(secret);
  }
});

test('SIGTERM ends it in the middle of the history with 0, and the next start goes on from there', async () => {
  const cwd = freshFolder();
  const first = startCommand('start', { cwd, env: { LOOKBACK: '6h' } });
  const [, done, due] = await first.until(/^(\d+) of (\d+) windows, \d+ calls?$/m);
  expect(Number(done)).toBeLessThan(Number(due));
  first.signal('SIGTERM');
  expect(await first.ended).toMatchObject({ code: 0, stderr: '' });
  expect(await expectSoundArchive(join(cwd, 'data/archive'))).toBeGreaterThan(0);

  const second = startCommand('start', { cwd, env: { LOOKBACK: '6h' } });
  const [, , left] = await second.until(/^(\d+) of (\d+) windows, \d+ calls?$/m);
  expect(Number(left)).toBeLessThanOrEqual(Number(due) - Number(done) + 2);
  second.signal('SIGINT');
  expect(await second.ended).toMatchObject({ code: 0 });
  await expectSoundArchive(join(cwd, 'data/archive'));
});

test('a real vendor that fails is a sentence, the cycle goes on, and nothing private is told', async () => {
  const cwd = freshFolder();
  const refusal = { body: '{"errorCode":"-402","result":"url not match 008613500000000"}' };
  const env = await settings(() => ((vendor?.requests.length ?? 0) === 1 ? refusal : { body: SAMPLE }));
  const running = startCommand('start', { args: ['--every', '1s'], cwd, env });
  await running.until(/^Huadan, pulling from http:\/\/127\.0\.0\.1:\d+$/m);
  await running.until(/^\d{4}-.*\+08:00 {2}.*-402.*Check CDR_ENDPOINT and CDR_ID with the vendor\.$/m);
  await running.until(/^Lookup {2}off; LOOKUP_TOKENS names who may ask/m);
  await running.until(TICK);
  running.signal('SIGINT');
  const { code, stdout, stderr } = await running.ended;
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  for (const secret of ['13500000000', '13631234568', '2773afbbe', ...Object.values(CREDENTIALS)]) {
    expect(stdout).not.toContain(secret);
  }
  expect(existsSync(join(cwd, 'data'))).toBe(false);
  expect(await expectSoundArchive(join(cwd, 'archive'))).toBe(1);
});

test('a vendor that hangs delays the end for a moment only, and not at all after a second Ctrl-C', async () => {
  const env = await settings(() => ({ body: '', fault: 'hang' }));
  const patient = startCommand('start', { cwd: freshFolder(), env });
  const impatient = startCommand('start', { cwd: freshFolder(), env });
  await expect.poll(() => vendor?.requests.length, { timeout: 20_000 }).toBe(2);
  for (const running of [patient, impatient]) {
    running.signal('SIGINT');
    await running.until(/^Stopping when the window under way is filed; Ctrl-C again stops at once\.$/m);
  }
  // Two signals close together are one Ctrl-C, which npm passes on once more.
  await expect.poll(() => (impatient.signal('SIGINT'), impatient.running()), { interval: 100 }).toBe(false);
  expect(await impatient.ended).toMatchObject({ code: 130 });
  expect(await patient.ended).toMatchObject({ code: 0, stderr: '' });
});

test('a part of the settings is no demo: all that is missing or wrong is named, with exit code 2', async () => {
  const cwd = freshFolder();
  const env = { CDR_ENDPOINT: 'https://vendor.example', PASSES: '90m,5m', LOOKUP_TOKENS: 'nobody' };
  const { code, stdout, stderr } = await runCommand('start', { cwd, env });
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  for (const name of ['CDR_ID', 'CDR_APP_ID', 'ARCHIVE_URL', 'PASSES', 'LOOKUP_TOKENS']) expect(stderr).toContain(name);
  expect(stderr).not.toMatch(/^\s+at /m);
  expect(readdirSync(cwd)).toEqual([]);
});

test('an archive that was begun with other slots ends it with exit code 2', async () => {
  const cwd = freshFolder();
  const env = await settings(() => ({ body: SAMPLE }));
  const begun = startCommand('start', { cwd, env });
  await begun.until(TICK);
  begun.signal('SIGINT');
  await begun.ended;
  const { code, stderr } = await runCommand('start', { cwd, env: { ...env, SLOT_MINUTES: '5' } });
  expect(code).toBe(2);
  expect(stderr).toContain('SLOT_MINUTES was 10');
});

test.each([
  [['--every', 'often'], {}, '--every must be a duration'],
  [['--sed', '1'], {}, "Unknown option '--sed'"],
  [['--seed', '1'], { CDR_ID: 'x' }, '--seed is for the simulated vendor'],
])('arguments %j are refused, with a hint at the help', async (args, env, fault) => {
  const { code, stdout, stderr } = await runHere('start', { args, env });
  expect([code, stdout]).toEqual([2, '']);
  expect(stderr).toContain(fault);
  expect(stderr).toContain('`npx huadan start --help` shows examples.');
});

test('a port that is taken is replaced by any free one', async () => {
  const first = await listen(0);
  const second = await listenNear(portOf(first), listen);
  expect(portOf(second)).not.toBe(portOf(first));
  first.close();
  second.close();
});
