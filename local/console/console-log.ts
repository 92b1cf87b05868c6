/** What a function would log, as sentences for a person. */

import type { Log } from '../../shared/log.ts';
import { mask } from '../../shared/mask.ts';
import { isHuadanError } from '../../shared/errors.ts';
import { printable, printableLines } from '../../shared/printable.ts';
import type { Words } from '../words/index.ts';
import type { Terminal } from './terminal.ts';

/** Warnings and errors; the counters are told by the commands themselves. */
export function createConsoleLog(terminal: Terminal, secrets: readonly string[], { tellWarning }: Words): Log {
  return (level, message) => {
    if (level === 'warn' || level === 'error') terminal.complain(tellWarning(printable(mask(message, secrets))));
  };
}

/** What a failure has to say to a person. A vendor's words are in none that has several lines. */
export function tellFailure(error: unknown, secrets: readonly string[], { tellError }: Words): string {
  const text = mask(error instanceof Error ? error.message : String(error), secrets);
  if (!isHuadanError(error)) return printable(text);
  const plain = isHuadanError(error, 'config', 'event', 'archive') ? printableLines(text) : printable(text);
  return tellError(error.reason, plain);
}
