/**
 * The forms a reply may travel in. The vendor documents `compress` as "zlib" and says nothing of the wire form, so
 * every plausible one is here: the whole body packed, or only the value of `cdr`.
 */

import { deflateSync, gzipSync } from 'node:zlib';

export const WIRE_FORMS = [
  'plain',
  'zlib',
  'gzip',
  'base64',
  'base64-zlib',
  'base64-gzip',
  'cdr-json',
  'cdr-base64',
  'cdr-base64-zlib',
  'cdr-base64-gzip',
] as const;

export type WireForm = (typeof WIRE_FORMS)[number];

/**
 * The reply as it goes over the wire. In the `cdr-` forms the reply stays plain JSON and its `cdr` is a string: the
 * array as JSON text, or base64 of that text, of its zlib or of its gzip form. A reply without `cdr` then stays plain.
 * `indent` is the number of blanks JSON is indented by.
 */
export function encodeReply(reply: object, form: WireForm, indent = 0): Buffer {
  const text = (value: unknown): Buffer => Buffer.from(JSON.stringify(value, null, indent));
  if (!form.startsWith('cdr-')) return pack(text(reply), form);
  if (!('cdr' in reply)) return text(reply);
  return text({ ...reply, cdr: pack(text(reply.cdr), form.slice('cdr-'.length)).toString() });
}

function pack(bytes: Buffer, form: string): Buffer {
  const packed = form.endsWith('zlib') ? deflateSync(bytes) : form.endsWith('gzip') ? gzipSync(bytes) : bytes;
  return form.startsWith('base64') ? Buffer.from(packed.toString('base64')) : packed;
}

/** The bytes in pieces of `size`, the last one perhaps shorter: a body for every chunking a network can produce. */
export async function* inPieces(bytes: Buffer, size: number): AsyncGenerator<Buffer, void> {
  for (let start = 0; start < bytes.length; start += size) yield bytes.subarray(start, start + size);
}
