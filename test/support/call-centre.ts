/** A call centre with a clock that is set by hand, and the questions a test puts to it. */

import { json } from 'node:stream/consumers';
import { onTestFinished } from 'vitest';
import { startCallCentre, type CallCentre, type CallCentreOptions } from '../../local/simulator/call-centre.ts';
import { createHttp, type PostReply } from '../../shared/http.ts';

/** In seconds. */
export const HOUR = 3600;
/** 2025-03-05T00:00:00+08:00 */
export const MIDNIGHT = 1_741_104_000;
export const DAY_END = MIDNIGHT + 24 * HOUR - 1;

export type Row = Record<string, string>;
export interface Reply {
  readonly cdr: Row[];
  readonly errorCode: string;
  readonly offset: string;
  readonly result: string;
}

/** A call centre whose clock is set by hand; it begins an hour after the end of the day, when all of it can be seen. */
export async function startClocked(options: CallCentreOptions = {}): Promise<CallCentre & { clock: { now: number } }> {
  const clock = { now: MIDNIGHT + 25 * HOUR };
  const centre = await startCallCentre({ now: () => clock.now, faultRate: 0, maxRows: 1_000_000, ...options });
  onTestFinished(async () => centre.close());
  return { ...centre, clock };
}

const http = createHttp();

export async function post(centre: CallCentre, body: unknown, id = centre.id): Promise<PostReply> {
  const url = new URL(`${centre.endpoint}/201511v3/getCdr?id=${id}`);
  return http.post({ url, headers: {}, signal: new AbortController().signal, body: JSON.stringify(body) });
}

export async function ask(centre: CallCentre, parameters: object): Promise<Reply> {
  const { body } = await post(centre, { appId: centre.appId, ...parameters });
  return (await json(body)) as Reply;
}

export function range(from: number, to: number, src = ''): Row {
  return { src, startTimeStamp: String(from), endTimeStamp: String(to), compress: '0' };
}

export const time = (row: Row | undefined, field: string): number => Number(row?.[field]);
export const isAscending = (numbers: number[]): boolean =>
  numbers.every((number, index) => number >= (numbers[index - 1] ?? number));
export const starts = (rows: Row[]): number[] => rows.map((row) => time(row, 'startSrcCallTime'));
