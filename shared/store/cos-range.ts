/**
 * A piece of an object in COS: how it is asked for and what comes.
 * Source: https://cloud.tencent.com/document/product/436/7753 (GET Object: `Range`, `If-Match`, 206, 412, 416).
 */

import { notUnderstood, type CosFailure } from './cos-errors.ts';
import type { Piece } from './store.ts';

export function rangeHeaders(start: number, end: number, ifMatch?: string): Record<string, string> {
  return { Range: `bytes=${start}-${end - 1}`, ...(ifMatch === undefined ? {} : { 'If-Match': ifMatch }) };
}

/** 412: it holds something else than `If-Match` names. 416: it ends before the range begins. */
export function isChanged({ httpStatus }: CosFailure): boolean {
  return httpStatus === 412 || httpStatus === 416;
}

export interface RangeReply {
  readonly body: Buffer;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
}

/** @throws HuadanError `archive` for an answer that is not of the piece `[start, end)` */
export function toPiece(doing: string, { body, headers }: RangeReply, start: number, end: number): Piece {
  const [, first, size] = /^bytes (\d+)-\d+\/(\d+)$/.exec(String(headers['content-range'])) ?? [];
  const { etag } = headers;
  const whole = Math.min(end, Number(size)) - start === body.length;
  if (typeof etag !== 'string' || Number(first) !== start || !whole) throw notUnderstood(doing);
  return { bytes: body, etag, size: Number(size) };
}
