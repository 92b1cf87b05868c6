/** What only a real process shows: the build, the exit codes, the signals. All else is tested in one process. */

import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterEach, describe, expect, test } from 'vitest';
import { COMMANDS } from '../../local/commands/index.ts';
import { startVendorServer, type Answer, type VendorServer } from '../../local/simulator/server.ts';
import { startCos } from '../support/cos/index.ts';
import { CREDENTIALS } from '../support/pulling.ts';
import { freshFolder, runCommand, startCommand } from '../support/run-command.ts';

const run = promisify(execFile);
const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const SAMPLE = readFileSync(new URL('../fixtures/vendor/getcdr-ok.json', import.meta.url));

let vendor: VendorServer | undefined;
afterEach(async () => {
  await vendor?.close();
  vendor = undefined;
});

async function settings(answer: Answer): Promise<Record<string, string>> {
  vendor = await startVendorServer(answer);
  return { CDR_ENDPOINT: vendor.endpoint, ...CREDENTIALS, ARCHIVE_URL: 'file:archive', LOOKBACK: '30m', PORT: '0' };
}

describe('the command line as it is built', () => {
  test('teaches with --help and ends with 0', async () => {
    const { code, stdout, stderr } = await runCommand('pull', { args: ['--help'], cwd: freshFolder() });
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatch(/^Examples$[^]*^Exit codes$/m);
  });

  test('refuses with 2 and tells of commands when it is given none', async () => {
    const { code, stdout, stderr } = await runCommand('nonsense', { cwd: freshFolder() });
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(/^There is no command 'nonsense'\.$[^]*^ {2}pull /m);
  });

  test('runs without any package beside it, also with an archive in COS', async () => {
    await runCommand('token', { args: ['x'], cwd: freshFolder() });
    const folder = freshFolder();
    cpSync(join(ROOT, 'dist'), join(folder, 'dist'), { recursive: true });
    const cos = await startCos();
    const env = { ...(await settings(() => ({ body: SAMPLE }))), ...cos.environment(), LOOKUP_TOKENS: '' };
    const { stdout } = await run(process.execPath, ['dist/cli.js', 'doctor'], { cwd: folder, env });
    await cos.close();
    // Every command is a file that is loaded when the command is asked for; one process loads them all.
    const files = readdirSync(join(folder, 'dist')).filter((file) => file !== 'cli.js');
    expect(files.length).toBeGreaterThan(Object.keys(COMMANDS).length);
    const loading = files.map((file) => `await import('./dist/${file}');`).join(' ');
    await run(process.execPath, ['--input-type=module', '-e', loading], { cwd: folder, env });
    expect(stdout).toContain('the bucket can be written to, and refuses to overwrite');
    expect(stdout).toContain('vendor: it answered with 1 call of one minute');
  });

  test('a reader that has seen enough is no failure', async () => {
    const schema = spawn('/bin/sh', ['-c', 'node local/run.js schema | head -1; exit $?'], { cwd: ROOT });
    const [code] = (await once(schema, 'close')) as [number];
    expect(code).toBe(0);
  });
});

describe('signals', () => {
  test('SIGTERM to npm start ends it with 0, when the window under way is filed', async () => {
    const folder = freshFolder();
    const env = {
      ...process.env,
      ...(await settings(() => ({ body: SAMPLE }))),
      ARCHIVE_URL: `file:${folder}/archive`,
    };
    const npm = spawn('npm', ['start', '--', '--every', '1s'], { cwd: ROOT, env, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    npm.stdout.setEncoding('utf8').on('data', (text: string) => (output += text));
    npm.stderr.setEncoding('utf8').on('data', (text: string) => (output += text));
    while (!/windows?: \d+ calls? added/.test(output) && npm.exitCode === null) await once(npm.stdout, 'data');
    npm.kill('SIGTERM');
    const [code] = (await once(npm, 'close')) as [number];
    expect({ code, output }).toEqual({
      code: 0,
      output: expect.stringMatching(/Stopped\. The next start goes on from here\.\n$/) as string,
    });
  });

  test('SIGTERM ends it with 0 before the first tick as well', async () => {
    const running = startCommand('start', {
      cwd: freshFolder(),
      env: await settings(() => ({ body: '', fault: 'hang' })),
    });
    await running.until(/^Cycle/m);
    running.signal('SIGTERM');
    expect(await running.ended).toMatchObject({ code: 0, stderr: '' });
  });

  test('a vendor that hangs delays the end for a moment only, and not at all after a second Ctrl-C', async () => {
    const env = await settings(() => ({ body: '', fault: 'hang' }));
    const patient = startCommand('start', { cwd: freshFolder(), env });
    const impatient = startCommand('start', { cwd: freshFolder(), env });
    await expect.poll(() => vendor?.requests.length, { timeout: 300_000 }).toBe(2);
    for (const running of [patient, impatient]) {
      running.signal('SIGINT');
      await running.until(/^Stopping when the window under way is filed; Ctrl-C again stops at once\.$/m);
    }
    // Two signals close together are one Ctrl-C, which npm passes on once more.
    await expect
      .poll(() => (impatient.signal('SIGINT'), impatient.running()), { interval: 100, timeout: 300_000 })
      .toBe(false);
    expect((await impatient.ended).code).toBe(130);
    expect(await patient.ended).toMatchObject({ code: 0, stderr: '' });
  });
});
