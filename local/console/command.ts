/** What a command is: its words for people, its options, and a function that tests can call. */

import type { Readable, Writable } from 'node:stream';
import type { Environment } from '../../shared/config/read.ts';
import type { ArgTable, ParsedArgs } from './arguments.ts';

export type Output = Writable & { isTTY?: boolean };

/** What a command gets from the process that runs it. */
export interface Host {
  readonly environment: Environment;
  /** The working directory: relative paths begin here. */
  readonly folder: string;
  readonly stdin: Readable;
  /** For results: what other programs read. */
  readonly stdout: Output;
  /** For everything else: progress, warnings, errors. */
  readonly stderr: Output;
  /** From the first call on, Ctrl-C and SIGTERM abort this signal instead of ending the process. */
  readonly stopSignal: () => AbortSignal;
  /** Milliseconds since 1970. */
  readonly clock: () => number;
}

export interface CommandContext<A extends ArgTable> extends Host {
  readonly args: ParsedArgs<A>;
  /** How this user runs a command: `npm run token -- support`, or `npx huadan token support`. */
  readonly commandLine: (name: string, args?: string) => string;
}

export interface Command<A extends ArgTable = ArgTable> {
  /** One sentence: what it does. */
  readonly summary: string;
  readonly args: A;
  /** Arguments to copy, and what they do. */
  readonly examples: readonly (readonly [args: string, about: string])[];
  /** What else a user must know; paragraphs of at most 110 columns. */
  readonly notes?: string;
  /** Exit codes other than 2 (arguments or settings that cannot be right) and their meaning. */
  readonly exitCodes: Readonly<Record<number, string>>;
  /**
   * @returns the exit code
   * @throws HuadanError `config` ends the command with 2, any other reason with 1; the message is printed
   */
  // Written as a method: commands with different arguments stand in one table.
  run(context: CommandContext<A>): Promise<number> | number;
}

/** Gives `run` the types of its arguments. */
export function defineCommand<const A extends ArgTable>(command: Command<A>): Command<A> {
  return command;
}

/** For every command that needs settings: with it, `environment` holds those of `.env` or of the file named. */
export const SETTINGS_ARGS = {
  env: {
    type: 'string',
    value: 'FILE',
    about: 'settings in FILE count more than the environment, and .env is not read',
  },
} as const satisfies ArgTable;
