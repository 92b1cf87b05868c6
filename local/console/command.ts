/** What a command is: its options, the words of its help, and a function that tests can call. */

import type { Readable, Writable } from 'node:stream';
import type { Environment } from '../../shared/config/read.ts';
import type { Language } from '../../shared/words/language.ts';
import type { HelpWords, Words } from '../words/index.ts';
import type { ArgTable, ParsedArgs } from './arguments.ts';
import type { LANGUAGE_ARGS } from './language.ts';

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
  readonly args: ParsedArgs<A & typeof LANGUAGE_ARGS>;
  /** The language the user reads, and what there is to say in it. */
  readonly language: Language;
  readonly words: Words;
  /** How this user runs a command: `npm run token -- support`, or `npx huadan token support`. */
  readonly commandLine: (name: string, args?: string) => string;
}

export interface Command<A extends ArgTable = ArgTable> {
  /** Besides `--lang` and `--help`, which every command takes. */
  readonly args: A;
  readonly help: (words: Words) => HelpWords<keyof A & string>;
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
  env: { type: 'string', value: 'FILE' },
} as const satisfies ArgTable;
