/** Replies of as many rows as wanted, the same every time: believable values, the vendor's own key order. */

import { createHash } from 'node:crypto';
import type { EpochSeconds, Window } from '../shared/time.ts';

/** 2019-01-23T17:10:00+08:00 */
const FIRST_WINDOW: EpochSeconds = 1_548_234_600;
const WINDOW_SECONDS = 600;

const PIECE_CHARACTERS = 1 << 20;

/** The ten minutes that a tick pulls; each tick has calls of its own, spread over them. */
export function windowOf(tick: number): Window {
  const from = FIRST_WINDOW + tick * WINDOW_SECONDS;
  return { from, to: from + WINDOW_SECONDS };
}

/** Which tick a window, or a half of one, belongs to. */
export function tickOf({ to }: Window): number {
  return Math.ceil((to - FIRST_WINDOW) / WINDOW_SECONDS) - 1;
}

function hex(seed: string): string {
  return createHash('md5').update(seed).digest('hex');
}

function mobile(digits: string): string {
  return `0086139${String(Number.parseInt(digits, 16) % 1e8).padStart(8, '0')}`;
}

function row(id: string, start: EpochSeconds): string {
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
 * @param rows how many calls the tick has in all
 * @param asked only those that start within it, both ends included, as a vendor may read a range
 */
export function* replyText(rows: number, tick = 0, asked: Window = windowOf(tick)): Generator<Buffer> {
  const { from } = windowOf(tick);
  let text = '{"cdr":[';
  let comma = '';
  for (let i = 0; i < rows; i++) {
    const start = from + Math.floor((i / rows) * WINDOW_SECONDS);
    if (start < asked.from || start > asked.to) continue;
    text += comma + row(hex(`call ${tick} ${i}`), start);
    comma = ',';
    if (text.length > PIECE_CHARACTERS) {
      yield Buffer.from(text);
      text = '';
    }
  }
  yield Buffer.from(`${text}],"errorCode":"0","offset":"0","result":"Call Details"}`);
}
