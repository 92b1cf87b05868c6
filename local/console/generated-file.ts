/** Documents that are generated from the code and kept beside it. */

import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ArgTable } from './arguments.ts';
import { type Output } from './command.ts';
import { argumentFault } from './read-all.ts';

export const WRITE_ARGS = {
  write: { type: 'boolean', about: 'write the file in this clone instead of printing it' },
} as const satisfies ArgTable;

interface Place {
  /** The clone, in which `npm run` starts the command. */
  readonly folder: string;
  readonly stdout: Output;
}

/** Makes a file of the clone anew from what it is. @param file relative to the clone */
export function writeFile(file: string, make: (before: string) => string, { folder, stdout }: Place): void {
  const path = join(folder, file);
  if (!existsSync(path)) throw argumentFault(`There is no ${file} here: --write is for a clone of Huadan.`);
  writeFileSync(path, make(readFileSync(path, 'utf8')));
  stdout.write(`${path}\n`);
}

/** @param file relative to the clone. @returns the exit code */
export function writeDocument(
  document: object,
  file: string,
  { write, folder, stdout }: Place & { readonly write: boolean },
): number {
  const text = `${JSON.stringify(document, null, 2)}\n`;
  if (write) writeFile(file, () => text, { folder, stdout });
  else stdout.write(text);
  return 0;
}
