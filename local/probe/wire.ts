/** How a reply travelled: its first bytes and its length, noted on the way to its reader. */

import type { Post } from '../../shared/http.ts';

export interface Wire {
  readonly bytes: number;
  readonly form: 'plain' | 'zlib' | 'gzip' | 'base64' | 'plain, with "cdr" as a text' | 'unknown';
}

const HEAD_BYTES = 256;

function formOf(head: Buffer): Wire['form'] {
  // RFC 1952 and RFC 1950.
  if (head[0] === 0x1f && head[1] === 0x8b) return 'gzip';
  if (head[0] === 0x78 && head.readUInt16BE(0) % 31 === 0) return 'zlib';
  const text = head.toString('latin1').trimStart();
  if (text.startsWith('{')) return /"cdr"\s*:\s*"/.test(text) ? 'plain, with "cdr" as a text' : 'plain';
  return /^[\w+/=\s-]+$/.test(text) ? 'base64' : 'unknown';
}

/** The same `post`; `last` tells of the reply that was read last, undefined when none was. */
export function watchWire(post: Post): { readonly post: Post; readonly last: () => Wire | undefined } {
  let last: Wire | undefined;
  async function* noted(body: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
    let [bytes, head] = [0, Buffer.alloc(0)];
    for await (const chunk of body) {
      bytes += chunk.length;
      if (head.length < HEAD_BYTES) head = Buffer.concat([head, chunk.subarray(0, HEAD_BYTES - head.length)]);
      last = head.length < 2 ? undefined : { bytes, form: formOf(head) };
      yield chunk;
    }
  }
  return {
    post: async (request) => {
      last = undefined;
      const reply = await post(request);
      return { ...reply, body: noted(reply.body) };
    },
    last: () => last,
  };
}
