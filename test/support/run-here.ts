/** Runs a command of `local/` in this process: a test of one costs milliseconds. */

import { PassThrough, Readable } from 'node:stream';
import { finished } from 'node:stream/promises';
import { COMMANDS } from '../../local/commands/index.ts';
import { runCli } from '../../local/console/run-cli.ts';

export interface RunHereOptions {
  readonly args?: readonly string[];
  /** The whole environment. */
  readonly env?: Readonly<Record<string, string>>;
  /** Where `.env` and relative paths are looked for. */
  readonly folder?: string;
  readonly stdin?: string;
  readonly stop?: AbortSignal;
  /** Milliseconds since 1970. */
  readonly clock?: () => number;
  /** As if both streams were a terminal. */
  readonly terminal?: boolean;
  /** Called with what is written, as it is written. */
  readonly onOutput?: (text: string) => void;
}

export interface RanHere {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

export async function runHere(name: string, options: RunHereOptions = {}): Promise<RanHere> {
  const { args = [], env = {}, folder = '/nonexistent', stdin = '', clock = Date.now, terminal = false } = options;
  const stop = options.stop ?? new AbortController().signal;
  const written = { stdout: '', stderr: '' };
  const output = (stream: 'stdout' | 'stderr'): PassThrough & { isTTY: boolean; columns: number } => {
    const through = new PassThrough({ encoding: 'utf8' }).on('data', (text: string) => {
      written[stream] += text;
      options.onOutput?.(text);
    });
    return Object.assign(through, { isTTY: terminal, columns: 100 });
  };
  const streams = { stdin: Readable.from([stdin]), stdout: output('stdout'), stderr: output('stderr') };
  const host = { environment: env, folder, ...streams, stopSignal: () => stop, clock };
  const code = await runCli(COMMANDS, [name, ...args], host);
  await Promise.all([streams.stdout, streams.stderr].map(async (stream) => finished(stream.end())));
  return { code, ...written };
}
