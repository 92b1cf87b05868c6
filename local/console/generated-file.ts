/** Documents that are generated from the code and kept beside it. */

import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ArgTable } from './arguments.ts';
import type { Words } from '../words/index.ts';
import { type Output } from './command.ts';
import { argumentFault } from './read-all.ts';

export const WRITE_ARGS = {
  write: { type: 'boolean' },
} as const satisfies ArgTable;

interface Place {
  /** The clone, in which `npm run` starts the command. */
  readonly folder: string;
  readonly stdout: Output;
  readonly words: Words;
}

/** Makes a file of the clone anew from what it is. @param file relative to the clone */
export function writeFile(file: string, make: (before: string) => string, { folder, stdout, words }: Place): void {
  const path = join(folder, file);
  if (!existsSync(path)) throw argumentFault(words.faults.noFileToWrite(file));
  writeFileSync(path, make(readFileSync(path, 'utf8')));
  stdout.write(`${path}\n`);
}

/** @param file relative to the clone. @returns the exit code */
export function writeDocument(
  document: object,
  file: string,
  { write, ...place }: Place & { readonly write: boolean },
): number {
  const text = `${JSON.stringify(document, null, 2)}\n`;
  if (write) writeFile(file, () => text, place);
  else place.stdout.write(text);
  return 0;
}
