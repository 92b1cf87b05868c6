/** What days are closed in, one after the other: made once, so that many days take no more memory than one. */

import { createBody, type Body } from '../../shared/days/body.ts';
import { FILE_BYTES, type FileLimits } from '../../shared/days/day-files.ts';
import { createIndexBuilder, type IndexBuilder } from '../../shared/days/index.ts';

export interface CloseMemory {
  /** The table of calls, then the file under way, then what is put into place. */
  readonly body: Body;
  readonly index: IndexBuilder;
  readonly changes: Body;
}

/** Compressed, and about the least: a call makes three entries, so there is room for 1.3 million calls in 64 MB. */
const BYTES_AN_ENTRY = 16;

export function createCloseMemory({ bytes = FILE_BYTES }: FileLimits = {}): CloseMemory {
  const index = createIndexBuilder(Math.ceil(bytes / BYTES_AN_ENTRY));
  return { body: createBody(bytes), index, changes: createBody(bytes) };
}
