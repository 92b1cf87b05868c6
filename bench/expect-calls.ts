/** Whoever is measured must have done the work: what it wrote holds the calls of the reply. */

import { readFileSync } from 'node:fs';
import { unzipSync } from 'node:zlib';

/** Sorted. They are found in the text, whoever wrote it. */
function callIdsIn(file: string): string[] {
  const text = unzipSync(readFileSync(file)).toString('latin1');
  return [...text.matchAll(/"callId": ?"([^"]+)"/g)].map(([, callId = '']) => callId).sort();
}

/**
 * @param files compressed, as zlib or gzip; so is the reply
 * @throws Error unless the files together hold the calls of the reply, each once
 */
export function expectCalls(files: readonly string[], reply: string): void {
  const [found, sent] = [files.flatMap(callIdsIn).sort(), callIdsIn(reply)];
  if (found.length !== sent.length || found.some((callId, i) => callId !== sent[i])) {
    throw new Error(`${files.join(' ')} holds ${found.length} calls, and not the ${sent.length} of the reply.`);
  }
}
