/**
 * From the bytes of a reply to its JSON text. The vendor offers `compress=1` ("zlib") and documents nothing of its wire
 * form, so the first bytes decide and no flag or header is believed: zlib, gzip, raw deflate, plain, or base64 of any of
 * these. What stands behind the end of compressed bytes is ignored.
 */

import { pipeline } from 'node:stream';
import { constants, createInflate, createInflateRaw, inflateRawSync, type ZlibOptions } from 'node:zlib';

type Form = 'zlib' | 'gzip' | 'deflate' | 'base64' | 'plain';

/** Enough for the first characters to come out of any form. */
const SNIFF_BYTES = 512;
/** base64 in base64 in base64: beyond that somebody is playing. */
const MAX_LAYERS = 3;
const INFLATE_CHUNK_BYTES = 256 * 1024;
const INFLATE_AHEAD_BYTES = 2 * INFLATE_CHUNK_BYTES;

/** RFC 1950: method 8, a window of at most 32 KiB, and a check that makes the first two bytes divisible by 31. */
function isZlib([first = 0, second = 0]: Buffer): boolean {
  return (first & 0x0f) === 8 && first >> 4 <= 7 && ((first << 8) | second) % 31 === 0;
}

function isGzip(head: Buffer): boolean {
  return head[0] === 0x1f && head[1] === 0x8b && head[2] === 8;
}

/** How much of `head` stands before the JSON text that begins in it: white space, a byte order mark. -1: none does. */
function jsonStart(head: Buffer): number {
  const before = /^(?:\u00ef\u00bb\u00bf)?[ \t\r\n]*(?=[[{])/.exec(head.toString('latin1', 0, SNIFF_BYTES));
  return before === null ? -1 : before[0].length;
}

/** Raw deflate has no mark of its own: it is what JSON comes out of. */
function isDeflate(head: Buffer): boolean {
  try {
    return jsonStart(inflateRawSync(head.subarray(0, SNIFF_BYTES), { finishFlush: constants.Z_SYNC_FLUSH })) >= 0;
  } catch {
    return false;
  }
}

function formOf(head: Buffer): Form {
  if (jsonStart(head) >= 0) return 'plain';
  if (isGzip(head)) return 'gzip';
  if (isZlib(head)) return 'zlib';
  const text = head.toString('latin1', 0, SNIFF_BYTES).replaceAll(/\s/g, '');
  if (/^[0-9A-Za-z+/_-]+=*$/.test(text)) {
    const held = Buffer.from(text, 'base64');
    if (formOf(held) !== 'plain' || jsonStart(held) >= 0) return 'base64';
  }
  return isDeflate(head) ? 'deflate' : 'plain';
}

/** The same bytes, without white space before them, and with the first chunk long enough to tell the form. */
async function* withHead(chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let head: Buffer | undefined = Buffer.alloc(0);
  for await (const chunk of chunks) {
    if (head === undefined) {
      yield chunk;
      continue;
    }
    head = Buffer.concat([head, chunk]);
    if (head.length < SNIFF_BYTES && jsonStart(head) < 0) continue;
    const start = head.toString('latin1').search(/[^ \t\r\n]/);
    // White space is let go at once: there may be no end of it.
    if (start < 0) head = Buffer.alloc(0);
    else {
      yield head.subarray(start >= SNIFF_BYTES ? start : 0);
      head = undefined;
    }
  }
  if (head !== undefined && head.length > 0) yield head;
}

async function* fromBase64(chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let rest = '';
  for await (const chunk of chunks) {
    const text = rest + chunk.toString('latin1').replaceAll(/\s/g, '');
    const whole = text.length - (text.length % 4);
    rest = text.slice(whole);
    if (whole > 0) yield Buffer.from(text.slice(0, whole), 'base64');
  }
  if (rest !== '') yield Buffer.from(rest, 'base64');
}

/** RFC 1952 §2.3: ten bytes, and by their flags a further field, a name, a comment and a check. */
function gzipHeaderBytes(head: Buffer): number {
  const flags = head[3] ?? 0;
  let at = 10;
  if (flags & 4) at += 2 + (head[at] ?? 0) + (head[at + 1] ?? 0) * 256;
  if (flags & 8) at = head.indexOf(0, at) + 1;
  if (flags & 16) at = head.indexOf(0, at) + 1;
  return flags & 2 ? at + 2 : at;
}

function inflated(chunks: AsyncIterable<Buffer>, raw: boolean): AsyncIterable<Buffer> {
  const inflate = (raw ? createInflateRaw : createInflate)({
    chunkSize: INFLATE_CHUNK_BYTES,
    // Lets zlib's thread run ahead while the rows of earlier chunks are read.
    readableHighWaterMark: INFLATE_AHEAD_BYTES,
  } as ZlibOptions);
  // The error also ends the loop over `inflate`, which is where it is handled.
  pipeline(chunks, inflate, () => undefined);
  return inflate;
}

/** The decoded text of a reply, whatever form it travelled in. The errors of zlib and of `chunks` come as they are. */
export async function decodedBytes(chunks: AsyncIterable<Buffer>, layers = MAX_LAYERS): Promise<AsyncIterable<Buffer>> {
  const source = withHead(chunks);
  const first = await source.next();
  if (first.done === true) return source;
  const head = first.value;
  async function* from(start: number): AsyncGenerator<Buffer> {
    yield head.subarray(start);
    yield* source;
  }
  const form = layers === 0 ? 'plain' : formOf(head);
  if (form === 'plain') return from(Math.max(0, jsonStart(head)));
  if (form === 'base64') return decodedBytes(fromBase64(from(0)), layers - 1);
  // Its own check would refuse what stands behind; node's gunzip takes that for a second stream.
  if (form === 'gzip') return inflated(from(gzipHeaderBytes(head)), true);
  return inflated(from(0), form === 'deflate');
}
