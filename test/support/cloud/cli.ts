/** The real command line, in a service folder of its own, with only the environment it is given. */

import { spawn, type ChildProcess } from 'node:child_process';
import { cp, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

const ROOT = join(import.meta.dirname, '../../..');
const BIN = join(ROOT, 'node_modules/serverless/bin/serverless.js');

export interface CliResult {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
  /** Both, as a person sees them. */
  readonly all: string;
}

export interface ServiceFolder {
  readonly path: string;
  readonly write: (file: string, content: string) => Promise<void>;
  readonly run: (args: readonly string[], env?: Readonly<Record<string, string>>) => Promise<CliResult>;
  /** The same, handing out the process so that a test can end it. */
  readonly start: (
    args: readonly string[],
    env?: Readonly<Record<string, string>>,
  ) => { child: ChildProcess; done: Promise<CliResult> };
  readonly remove: () => Promise<void>;
}

export interface ServiceFiles {
  /** Changes the project's serverless.yml. */
  readonly yml?: (yml: string) => string;
  /** Sources by path; without them the project's own functions are used. */
  readonly sources?: Readonly<Record<string, string>>;
}

/** A folder with the project's serverless.yml and plugin. */
export async function createService({ yml = (text) => text, sources }: ServiceFiles = {}): Promise<ServiceFolder> {
  const path = await mkdtemp(join(tmpdir(), 'service-'));
  const write = async (file: string, content: string): Promise<void> => {
    await mkdir(dirname(join(path, file)), { recursive: true });
    await writeFile(join(path, file), content);
  };
  for (const name of ['node_modules', 'plugin', 'package.json']) await symlink(join(ROOT, name), join(path, name));
  const own = sources === undefined ? ['functions', 'shared'] : [];
  for (const name of own) await cp(join(ROOT, name), join(path, name), { recursive: true });
  for (const [file, content] of Object.entries(sources ?? {})) await write(file, content);
  await write('serverless.yml', yml(await readFile(join(ROOT, 'serverless.yml'), 'utf8')));

  const start: ServiceFolder['start'] = (args, env = {}) => {
    const { PATH = '', HOME = '' } = process.env;
    const child = spawn(process.execPath, [BIN, ...args], { cwd: path, env: { PATH, HOME, NO_COLOR: '1', ...env } });
    const result = { stdout: '', stderr: '', all: '' };
    child.stdout.on('data', (chunk: Buffer) => {
      result.stdout += chunk.toString();
      result.all += chunk.toString();
    });
    child.stderr.on('data', (chunk: Buffer) => {
      result.stderr += chunk.toString();
      result.all += chunk.toString();
    });
    const done = new Promise<CliResult>((resolve, reject) => {
      child.once('error', reject).once('close', (code) => resolve({ code, ...result }));
    });
    return { child, done };
  };
  return {
    path,
    write,
    start,
    run: async (args, env) => start(args, env).done,
    remove: async () => rm(path, { recursive: true, force: true }),
  };
}
