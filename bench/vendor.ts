/**
 * The vendor of the bench: every reply is a compressed file. Those to whole windows are made before anything is
 * measured, so in a measured tick the vendor does nothing but send.
 */

import { once } from 'node:events';
import { createReadStream, createWriteStream, mkdirSync } from 'node:fs';
import { readFile, stat, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import { crc32, createDeflate } from 'node:zlib';
import type { Window } from '../shared/time.ts';
import { replyText, tickOf, windowOf } from './reply.ts';

export interface Reply {
  /** The reply as it is sent: zlib (RFC 1950). */
  readonly file: string;
  /** The same as gzip (RFC 1952), for those who read no zlib. */
  readonly gzipped: string;
  readonly wireBytes: number;
  readonly decodedBytes: number;
}

export interface BenchVendor {
  readonly endpoint: string;
  /** To the window of each tick. */
  readonly replies: readonly Reply[];
  readonly close: () => void;
}

const GZIP_HEADER = Buffer.from([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255]);
const [ZLIB_HEADER_BYTES, ZLIB_TRAILER_BYTES] = [2, 4];

/** The same deflated bytes between gzip's header and trailer. */
function asGzip(zlib: Buffer, crc: number, decodedBytes: number): Buffer {
  const trailer = Buffer.alloc(8);
  trailer.writeUInt32LE(crc);
  trailer.writeUInt32LE(decodedBytes, 4);
  return Buffer.concat([GZIP_HEADER, zlib.subarray(ZLIB_HEADER_BYTES, -ZLIB_TRAILER_BYTES), trailer]);
}

async function makeReply(rows: number, asked: Window, path: string): Promise<Reply> {
  const [file, gzipped] = [`${path}.zlib`, `${path}.json.gz`];
  let [crc, decodedBytes] = [0, 0];
  function* counted(): Generator<Buffer> {
    for (const piece of replyText(rows, tickOf(asked), asked)) {
      crc = crc32(piece, crc);
      decodedBytes += piece.length;
      yield piece;
    }
  }
  await pipeline(Readable.from(counted()), createDeflate(), createWriteStream(file));
  await writeFile(gzipped, asGzip(await readFile(file), crc, decodedBytes));
  return { file, gzipped, wireBytes: (await stat(file)).size, decodedBytes };
}

/**
 * @param ticks so many windows have calls
 * @param folder where the replies are kept; made when it is not there
 */
export async function startBenchVendor(rows: number, ticks: number, folder: string): Promise<BenchVendor> {
  mkdirSync(folder, { recursive: true });
  const made = new Map<string, Promise<Reply>>();
  const replyTo = async (asked: Window): Promise<Reply> => {
    const name = `${asked.from}-${asked.to}`;
    const reply = made.get(name) ?? makeReply(rows, asked, join(folder, name));
    made.set(name, reply);
    return reply;
  };
  const replies: Reply[] = [];
  for (let tick = 0; tick < ticks; tick++) {
    const { from, to } = windowOf(tick);
    // The pull asks for a second more, in case the vendor leaves the first one out.
    replies.push(await replyTo({ from: from - 1, to }));
  }

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
    replies,
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}
