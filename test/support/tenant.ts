/** A vendor of any kind: each thing that its documents do not say is a setting here. */

import { deflateSync } from 'node:zlib';
import { startVendorServer, type VendorServer } from '../../local/simulator/server.ts';
import { vendorRow, type VendorRow } from './vendor-rows.ts';

export type FilterTime = 'startSrcCallTime' | 'srcAcceptTime' | 'endCallTime' | 'arrival' | 'touch';

export interface TenantOptions {
  readonly filter: FilterTime;
  readonly lower?: 'inclusive' | 'exclusive';
  readonly upper?: 'inclusive' | 'exclusive';
  /** The most rows of one reply: the `first` or the `last` of the range; `marked` with an offset. */
  readonly cap?: { readonly rows: number; readonly keeps: 'first' | 'last'; readonly marked: boolean };
  readonly retentionSeconds: number;
  /** Ranges that begin before the retention are refused with -202. */
  readonly refusesOld?: boolean;
  readonly compress?: 'zlib' | 'ignored' | 'refused';
  /** Each reply has an offset, though nothing is missing. */
  readonly alwaysMarked?: boolean;
  readonly now: number;
  /** A call every so many seconds. */
  readonly everySeconds?: number;
}

/** Seconds from hang-up until the vendor has the row. */
export const ARRIVES_AFTER_SECONDS = 37;
const HISTORY_SECONDS = 9 * 86_400;

/** The reply of `getCdr`, before it is written. */
export interface Reply {
  readonly cdr: readonly VendorRow[];
  readonly errorCode: string;
  readonly offset: string;
  readonly result: string;
}

function success(cdr: readonly VendorRow[], offset = '0'): Reply {
  return { cdr, errorCode: '0', offset, result: 'Call Details' };
}

function failure(errorCode: string): Reply {
  return { cdr: [], errorCode, offset: '0', result: 'no' };
}

function timeOf(row: VendorRow, filter: FilterTime): number {
  if (filter === 'arrival') return Number(row['endCallTime']) + ARRIVES_AFTER_SECONDS;
  return Number(row[filter === 'touch' ? 'startSrcCallTime' : filter]);
}

function history({ now, everySeconds = 240 }: TenantOptions): VendorRow[] {
  const rows: VendorRow[] = [];
  for (let start = now - 90 - 60; start > now - HISTORY_SECONDS; start -= everySeconds) {
    rows.push(
      vendorRow(`12-190123-${start}`, start, {
        recordUrl: `https://recordings.example.com/${start}.mp3`,
        // With some calls the callee is called in the second in which the caller answers.
        ...(rows.length % 2 === 1 && { startDstCallTime: String(start + 8) }),
      }),
    );
  }
  return rows.reverse();
}

function inRange(row: VendorRow, from: number, to: number, tenant: TenantOptions): boolean {
  const { filter, lower = 'inclusive', upper = 'inclusive' } = tenant;
  const time = timeOf(row, filter);
  const last = filter === 'touch' ? Number(row['endCallTime']) : time;
  return (lower === 'inclusive' ? last >= from : last > from) && (upper === 'inclusive' ? time <= to : time < to);
}

function capped(rows: readonly VendorRow[], tenant: TenantOptions): Reply {
  const { cap, alwaysMarked = false } = tenant;
  if (cap === undefined || rows.length <= cap.rows) return success(rows, alwaysMarked ? '1' : '0');
  const kept = cap.keeps === 'first' ? rows.slice(0, cap.rows) : rows.slice(-cap.rows);
  return success(kept, cap.marked ? String(timeOf(rows[cap.rows] ?? {}, tenant.filter)) : '0');
}

/** What it answers to the parameters of a question, by the names of `getCdr`. */
export function createTenant(tenant: TenantOptions): (asked: Readonly<Record<string, unknown>>) => Reply {
  const { now, filter, retentionSeconds, refusesOld = false } = tenant;
  const kept = history(tenant).filter(
    (row) => timeOf(row, filter) > now - retentionSeconds && timeOf(row, filter) <= now,
  );
  return ({ callId, startTimeStamp, endTimeStamp }) => {
    if (callId !== undefined) {
      const row = kept.find((one) => one['callId'] === callId);
      return row === undefined ? failure('-201') : success([row]);
    }
    const [from, to] = [Number(startTimeStamp), Number(endTimeStamp)];
    if (refusesOld && to < now - retentionSeconds) return failure('-202');
    return capped(
      kept.filter((row) => inRange(row, from, to, tenant)),
      tenant,
    );
  };
}

export async function startTenant(tenant: TenantOptions): Promise<VendorServer> {
  const answer = createTenant(tenant);
  const { compress = 'ignored' } = tenant;
  return startVendorServer(({ body }) => {
    const isCompressed = body['compress'] === '1' && compress !== 'ignored';
    const text = JSON.stringify(isCompressed && compress === 'refused' ? failure('-2') : answer(body));
    return { body: isCompressed && compress === 'zlib' ? deflateSync(Buffer.from(text)) : text };
  });
}
