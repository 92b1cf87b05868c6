/** What a function would log, as sentences for a person. */

import type { Log } from '../../shared/log.ts';
import { mask } from '../../shared/mask.ts';
import { printable } from '../../shared/printable.ts';
import type { Terminal } from './terminal.ts';

/** Warnings and errors; the counters are told by the commands themselves. */
export function createConsoleLog(terminal: Terminal, secrets: readonly string[]): Log {
  return (level, message) => {
    if (level === 'warn' || level === 'error') terminal.complain(printable(mask(message, secrets)));
  };
}

/** The one sentence a failure has for a person. */
export function tellFailure(error: unknown, secrets: readonly string[]): string {
  return printable(mask(error instanceof Error ? error.message : String(error), secrets));
}
