/**
 * Runs deployed code in a process of its own, with the environment of the deployment and the platform's variables and
 * nothing of this process. Every invocation is a cold start. Status codes: the SCF status code page.
 */

import { spawn } from 'node:child_process';
import { join } from 'node:path';

export interface Invocation {
  /** The runtime's binary. @default this process's */
  readonly node?: string;
  readonly folder: string;
  /** `index.main_handler` */
  readonly handler: string;
  readonly event: unknown;
  readonly context: Readonly<Record<string, unknown>>;
  readonly environment: Readonly<Record<string, string>>;
  readonly memoryMb: number;
  readonly timeoutMs: number;
}

export interface Outcome {
  /** 200, or why not: 430 the code threw, 433 too slow, 437 no such handler, 439 it exited, 443 it could not be loaded. */
  readonly status: number;
  /** What the handler returned, as JSON. */
  readonly value: string;
  readonly error: string;
  readonly stdout: string;
  readonly durationMs: number;
}

/** The platform's loader knows CommonJS only; newer Node.js versions would quietly load an ES module as well. */
const STRICT = ['--no-experimental-require-module', '--no-experimental-detect-module'].filter((flag) =>
  process.allowedNodeEnvironmentFlags.has(flag.replace('--no-', '--')),
);

interface Reply {
  readonly status: number;
  readonly value?: string;
  readonly error?: string;
}

export async function run(invocation: Invocation): Promise<Outcome> {
  const [file = '', method = ''] = invocation.handler.split('.');
  const started = performance.now();
  const { node = process.execPath } = invocation;
  const flags = node === process.execPath ? STRICT : [];
  const child = spawn(
    node,
    [...flags, `--max-old-space-size=${invocation.memoryMb}`, join(import.meta.dirname, 'bootstrap.cjs')],
    { cwd: invocation.folder, env: invocation.environment, stdio: ['ignore', 'pipe', 'pipe', 'ipc'] },
  );
  let stdout = '';
  let reply: Reply | undefined;
  child.stdout?.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
  child.stderr?.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
  child.once('message', (message: Reply) => {
    reply = message;
  });
  const { event, context } = invocation;
  child.send({ file, method, event, context });
  let slow = false;
  const timer = setTimeout(() => {
    slow = true;
    child.kill('SIGKILL');
  }, invocation.timeoutMs);
  await new Promise((resolve) => child.once('close', resolve));
  clearTimeout(timer);
  const {
    status,
    value = '',
    error = '',
  } = slow
    ? { status: 433, error: `Invoking task timed out after ${invocation.timeoutMs / 1000} seconds` }
    : (reply ?? { status: 439, error: 'user process exited' });
  return { status, value, error, stdout, durationMs: performance.now() - started };
}
