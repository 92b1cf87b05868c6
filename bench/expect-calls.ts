/** Whoever is measured must have done the work: what it wrote holds the calls of the reply. */

import { readFileSync } from 'node:fs';
import { unzipSync } from 'node:zlib';

/** They are found in the text, whoever wrote it. */
function* callIdsIn(file: string): Generator<string> {
  const text = unzipSync(readFileSync(file)).toString('latin1');
  for (const [, callId = ''] of text.matchAll(/"callId": ?"([^"]+)"/g)) yield callId;
}

/**
 * @param files compressed, as zlib or gzip; so is the reply
 * @throws Error unless the files together hold the calls of the reply, each once
 */
export function expectCalls(files: readonly string[], reply: string): void {
  const missing = new Set(callIdsIn(reply));
  const sent = missing.size;
  let found = 0;
  let isRight = true;
  for (const file of files) {
    for (const callId of callIdsIn(file)) {
      found++;
      isRight &&= missing.delete(callId);
    }
  }
  if (!isRight || missing.size > 0) {
    throw new Error(`${files.join(' ')} holds ${found} calls, and not the ${sent} of the reply.`);
  }
}
