/**
 * From the bytes of a reply to its JSON text. The vendor offers `compress=1` ("zlib") and documents nothing of its wire
 * form, so the first bytes decide and no flag or header is believed: zlib, gzip, plain, or base64 of any of these.
 */

import { pipeline } from 'node:stream';
import { createGunzip, createInflate, type ZlibOptions } from 'node:zlib';

type Form = 'zlib' | 'gzip' | 'base64' | 'plain';

/** Enough to tell the forms apart: four characters of base64 are three bytes of what they hold. */
const SNIFF_BYTES = 4;
/** base64 in base64 in base64: beyond that somebody is playing. */
const MAX_LAYERS = 3;
const INFLATE_CHUNK_BYTES = 256 * 1024;
const INFLATE_AHEAD_BYTES = 2 * INFLATE_CHUNK_BYTES;

/** RFC 1950: method 8, a window of at most 32 KiB, and a check that makes the first two bytes divisible by 31. */
function isZlib(head: Buffer): boolean {
  const [first = 0, second = 0] = head;
  return (first & 0x0f) === 8 && first >> 4 <= 7 && ((first << 8) | second) % 31 === 0;
}

function isGzip(head: Buffer): boolean {
  return head[0] === 0x1f && head[1] === 0x8b;
}

function isJsonStart(head: Buffer): boolean {
  return /^[\s[{]/.test(head.toString('latin1'));
}

function sniff(head: Buffer): Form {
  if (isGzip(head)) return 'gzip';
  if (isZlib(head)) return 'zlib';
  if (!/^[0-9A-Za-z+/_-]{2}[0-9A-Za-z+/_=-]{2}/.test(head.toString('latin1'))) return 'plain';
  const held = Buffer.from(head.toString('latin1', 0, SNIFF_BYTES), 'base64');
  return isGzip(held) || isZlib(held) || isJsonStart(held) || /^[0-9A-Za-z+/_-]{3}/.test(held.toString('latin1'))
    ? 'base64'
    : 'plain';
}

/** The same bytes, without white space or a byte order mark before them, and with the first chunk long enough to sniff at. */
async function* withHead(chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let head: Buffer | undefined = Buffer.alloc(0);
  for await (const chunk of chunks) {
    if (head === undefined) {
      yield chunk;
      continue;
    }
    head = Buffer.concat([head, chunk]);
    const start = head.toString('latin1').search(/[^\s\u00ef\u00bb\u00bf]/);
    // White space is let go at once: there may be no end of it.
    head = start < 0 ? Buffer.alloc(0) : head.subarray(start);
    if (head.length < SNIFF_BYTES) continue;
    yield head;
    head = undefined;
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

async function* inflated(chunks: AsyncIterable<Buffer>, form: 'zlib' | 'gzip'): AsyncGenerator<Buffer> {
  const inflate = (form === 'zlib' ? createInflate : createGunzip)({
    chunkSize: INFLATE_CHUNK_BYTES,
    // Lets zlib's thread run ahead while the rows of earlier chunks are read.
    readableHighWaterMark: INFLATE_AHEAD_BYTES,
  } as ZlibOptions);
  // The error also ends the loop below, which is where it is handled.
  pipeline(chunks, inflate, () => undefined);
  yield* inflate as AsyncIterable<Buffer>;
}

async function* unwrap(chunks: AsyncIterable<Buffer>, layers: number): AsyncGenerator<Buffer> {
  const source = withHead(chunks);
  const first = await source.next();
  if (first.done === true) return;
  const head = first.value;
  const form = layers === 0 ? 'plain' : sniff(head);
  async function* whole(): AsyncGenerator<Buffer> {
    yield head;
    yield* source;
  }
  if (form === 'plain') yield* whole();
  else if (form === 'base64') yield* unwrap(fromBase64(whole()), layers - 1);
  else yield* inflated(whole(), form);
}

/** The decoded text of a reply, whatever form it travelled in. The errors of zlib and of `chunks` come as they are. */
export function decodedBytes(chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  return unwrap(chunks, MAX_LAYERS);
}
