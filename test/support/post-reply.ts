/** What a vendor that is a function alone answers with. */

import { inPieces } from '../../local/simulator/encode-reply.ts';
import type { PostReply } from '../../shared/http.ts';

export function postReply(status: number, body: string | Buffer): PostReply {
  return { status, retryAfter: undefined, body: inPieces(Buffer.from(body), 65_536), discard: () => undefined };
}
