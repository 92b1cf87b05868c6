/** `npm run rehearse`: what it prints is enough to deploy, to look a call up, and to remove everything again. */

import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { createCloud } from '../../plugin/cloud/client.ts';
import { readAccess } from '../../plugin/cloud/credentials.ts';
import { listTriggers } from '../../plugin/deploy/find.ts';
import { findUrl } from '../../plugin/deploy/triggers.ts';
import { isDue } from '../support/cloud/cron.ts';
import { createService, type ServiceFolder } from '../support/cloud/cli.ts';
import { runFramework } from '../support/cloud/framework.ts';
import { fetchThrough } from '../support/cloud/http.ts';

const ROOT = join(import.meta.dirname, '../..');

let child: ChildProcess;
let service: ServiceFolder;
let printed = '';
let env: Record<string, string>;

beforeAll(async () => {
  service = await createService();
  child = spawn(process.execPath, ['--import', 'tsx', 'test/support/rehearse.ts', '--fast'], { cwd: ROOT });
  child.stdout?.on('data', (chunk: Buffer) => (printed += chunk.toString()));
  await vi.waitUntil(() => printed.includes('npx serverless remove'), { timeout: 300_000, interval: 50 });
  env = Object.fromEntries([...printed.matchAll(/^export (\w+)='(.*)'$/gm)].map(([, name, value]) => [name, value]));
}, 300_000);

afterAll(async () => {
  vi.unstubAllEnvs();
  child.kill('SIGKILL');
  await service.remove();
});

test('the environment it prints deploys, looks a call up by the command it prints, and removes', async () => {
  for (const [name, value] of Object.entries(env)) vi.stubEnv(name, value);
  await runFramework(service.path, ['deploy']);
  const [, endpoint = '', path = ''] = /(http:\/\/127\.0\.0\.1:\d+)(\/cdr\/\S+)$/m.exec(printed) ?? [];
  const host = await urlHost();
  const headers = { authorization: `Bearer ${env['TOKEN'] ?? ''}` };
  const answer = await fetchThrough(Number(new URL(endpoint).port), `http://${host}${path}`, { headers });
  expect(answer.status).toBe(200);
  expect(JSON.parse(answer.body)).toMatchObject({ cdr: [{ callId: path.slice('/cdr/'.length) }] });
  await runFramework(service.path, ['remove']);
  await expect(runFramework(service.path, ['invoke'], { function: 'pull' })).rejects.toThrow('ResourceNotFound');
}, 300_000);

/** Where the Function URL is, from the API itself: in-process runs print nothing. */
async function urlHost(): Promise<string> {
  const cloud = await createCloud(readAccess(env), 'ap-guangzhou');
  const triggers = await listTriggers(cloud, { FunctionName: 'huadan-dev-lookup', Namespace: 'default' });
  return new URL(findUrl(triggers) ?? '').host;
}

test('Ctrl-C ends it cleanly', async () => {
  const ended = once(child, 'exit');
  child.kill('SIGINT');
  expect(await ended).toEqual([0, null]);
});

const at = (text: string): number => Date.parse(`${text}+08:00`);

test('a timer is due by its cron, in Beijing time', () => {
  expect(isDue('0 */5 * * * * *', at('2026-03-05T12:05:00'))).toBe(true);
  expect(isDue('0 */5 * * * * *', at('2026-03-05T12:05:01'))).toBe(false);
  expect(isDue('0 */5 * * * * *', at('2026-03-05T12:06:00'))).toBe(false);
  expect(isDue('0 20 * * * * *', at('2026-03-05T00:20:00'))).toBe(true);
  expect(isDue('0 0 1 * * * *', at('2026-03-05T01:00:00'))).toBe(true);
});
