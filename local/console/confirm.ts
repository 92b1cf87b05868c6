/** A question that is answered at the terminal. */

import { once } from 'node:events';
import { createInterface } from 'node:readline';
import type { Host } from './command.ts';

/** The line that was typed, trimmed; undefined when there is nobody to ask. */
export async function askPerson(
  question: string,
  { stdin, stderr }: Pick<Host, 'stdin' | 'stderr'>,
): Promise<string | undefined> {
  if (stderr.isTTY !== true) return undefined;
  stderr.write(question);
  const lines = createInterface({ input: stdin });
  try {
    const [line]: unknown[] = await Promise.race([once(lines, 'line'), once(lines, 'close')]);
    return typeof line === 'string' ? line.trim() : undefined;
  } finally {
    lines.close();
  }
}
