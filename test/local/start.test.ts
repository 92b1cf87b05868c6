import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { startVendorServer, type Answer, type VendorServer } from '../../local/simulator/server.ts';
import { recordSchema } from '../../shared/cdr/schema.ts';
import { createFolderStore } from '../../shared/store/folder.ts';
import { archiveRecords, at, CREDENTIALS } from '../support/pulling.ts';
import { freshFolder } from '../support/run-command.ts';
import { runHere, startHere, type RanHere, type RunningHere } from '../support/run-here.ts';
import { success } from '../support/vendor-rows.ts';

const SAMPLE = readFileSync(new URL('../fixtures/vendor/getcdr-ok.json', import.meta.url));
/** The history is there in a second, and any port will do. */
const SHORT = { LOOKBACK: '30m', PORT: '0' };
const TICK = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+08:00 {2}(\d+) windows?: (\d+) calls? added, .*, lag .*$/m;

let folder: string;
let vendor: VendorServer | undefined;
beforeEach(() => {
  folder = freshFolder();
});
afterEach(async () => {
  await vendor?.close();
  vendor = undefined;
});

async function settings(answer: Answer): Promise<Record<string, string>> {
  vendor = await startVendorServer(answer);
  const archive = pathToFileURL(join(folder, 'archive')).href;
  return { CDR_ENDPOINT: vendor.endpoint, ...CREDENTIALS, ARCHIVE_URL: archive, ...SHORT };
}

/** Every record reads as the schema says, none is there twice, and nothing half-written is left. */
async function expectSoundArchive(path: string): Promise<number> {
  const records = await archiveRecords(createFolderStore(path));
  for (const record of records) expect(recordSchema.safeParse(record).success).toBe(true);
  expect(new Set(records.map(({ callId, rev }) => `${callId} ${rev}`)).size).toBe(records.length);
  expect(readdirSync(join(path, '_tmp'))).toEqual([]);
  return records.length;
}

/** From this wall-clock time on. */
function clockFrom(time: string): () => number {
  const aheadMs = at(time) * 1000 - Date.now();
  return () => Date.now() + aheadMs;
}

/** Runs a command that `start` prints. */
async function paste(running: RunningHere, name: string): Promise<RanHere> {
  const [, line = ''] = await running.until(new RegExp(`^${name} +npx huadan (.*)$`, 'm'));
  const [command = '', ...args] = line.split(' ');
  return runHere(command, { args, folder });
}

function countParts(path: string): number {
  return existsSync(path)
    ? readdirSync(path, { recursive: true }).filter((name) => String(name).endsWith('.gz')).length
    : 0;
}

test('with nothing set up it files the calls of a simulated vendor, and every command it prints works', async () => {
  const running = startHere('start', { args: ['--every', '1s'], folder, env: SHORT });
  await running.until(/^Files {3}data\/archive\/cdr\/dt=<day>\/<slot>-<part>\.jsonl\.gz$/m);
  const [, windows, added] = await running.until(TICK);
  expect(Number(windows)).toBeGreaterThan(12);
  expect(Number(added)).toBeGreaterThan(0);

  const [, look = ''] = await running.until(/^Look {4}(.*)$/m);
  const lines = execFileSync('/bin/sh', ['-c', look], { cwd: folder, encoding: 'utf8' }).trim().split('\n');
  expect(lines).toHaveLength(3);
  for (const line of lines) expect(recordSchema.safeParse(JSON.parse(line)).success).toBe(true);

  const [, token = '', url = ''] = await running.until(/^HTTP {4}curl -H "Authorization: Bearer (\S+)" (\S+)$/m);
  const answer = await fetch(url, { headers: { Authorization: `Bearer ${token}` } });
  expect(answer.status).toBe(200);
  expect(await answer.json()).toMatchObject({ source: 'vendor', cdr: [{ callId: url.split('/').at(-1) }] });
  expect((await fetch(url)).status).toBe(401);
  const [, page = ''] = await running.until(/^Page {4}(\S+)$/m);
  expect(await (await fetch(page)).text()).toMatch(/^<!doctype html>/i);

  const callId = url.split('/').at(-1) ?? '';
  expect(await paste(running, 'Status')).toMatchObject({ code: 0, stdout: expect.stringContaining('All is well.') });
  expect(await paste(running, 'Lookup')).toMatchObject({ code: 0, stdout: expect.stringContaining(callId) });
  expect(await paste(running, 'Pull')).toMatchObject({ code: 0, stdout: expect.stringContaining('30 windows: ') });

  await running.until(/nothing was due, lag/);
  running.stop();
  const { code, stdout, stderr } = await running.ended;
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(stdout).toMatch(/Stopped\. The next start goes on from here\.\n$/);
  // LOOKBACK is shorter here than the age of the last pass.
  expect(stdout).not.toContain('not believed');
  expect(await expectSoundArchive(join(folder, 'data/archive'))).toBeGreaterThanOrEqual(Number(added));
  expect(existsSync(join(folder, 'data/demo.env'))).toBe(false);
  const told = stdout.replaceAll(callId, '').replaceAll(token, '');
  for (const { callId: id, src, dst } of await archiveRecords(createFolderStore(join(folder, 'data/archive')))) {
    for (const secret of [id, src ?? id, dst ?? id]) expect(told).not.toContain(secret);
  }
});

test('a stop ends it in the middle of the history with 0, and the next start goes on from there', async () => {
  const env = { ...SHORT, LOOKBACK: '2h' };
  const all = 60;
  const first = startHere('start', { folder, env });
  // The first window may need several questions: the second part says that the first window ended.
  await vi.waitUntil(() => countParts(join(folder, 'data/archive/cdr')) > 1, { timeout: 300_000, interval: 5 });
  first.stop();
  const { code, stdout, stderr } = await first.ended;
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  const done = Number(TICK.exec(stdout)?.[1]);
  expect(done).toBeLessThan(all - 10);
  expect(await expectSoundArchive(join(folder, 'data/archive'))).toBeGreaterThan(0);

  const second = startHere('start', { folder, env });
  const [, left] = await second.until(TICK);
  // A slot may have ended meanwhile.
  expect(Math.abs(done + Number(left) - all)).toBeLessThan(10);
  second.stop();
  expect(await second.ended).toMatchObject({ code: 0 });
  await expectSoundArchive(join(folder, 'data/archive'));
});

test('a real vendor that fails is a sentence, the cycle goes on, and nothing private is told', async () => {
  const refusal = { body: '{"errorCode":"-402","result":"url not match 008613500000000"}' };
  const env = await settings(() => ((vendor?.requests.length ?? 0) === 1 ? refusal : { body: SAMPLE }));
  const clock = clockFrom('2019-01-23T17:40:00');
  const running = startHere('start', { args: ['--every', '1s'], folder, env, clock });
  await running.until(/^Huadan, pulling from http:\/\/127\.0\.0\.1:\d+$/m);
  await running.until(/^\d{4}-.*\+08:00 {2}.*-402.*Check CDR_ENDPOINT and CDR_ID with the vendor\.$/m);
  await running.until(/^Page {4}off; LOOKUP_TOKENS names who may ask \(npx huadan token <name>\)$/m);
  await running.until(TICK);
  running.stop();
  const { code, stdout, stderr } = await running.ended;
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  for (const secret of ['13500000000', '13631234568', '2773afbbe', ...Object.values(CREDENTIALS)]) {
    expect(stdout).not.toContain(secret);
  }
  expect(existsSync(join(folder, 'data'))).toBe(false);
  expect(await expectSoundArchive(join(folder, 'archive'))).toBe(1);
});

test('it closes the days that are due once an hour, and tells of each', async () => {
  const env = { ...(await settings(() => success([]))), LOOKBACK: '3h', PASSES: '5m' };
  const clock = clockFrom('2026-03-06T01:00:00');
  const running = startHere('start', { args: ['--every', '1s'], folder, env, clock });
  await running.until(
    /^2026-03-05 {2}closed: 0 calls, 0 billed seconds, incomplete: 00:00 to 22:00 before the first pull/m,
  );
  await running.until(/nothing was due, lag/);
  running.stop();
  const { code, stdout, stderr } = await running.ended;
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(stdout.match(/closed: /g)).toHaveLength(1);
  expect(existsSync(join(folder, 'archive/days/dt=2026-03-05/_manifest.json'))).toBe(true);
});

test('a part of the settings is no demo: all that is missing or wrong is named, with exit code 2', async () => {
  const env = { CDR_ENDPOINT: 'https://vendor.example', PASSES: '90m,5m', LOOKUP_TOKENS: 'nobody', PORT: '70000' };
  const { code, stdout, stderr } = await runHere('start', { args: ['--every', 'often'], folder, env });
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  for (const name of ['CDR_ID', 'CDR_APP_ID', 'ARCHIVE_URL', 'PASSES', 'LOOKUP_TOKENS', 'PORT', '--every']) {
    expect(stderr).toContain(name);
  }
  expect(readdirSync(folder)).toEqual([]);
});

test('an archive that was begun with other slots ends it with exit code 2', async () => {
  const env = await settings(() => ({ body: SAMPLE }));
  const begun = startHere('start', { folder, env });
  await begun.until(TICK);
  begun.stop();
  await begun.ended;
  const { code, stderr } = await runHere('start', { folder, env: { ...env, SLOT_MINUTES: '5' } });
  expect(code).toBe(2);
  expect(stderr).toContain('SLOT_MINUTES was 10');
});

test.each([
  [['--every', 'often'], {}, '--every must be a duration'],
  [['--sed', '1'], {}, "Unknown option '--sed'"],
  [['--seed', '1'], { CDR_ID: 'x' }, '--seed is for the simulated vendor'],
])('arguments %j are refused, with a hint at the help', async (args, env, fault) => {
  const { code, stdout, stderr } = await runHere('start', { args, env, folder });
  expect([code, stdout]).toEqual([2, '']);
  expect(stderr).toContain(fault);
  expect(stderr).toContain('`npx huadan start --help` shows examples.');
});

test.each([
  ['5m', 'a real vendor'],
  ['40s', 'a simulated one'],
])('the cycle is %s with %s', async (every, kind) => {
  const env = kind === 'a real vendor' ? await settings(() => ({ body: SAMPLE })) : { ...SHORT, CDR_ID: ' ' };
  const running = startHere('start', { folder, env });
  await running.until(new RegExp(`^Cycle {3}every ${every}, until Ctrl-C$`, 'm'));
  running.stop();
  expect(await running.ended).toMatchObject({ code: 0, stderr: '' });
});

async function takePort(): Promise<{ port: string; free: () => Promise<void> }> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return { port: String(port), free: async () => void (await once(server.close(), 'close')) };
}

test('a port that is taken is an error that names PORT', async () => {
  const { port: PORT, free } = await takePort();
  const real = await settings(() => ({ body: SAMPLE }));
  for (const env of [
    { ...real, PORT },
    { ...SHORT, PORT },
  ]) {
    const { code, stderr } = await runHere('start', { folder, env });
    expect(code).toBe(2);
    expect(stderr).toContain(`Listening on 127.0.0.1:${PORT} (HOST, PORT): another program uses that port.`);
  }
  await free();
  expect(existsSync(join(folder, 'data/demo.env'))).toBe(false);
});

test('without tokens it answers HTTP all the same, so that others see that it is alive', async () => {
  const { port, free } = await takePort();
  await free();
  const running = startHere('start', { folder, env: { ...(await settings(() => ({ body: SAMPLE }))), PORT: port } });
  await running.until(/^Cycle/m);
  expect((await fetch(`http://127.0.0.1:${port}/healthz`)).status).toBe(200);
  expect((await fetch(`http://127.0.0.1:${port}/cdr/a`)).status).toBe(503);
  running.stop();
  await running.ended;
});

test('a second demo in one folder is refused, and the settings of the first stay', async () => {
  const first = startHere('start', { folder, env: SHORT });
  await first.until(/^Cycle/m);
  const written = readFileSync(join(folder, 'data/demo.env'), 'utf8');
  const second = await runHere('start', { folder, env: SHORT });
  expect(second).toMatchObject({ code: 2, stdout: '' });
  expect(second.stderr).toContain('one runs in this folder already. Use its settings (--env data/demo.env), stop it');
  expect(readFileSync(join(folder, 'data/demo.env'), 'utf8')).toBe(written);
  const elsewhere = startHere('start', { folder: freshFolder(), env: SHORT });
  await elsewhere.until(TICK);
  for (const running of [first, elsewhere]) running.stop();
  expect(await Promise.all([first.ended, elsewhere.ended])).toMatchObject([{ code: 0 }, { code: 0 }]);
});

test('what a killed demo left behind is no obstacle', async () => {
  mkdirSync(join(folder, 'data'));
  writeFileSync(join(folder, 'data/demo.env'), 'CDR_ENDPOINT=http://127.0.0.1:9\n');
  const running = startHere('start', { folder, env: SHORT });
  await running.until(/^Cycle/m);
  expect(readFileSync(join(folder, 'data/demo.env'), 'utf8')).not.toContain('127.0.0.1:9\n');
  running.stop();
  expect(await running.ended).toMatchObject({ code: 0 });
});
