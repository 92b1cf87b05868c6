/** `npm run rehearse`: what it prints is enough to deploy, to look a call up, and to remove everything again. */

import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseEnv } from 'node:util';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { writeZip } from '../../plugin/package/artifact.ts';
import { builtFiles } from '../support/built.ts';
import { FUNCTION_NAMES } from '../support/bundle.ts';
import { isDue } from '../support/cloud/cron.ts';
import { createService, type ServiceFolder } from '../support/cloud/cli.ts';
import { runFramework } from '../support/cloud/framework.ts';
import { runHere } from '../support/run-here.ts';

const ROOT = join(import.meta.dirname, '../..');

/** The zips are there: other tests show how they are made. */
const withoutPackaging = (yml: string): string => yml.replace(/ +- serverless-esbuild.*\n/, '');

const FILE = join(ROOT, 'data/rehearsal.env');

let child: ChildProcess;
let service: ServiceFolder;
let printed = '';
let env: Record<string, string>;

beforeAll(async () => {
  service = await createService({ sources: {}, yml: withoutPackaging });
  for (const name of FUNCTION_NAMES) await writeZip(join(service.path, '.serverless'), name, await builtFiles(name));
  child = spawn(process.execPath, ['--import', 'tsx', 'test/support/rehearse.ts', '--fast'], { cwd: ROOT });
  child.stdout?.on('data', (chunk: Buffer) => (printed += chunk.toString()));
  await vi.waitUntil(() => printed.includes('The Function URL'), { timeout: 300_000, interval: 50 });
  env = Object.fromEntries(
    Object.entries(parseEnv(await readFile(FILE, 'utf8'))).map(([name, value]) => [name, value ?? '']),
  );
}, 300_000);

afterAll(async () => {
  vi.unstubAllEnvs();
  child.kill('SIGKILL');
  await service.remove();
});

test('what it writes and prints deploys, reads the archive with the commands of this machine, and removes', async () => {
  // Two days and a half take many seconds to pull.
  for (const [name, value] of Object.entries({ ...env, LOOKBACK: '30m' })) vi.stubEnv(name, value);
  const [, token = '', url = ''] = /^curl -H "Authorization: Bearer (\S+)" (\S+)$/m.exec(printed) ?? [];
  const headers = { authorization: `Bearer ${token}` };
  expect((await fetch(url, { headers })).status).toBe(404);

  await runFramework(service.path, ['deploy'], { package: '.serverless' });
  const answer = await fetch(url, { headers });
  expect(answer.status).toBe(200);
  expect(await answer.json()).toMatchObject({ cdr: [{ callId: url.split('/').at(-1) }] });
  await runFramework(service.path, ['invoke'], { function: 'pull' });

  const args = ['--env', FILE];
  expect(await runHere('status', { args })).toMatchObject({ code: 0, stdout: expect.stringContaining('All is well.') });
  const [, command = '', ...words] = /^npm run (lookup) -- (\S+)$/m.exec(printed) ?? [];
  expect(await runHere(command, { args: [...words, ...args] })).toMatchObject({ code: 0, stderr: '' });

  await runFramework(service.path, ['remove']);
  await expect(runFramework(service.path, ['invoke'], { function: 'pull' })).rejects.toThrow('ResourceNotFound');
}, 300_000);

test('Ctrl-C ends it cleanly', async () => {
  const ended = once(child, 'exit');
  child.kill('SIGINT');
  expect(await ended).toEqual([0, null]);
  expect(existsSync(FILE)).toBe(false);
});

const at = (text: string): number => Date.parse(`${text}+08:00`);

test('a timer is due by its cron, in Beijing time', () => {
  expect(isDue('0 */5 * * * * *', at('2026-03-05T12:05:00'))).toBe(true);
  expect(isDue('0 */5 * * * * *', at('2026-03-05T12:05:01'))).toBe(false);
  expect(isDue('0 */5 * * * * *', at('2026-03-05T12:06:00'))).toBe(false);
  expect(isDue('0 20 * * * * *', at('2026-03-05T00:20:00'))).toBe(true);
  expect(isDue('0 0 1 * * * *', at('2026-03-05T01:00:00'))).toBe(true);
});
