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

export function createCloseMemory({ bytes = FILE_BYTES }: FileLimits = {}): CloseMemory {
  return { body: createBody(bytes), index: createIndexBuilder(), changes: createBody(FILE_BYTES) };
}
