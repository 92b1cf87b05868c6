/** Replies of as many rows as wanted, the same every time: believable values, the vendor's own key order. */

import { createHash } from 'node:crypto';
import type { EpochSeconds, Window } from '../shared/time.ts';

/** 2019-01-23T17:10:00+08:00; the rows are spread over the ten minutes that follow. */
export const WINDOW: Window = { from: 1_548_234_600, to: 1_548_235_200 };

const PIECE_CHARACTERS = 1 << 20;

function hex(seed: string): string {
  return createHash('md5').update(seed).digest('hex');
}

function mobile(digits: string): string {
  return `0086139${String(Number.parseInt(digits, 16) % 1e8).padStart(8, '0')}`;
}

function startOf(i: number, rows: number): EpochSeconds {
  return WINDOW.from + Math.floor((i / rows) * (WINDOW.to - WINDOW.from));
}

function row(i: number, start: EpochSeconds): string {
  const id = hex(`call ${i}`);
  const answered = id.charCodeAt(0) % 3 !== 0;
  const times = answered ? [start + 8, start + 9, start + 21] : [0, 0, 0];
  return JSON.stringify({
    bizId: '',
    callEndStatus: answered ? '1' : '2',
    callId: `12-190123-${id}`,
    callType: '3',
    dst: mobile(id.slice(0, 8)),
    dstAcceptTime: String(times[2]),
    duration: answered ? String(20 + (id.charCodeAt(1) % 200)) : '0',
    endCallTime: String(start + 60 + (id.charCodeAt(1) % 200)),
    orderId: '',
    recordUrl: '',
    src: mobile(id.slice(8, 16)),
    srcAcceptTime: answered ? String(start + 6) : '0',
    startDstCallTime: String(times[0]),
    startDstRingTime: String(times[1]),
    startSrcCallTime: String(start),
    startSrcRingTime: String(start + 3),
  });
}

/**
 * The reply as JSON text, in pieces of about a megabyte.
 * @param rows how many calls there are in all
 * @param asked only those that start within it, both ends included, as a vendor may read a range
 */
export function* replyText(rows: number, asked: Window = WINDOW): Generator<Buffer> {
  let text = '{"cdr":[';
  let comma = '';
  for (let i = 0; i < rows; i++) {
    const start = startOf(i, rows);
    if (start < asked.from || start > asked.to) continue;
    text += comma + row(i, start);
    comma = ',';
    if (text.length > PIECE_CHARACTERS) {
      yield Buffer.from(text);
      text = '';
    }
  }
  yield Buffer.from(`${text}],"errorCode":"0","offset":"0","result":"Call Details"}`);
}
