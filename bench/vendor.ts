/**
 * The vendor of the bench: every reply is a compressed file, made when its range is first asked for. A warm-up pull has
 * them all made, so in a measured run the vendor does nothing but send.
 */

import { once } from 'node:events';
import { createReadStream, createWriteStream, mkdirSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import { createDeflate } from 'node:zlib';
import type { Window } from '../shared/time.ts';
import { replyText, WINDOW } from './reply.ts';

export interface BenchVendor {
  readonly endpoint: string;
  /** The reply to the whole window: a file, and its size once decoded. */
  readonly whole: { readonly file: string; readonly decodedBytes: number };
  readonly close: () => void;
}

interface Reply {
  readonly file: string;
  readonly wireBytes: number;
  readonly decodedBytes: number;
}

async function makeReply(rows: number, asked: Window, file: string): Promise<Reply> {
  let decodedBytes = 0;
  function* counted(): Generator<Buffer> {
    for (const piece of replyText(rows, asked)) {
      decodedBytes += piece.length;
      yield piece;
    }
  }
  await pipeline(Readable.from(counted()), createDeflate(), createWriteStream(file));
  return { file, wireBytes: (await stat(file)).size, decodedBytes };
}

/** @param folder where the replies are kept; made when it is not there */
export async function startBenchVendor(rows: number, folder: string): Promise<BenchVendor> {
  mkdirSync(folder, { recursive: true });
  const replies = new Map<string, Promise<Reply>>();
  const replyTo = async (asked: Window): Promise<Reply> => {
    const name = `${asked.from}-${asked.to}.zlib`;
    const reply = replies.get(name) ?? makeReply(rows, asked, join(folder, name));
    replies.set(name, reply);
    return reply;
  };
  const whole = await replyTo({ from: WINDOW.from - 1, to: WINDOW.to });

  const server = createServer((request, response) => {
    const answer = async (): Promise<void> => {
      const { startTimeStamp, endTimeStamp } = JSON.parse(await text(request)) as Record<string, string>;
      const { file, wireBytes } = await replyTo({ from: Number(startTimeStamp), to: Number(endTimeStamp) });
      response.setHeader('Content-Length', wireBytes);
      await pipeline(createReadStream(file), response);
    };
    // A reply past its bound is left by the one who asked.
    answer().catch(() => response.destroy());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    whole,
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}
