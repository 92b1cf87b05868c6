/** The packaged pull function, invoked in a process of its own as the platform does. */

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { unpackFunction } from './bundle.ts';
import { CREDENTIALS } from './pulling.ts';
import { heard } from './output.ts';

export interface Ended {
  /** What the handler returned, or the message of what it threw. */
  returned?: Record<string, unknown>;
  threw?: string;
  /** Everything the process printed, errors and stacks included. */
  output: string;
  context: { callbackWaitsForEmptyEventLoop: boolean };
}

export interface PackagedPull {
  /** A folder of its own, for archives. */
  readonly folder: string;
  /** Invokes the function once; it must end by itself. */
  invoke(event: unknown, env: Record<string, string>): Promise<Ended>;
  close(): Promise<void>;
}

/** @param context what the platform tells the function, as JSON */
export async function unpackPull(context: object): Promise<PackagedPull> {
  const folder = await mkdtemp(join(tmpdir(), 'huadan-function-'));
  await unpackFunction('pull', folder);
  return {
    folder,
    async invoke(event, env) {
      const program = `
        const context = ${JSON.stringify(context)};
        require('./index.js').main_handler(${JSON.stringify(event)}, context).then(
          (returned) => process.send({ returned, context }),
          (error) => { console.error(error); process.send({ threw: error.message, context }); },
        ).then(() => process.disconnect());`;
      const child = spawn(process.execPath, ['-e', program], {
        cwd: folder,
        env: { PATH: process.env['PATH'], ...CREDENTIALS, ...env },
        stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      });
      const told = once(child, 'message') as Promise<[Omit<Ended, 'output'>]>;
      const [stdout, stderr] = [text(child.stdout!), text(child.stderr!)];
      const [[ended]] = await Promise.all([told, once(child, 'exit')]);
      heard('result', JSON.stringify(ended));
      return { ...ended, output: (await stdout) + (await stderr) };
    },
    close: async () => rm(folder, { recursive: true, force: true }),
  };
}
