/** The lookup as it is deployed: packaged, loaded with `require` in a process of its own, and handed events. */

import { fork, type ChildProcess } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, afterEach, beforeAll } from 'vitest';
import { startVendorServer, type Answer, type VendorServer } from '../../local/simulator/server.ts';
import contextFixture from '../fixtures/events/context.json' with { type: 'json' };
import { unpackFunction } from './bundle.ts';
import { heard } from './output.ts';

export const TOKEN = 'huadan_a-token-of-the-tests';
export const TOKEN_ENTRY = `support:${createHash('sha256').update(TOKEN).digest('hex')}`;
export const ACCOUNT = { CDR_ID: 'id-of-the-tests', CDR_APP_ID: '1400987654' };

export interface HttpResult {
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly isBase64Encoded: boolean;
}

export interface LookupFunction {
  /** @throws what the handler threw, or that it took longer than `context.time_limit_in_ms` */
  invoke(event: unknown, context?: object): Promise<HttpResult>;
  /** Ends the process. @returns all it printed, to stdout and stderr */
  end(): Promise<string>;
}

/** As the platform does it, with the time limit that it enforces. */
const RUNNER = `
const { main_handler } = require('./index.js');
process.on('message', async ({ id, event, context }) => {
  const limit = setTimeout(() => process.send({ id, error: 'nothing in time' }), context.time_limit_in_ms);
  try {
    process.send({ id, result: await main_handler(event, context) });
  } catch (error) {
    process.send({ id, error: String(error) });
  }
  clearTimeout(limit);
});
process.send('ready');
`;

let folder = '';
const running = new Set<ChildProcess>();
const vendors: VendorServer[] = [];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'huadan-lookup-'));
  await unpackFunction('lookup', folder);
  await writeFile(join(folder, 'runner.js'), RUNNER);
});
afterEach(async () => {
  for (const child of running) child.kill('SIGKILL');
  await Promise.all(vendors.splice(0).map(async (vendor) => vendor.close()));
});
afterAll(async () => rm(folder, { recursive: true }));

/** The packaged file. */
export function bundlePath(): string {
  return join(folder, 'index.js');
}

/** A vendor that ends with the test. */
export async function startVendor(answer: Answer): Promise<VendorServer> {
  const vendor = await startVendorServer(answer);
  vendors.push(vendor);
  return vendor;
}

/** @param env beside what a lookup of the tests has: an account, and `TOKEN`; undefined takes a variable away */
export async function startLookup(
  vendor: Pick<VendorServer, 'endpoint'>,
  env: Readonly<Record<string, string | undefined>> = {},
): Promise<LookupFunction> {
  const child = fork('runner.js', {
    cwd: folder,
    env: { CDR_ENDPOINT: vendor.endpoint, CDR_RATE: 'unlimited', ...ACCOUNT, LOOKUP_TOKENS: TOKEN_ENTRY, ...env },
    execArgv: [],
    silent: true,
    serialization: 'advanced',
  });
  running.add(child);
  const exited = once(child, 'exit').then(() => running.delete(child));
  const output = Promise.all([text(child.stdout!), text(child.stderr!)]);
  await Promise.race([once(child, 'message'), exited]);
  const waiting = new Map<number, (message: { result: HttpResult; error?: string }) => void>();
  child.on('message', (message: { id: number; result: HttpResult; error?: string }) => {
    waiting.get(message.id)?.(message);
    waiting.delete(message.id);
  });

  let count = 0;
  return {
    async invoke(event, context = contextFixture) {
      const id = count++;
      const answered = new Promise<{ result: HttpResult; error?: string }>((resolve) => waiting.set(id, resolve));
      child.send({ id, event, context });
      const { result, error } = await answered;
      if (error !== undefined) throw new Error(`the handler gave ${error}`);
      if (result.statusCode !== 200) heard('answer', JSON.stringify(result));
      return result;
    },
    async end() {
      child.disconnect();
      await exited;
      return (await output).join('');
    },
  };
}

export { contextFixture as CONTEXT };
