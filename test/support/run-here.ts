/** Runs a command of `local/` in this process: a test of one costs milliseconds. */

import { EventEmitter, once } from 'node:events';
import { PassThrough, Readable } from 'node:stream';
import { finished } from 'node:stream/promises';
import { onTestFinished } from 'vitest';
import { COMMANDS } from '../../local/commands/index.ts';
import { runCli, type CommandTable } from '../../local/console/run-cli.ts';
import { heardCommand } from './output.ts';

export interface RunHereOptions {
  readonly args?: readonly string[];
  /** The whole environment. */
  readonly env?: Readonly<Record<string, string>>;
  /** Where `.env` and relative paths are looked for. */
  readonly folder?: string;
  readonly stdin?: string;
  /** Milliseconds since 1970. */
  readonly clock?: () => number;
  /** As if both streams were a terminal. */
  readonly terminal?: boolean;
  /** @default those of `local/` */
  readonly commands?: CommandTable;
}

export interface RanHere {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunningHere {
  /** Resolves when stdout and stderr together hold `pattern`; rejects when the command ends without it. */
  until(pattern: RegExp): Promise<RegExpExecArray>;
  /** Ctrl-C. */
  readonly stop: () => void;
  readonly ended: Promise<RanHere>;
}

export function startHere(name: string, options: RunHereOptions = {}): RunningHere {
  const { args = [], env = {}, folder = '/nonexistent', stdin = '', clock = Date.now, terminal = false } = options;
  const { commands = COMMANDS } = options;
  const controller = new AbortController();
  const heard = new EventEmitter().setMaxListeners(0);
  const written = { stdout: '', stderr: '' };
  let all = '';
  const output = (stream: 'stdout' | 'stderr'): PassThrough & { isTTY: boolean; columns: number } => {
    const through = new PassThrough({ encoding: 'utf8' }).on('data', (text: string) => {
      written[stream] += text;
      all += text;
      heard.emit('more');
    });
    return Object.assign(through, { isTTY: terminal, columns: 100 });
  };
  const streams = { stdin: Readable.from([stdin]), stdout: output('stdout'), stderr: output('stderr') };
  const host = { environment: env, folder, ...streams, stopSignal: () => controller.signal, clock };
  let closed = false;
  const run = async (): Promise<RanHere> => {
    try {
      const code = await runCli(commands, [name, ...args], host);
      await Promise.all([streams.stdout, streams.stderr].map(async (stream) => finished(stream.end())));
      return { code, ...written };
    } finally {
      closed = true;
      heardCommand([name, ...args].join(' '), written);
      heard.emit('more');
    }
  };
  const here: RunningHere = {
    async until(pattern) {
      for (;;) {
        const found = pattern.exec(all.slice(0, all.lastIndexOf('\n') + 1));
        if (found !== null) return found;
        if (closed) throw new Error(`${name} ended without ${String(pattern)}:\n${all}`);
        await once(heard, 'more');
      }
    },
    stop: () => controller.abort(),
    get ended() {
      return ended;
    },
  };
  const ended = run();
  // What a failed test left running is stopped, not waited for in vain.
  onTestFinished(async () => {
    controller.abort();
    await Promise.allSettled([ended]);
  });
  return here;
}

export async function runHere(name: string, options: RunHereOptions = {}): Promise<RanHere> {
  return startHere(name, options).ended;
}
