/** Rows as the vendor prints them, and replies that hold them. */

import type { SeenRequest, VendorReply } from '../../local/simulator/server.ts';

export type VendorRow = Readonly<Record<string, string>>;

/** A call that was answered, 90 seconds long. */
export function vendorRow(callId: string, start: number, changes: VendorRow = {}): VendorRow {
  return {
    bizId: '',
    callEndStatus: '1',
    callId,
    callType: '3',
    dst: '008613631234568',
    dstAcceptTime: String(start + 20),
    duration: '70',
    endCallTime: String(start + 90),
    orderId: '',
    recordUrl: '',
    src: '008613500000000',
    srcAcceptTime: String(start + 8),
    startDstCallTime: String(start + 9),
    startDstRingTime: String(start + 12),
    startSrcCallTime: String(start),
    startSrcRingTime: String(start + 2),
    ...changes,
  };
}

export function success(cdr: readonly unknown[], offset = '0'): VendorReply {
  return { body: JSON.stringify({ cdr, errorCode: '0', offset, result: 'Call Details' }) };
}

export function failure(errorCode: string, result = 'no'): VendorReply {
  return { body: JSON.stringify({ errorCode, result }) };
}

/** So many short rows for each second that is asked for, both ends included. */
export function rowsAsked({ body }: SeenRequest, perSecond = 1): VendorRow[] {
  const [from, to] = [Number(body['startTimeStamp']), Number(body['endTimeStamp'])];
  return Array.from({ length: (to - from + 1) * perSecond }, (_, i) => ({
    callId: `c${from * perSecond + i}`,
    startSrcCallTime: String(from + Math.floor(i / perSecond)),
  }));
}

/** Answers a range as the vendor would that gives `maxRows` at the most and says by `offset` that there are more. */
export function answerRange(rows: readonly VendorRow[], { body }: SeenRequest, maxRows: number): VendorReply {
  const [from, to] = [Number(body['startTimeStamp']), Number(body['endTimeStamp'])];
  const inRange = rows.filter((row) => {
    const start = Number(row['startSrcCallTime']);
    return row['src'] === body['src'] && start >= from && start <= to;
  });
  return success(inRange.slice(0, maxRows), inRange[maxRows]?.['startSrcCallTime'] ?? '0');
}
