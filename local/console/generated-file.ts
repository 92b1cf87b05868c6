/** Documents that are generated from the code and kept beside it. */

import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ArgTable } from './arguments.ts';
import { argumentFault, type Output } from './command.ts';

export const WRITE_ARGS = {
  write: { type: 'boolean', about: 'write the file in this clone instead of printing it' },
} as const satisfies ArgTable;

/** @param file relative to the clone, in which `npm run` starts the command. @returns the exit code */
export function writeDocument(
  document: object,
  file: string,
  { write, folder, stdout }: { write: boolean; folder: string; stdout: Output },
): number {
  const text = `${JSON.stringify(document, null, 2)}\n`;
  if (!write) {
    stdout.write(text);
    return 0;
  }
  const path = join(folder, file);
  if (!existsSync(path)) throw argumentFault(`There is no ${file} here: --write is for a clone of Huadan.`);
  writeFileSync(path, text);
  stdout.write(`${path}\n`);
  return 0;
}
