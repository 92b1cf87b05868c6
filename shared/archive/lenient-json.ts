/** JSON as people leave it who edited a file: with a byte order mark, a trailing comma, a comment, or cut off. */

import type { ParseError } from 'jsonc-parser';

type Json = Readonly<Record<string, unknown>>;

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/**
 * jsonc-parser reads on after a fault; what stood before it, and often behind it, is there. It is loaded for such a text
 * only: nearly all are plain JSON.
 * @param faults takes a sentence for each thing that is not as JSON has it
 */
export async function parseLeniently(
  bytes: Buffer,
  faults: string[],
): Promise<{ json: Json | undefined; brokeOff: boolean }> {
  const written = bytes.toString();
  const text = written.replace(/^\ufeff/, '');
  if (text.length < written.length) faults.push('it begins with a byte order mark');
  const errors: ParseError[] = [];
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    const { parse } = await import('jsonc-parser');
    value = parse(text, errors, { allowTrailingComma: true });
    faults.push(errors.length === 0 ? 'it holds a trailing comma or a comment' : 'it is not whole JSON');
  }
  return { json: isObject(value) ? value : undefined, brokeOff: errors.length > 0 };
}
